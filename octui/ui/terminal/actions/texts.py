"""What terminals have printed, on its way to the prompt or to a file."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from time import strftime
from typing import TYPE_CHECKING, Final

from octui.ui.controllers.context import AppContext
from octui.ui.terminal.actions.places import TerminalPlaces

if TYPE_CHECKING:
    # Loaded with the first terminal: the first screen needs no emulator.
    from octui.ui.terminal.session import TerminalSession

NO_STATUS_MARKS: Final = (
    "This shell does not report how its commands end (OSC 133). Turn on the setting “terminal.shell_integration”, and "
    "new terminals will."
)


class TerminalTexts:
    """Acts on the current terminal; without one, nothing happens."""

    def __init__(
        self, context: AppContext, places: TerminalPlaces, find_current: Callable[[], TerminalSession | None]
    ) -> None:
        self._context = context
        self._places = places
        self._find_current = find_current

    def export_terminal(self) -> None:
        """Write everything a terminal has printed, as far as it is kept, to a new file on this machine."""
        from octui.ui.pickers.text_input_dialog import TextInputDialog

        terminal = self._find_current()
        if terminal is None:
            return
        dialog = TextInputDialog("Export terminal to a file", value=f"terminal-{strftime('%Y%m%d-%H%M%S')}.txt")

        async def write_file(path: Path, text: str) -> None:
            try:
                await asyncio.to_thread(_write_new_file, path, text)
            except OSError as error:
                self._context.notify_error(f"Could not write {path}", error.strerror or str(error))
            else:
                self._context.notify_info(f"Written to {path}.")

        def write_text(name: str) -> None:
            if name.strip():
                text = terminal.emulator.get_text().rstrip("\n") + "\n"
                self._context.start_worker(
                    write_file(Path(name.strip()).expanduser().absolute(), text), group="terminal-export"
                )

        self._context.open_picker(dialog, write_text)

    def send_to_prompt(self) -> None:
        """Put the selection, or what the last command printed, into the prompt."""
        from octui.ui.terminal.quote import extract_last_output, format_quote

        pane, terminal = self._places.pane, self._find_current()
        if pane is None or terminal is None:
            return
        text = pane.terminal.get_selected_text() or extract_last_output(terminal)
        if text.strip():
            self._send_block(format_quote(terminal.name, text))
        else:
            self._context.notify_info("The terminal shows nothing to send.")

    def send_failed_command(self) -> None:
        """Put the newest command that failed into the prompt, with its exit code and what it printed."""
        from octui.ui.terminal.quote import format_failure

        terminal = self._find_current()
        if terminal is None:
            return
        failed = terminal.emulator.find_failed_command()
        if failed is not None:
            self._send_block(format_failure(terminal.name, failed))
        elif terminal.emulator.has_status_marks():
            self._context.notify_info("No command has failed in this terminal.")
        else:
            self._context.notify_info(NO_STATUS_MARKS, seconds=8)

    def _send_block(self, block: str) -> None:
        if (pane := self._places.pane) is not None:
            pane.terminal.copy_mode.leave_copy_mode()
        if (screen := self._places.fullscreen) is not None:
            screen.dismiss()
        self._context.call_after_refresh(self._insert_into_prompt, block)

    def _insert_into_prompt(self, block: str) -> None:
        chat = self._context.chat
        if chat is None:
            self._context.notify_info("Open a session first, then send terminal text to its prompt.")
            return
        before = chat.composer.text
        chat.composer.replace_text(f"{before.rstrip()}\n\n{block}" if before.strip() else block)
        chat.composer.focus()


def _write_new_file(path: Path, text: str) -> None:
    """Raises FileExistsError: no file is replaced."""
    with path.open("x", encoding="utf-8", errors="replace") as file:
        file.write(text)
