"""The terminals of one directory."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from octui.server.git.branches import Branches
from octui.server.identifiers import ascending
from octui.server.terminals.shells import as_login, login_shell
from octui.server.terminals.spawning import spawn
from octui.server.terminals.terminal import Terminal
from octui.wire.pty import Pty, PtySize

if TYPE_CHECKING:
    from octui.server.instance import Instance


class NoSuchTerminal(Exception):
    """Its process has ended, or it never was."""


class Terminals:
    """Those whose process runs; the others are forgotten at once, as with other servers."""

    def __init__(self, instance: "Instance") -> None:
        self._instance = instance
        self._terminals: dict[str, Terminal] = {}
        self._watching: set[asyncio.Task[None]] = set()

    def listed(self) -> list[Pty]:
        return [terminal.pty for terminal in self._terminals.values()]

    def get(self, pty_id: str) -> Terminal:
        """Raises NoSuchTerminal."""
        try:
            return self._terminals[pty_id]
        except KeyError:
            raise NoSuchTerminal(pty_id) from None

    async def create(
        self,
        *,
        command: str | None = None,
        args: Sequence[str] = (),
        cwd: str | None = None,
        title: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Pty:
        """Start a program, the login shell unless told otherwise; raises CannotStart."""
        pty_id = ascending("pty")
        program = command or login_shell()
        arguments = as_login(program, list(args))
        directory = str(Path(self._instance.directory, cwd or ""))
        process, descriptor = await spawn(program, arguments, directory, env or {})
        pty = Pty(
            id=pty_id,
            title=title or f"Terminal {pty_id[-4:]}",
            command=program,
            args=tuple(arguments),
            cwd=directory,
            pid=process.pid,
        )
        branches = self._instance.service(Branches)
        terminal = Terminal(pty, process, descriptor, branches.look_soon)
        self._terminals[pty_id] = terminal
        self._publish("pty.created", info=pty)
        watching = asyncio.create_task(self._watch(terminal))
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)
        return pty

    def update(self, pty_id: str, title: str | None, size: PtySize | None) -> Pty:
        terminal = self.get(pty_id)
        if title is not None:
            terminal.pty = msgspec.structs.replace(terminal.pty, title=title)
        if size is not None:
            terminal.resize(size.rows, size.cols)
        self._publish("pty.updated", info=terminal.pty)
        return terminal.pty

    async def remove(self, pty_id: str) -> None:
        """Take a terminal away from its program, which ends unless it was made to survive that."""
        terminal = self.get(pty_id)
        del self._terminals[pty_id]
        self._publish("pty.deleted", id=pty_id)
        await terminal.kill()

    async def close(self) -> None:
        terminals = list(self._terminals.values())
        self._terminals.clear()
        await asyncio.gather(*(terminal.kill() for terminal in terminals))
        await asyncio.gather(*self._watching)

    async def _watch(self, terminal: Terminal) -> None:
        code = await terminal.exited()
        if self._terminals.pop(terminal.pty.id, None) is not None:
            self._publish("pty.exited", id=terminal.pty.id, exitCode=code)

    def _publish(self, kind: str, **properties: object) -> None:
        self._instance.server.bus.publish(kind, properties, self._instance.directory)
