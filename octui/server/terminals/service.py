"""The terminals of one directory."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import msgspec

from octui.server.event_bus import EventBus
from octui.server.git.branches import BranchWatcher
from octui.server.identifiers import create_ascending_id
from octui.server.instance import Instance
from octui.server.terminals.shells import add_login_flag, find_login_shell
from octui.server.terminals.spawn import spawn_on_pty
from octui.server.terminals.terminal import Terminal
from octui.wire.pty import Pty, PtySize


class UnknownTerminal(Exception):
    """The terminal's process has ended, or it never existed."""


class TerminalService:
    """The terminals whose process is running; others are removed at once, as with OpenCode."""

    def __init__(self, bus: EventBus, directory: str, branches: BranchWatcher) -> None:
        self._bus = bus
        self._directory = directory
        self._branches = branches
        self._terminals: dict[str, Terminal] = {}
        self._watching: set[asyncio.Task[None]] = set()

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance.bus, instance.directory, instance.get_service(BranchWatcher))

    def list_terminals(self) -> list[Pty]:
        return [terminal.pty for terminal in self._terminals.values()]

    def find_terminal(self, pty_id: str) -> Terminal:
        """Raises UnknownTerminal."""
        try:
            return self._terminals[pty_id]
        except KeyError:
            raise UnknownTerminal(pty_id) from None

    async def create_terminal(
        self,
        *,
        command: str | None = None,
        args: Sequence[str] = (),
        cwd: str | None = None,
        title: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Pty:
        """Start a program, by default the login shell; raises TerminalStartError."""
        pty_id = create_ascending_id("pty")
        program = command or find_login_shell()
        arguments = add_login_flag(program, list(args))
        directory = str(Path(self._directory, cwd or ""))
        process, descriptor = await spawn_on_pty(program, arguments, directory, env or {})
        pty = Pty(
            id=pty_id,
            title=title or f"Terminal {pty_id[-4:]}",
            command=program,
            args=tuple(arguments),
            cwd=directory,
            pid=process.pid,
        )
        terminal = Terminal(pty, process, descriptor, self._branches.schedule_branch_check)
        self._terminals[pty_id] = terminal
        self._publish_pty_event("pty.created", info=pty)
        watching = asyncio.create_task(self._watch_exit(terminal))
        self._watching.add(watching)
        watching.add_done_callback(self._watching.discard)
        return pty

    def update_terminal(self, pty_id: str, title: str | None, size: PtySize | None) -> Pty:
        terminal = self.find_terminal(pty_id)
        if title is not None:
            terminal.pty = msgspec.structs.replace(terminal.pty, title=title)
        if size is not None:
            terminal.resize_terminal(size.rows, size.cols)
        self._publish_pty_event("pty.updated", info=terminal.pty)
        return terminal.pty

    async def remove_terminal(self, pty_id: str) -> None:
        """Close a terminal; its program is hung up."""
        terminal = self.find_terminal(pty_id)
        del self._terminals[pty_id]
        self._publish_pty_event("pty.deleted", id=pty_id)
        await terminal.kill_program()

    async def shut_down(self) -> None:
        terminals = list(self._terminals.values())
        self._terminals.clear()
        await asyncio.gather(*(terminal.kill_program() for terminal in terminals))
        await asyncio.gather(*self._watching)

    async def _watch_exit(self, terminal: Terminal) -> None:
        code = await terminal.wait_for_exit()
        if self._terminals.pop(terminal.pty.id, None) is not None:
            self._publish_pty_event("pty.exited", id=terminal.pty.id, exitCode=code)

    def _publish_pty_event(self, kind: str, **properties: object) -> None:
        self._bus.publish_event(kind, properties, self._directory)
