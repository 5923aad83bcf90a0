"""Types a command into a terminal that has just been opened, for the user to read and to run with Enter."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from octui.term import encode_paste
from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.session import BRACKETED_PASTE, TerminalSession

SHELL_SECONDS: Final = 5.0
"""How long a shell may take to read a line; one whose prompt is not recognized gets the command after that."""


class CommandTyping:
    """Watches one terminal until its shell reads a line."""

    def __init__(self, roster: TerminalRoster, live: TerminalSession) -> None:
        self._live = live
        self._roster = roster
        self._heard = asyncio.Event()

    async def type_command(self, text: str, confirm_run: Callable[[int], Awaitable[bool]]) -> bool:
        """Type `text` without running it; returns whether that was done.

        A shell without bracketed paste runs each line as it comes, so that several need `confirm_run`, which gets
        their number; the last line waits for Enter even then.
        """
        text = text.strip("\n")
        await self._wait_for_shell()
        live, lines = self._live, text.count("\n") + 1
        if live.phase.over:
            return False
        if lines > 1 and not live.emulator.modes.has_mode(BRACKETED_PASTE) and not await confirm_run(lines):
            return False
        return live.type_text(encode_paste(text, live.emulator).decode())

    async def _wait_for_shell(self) -> None:
        unwatch = self._roster.add_observer(self)
        with suppress(TimeoutError):
            async with asyncio.timeout(SHELL_SECONDS):
                while not self._is_shell_ready() and not self._live.phase.over:
                    self._heard.clear()
                    await self._heard.wait()
        unwatch()

    def _is_shell_ready(self) -> bool:
        return self._live.phase is ConnectionState.LIVE and not self._live.busy

    def handle_terminals_changed(self) -> None:
        self._heard.set()

    def handle_terminal_painted(self, live: TerminalSession) -> None:
        if live is self._live:
            self._heard.set()
