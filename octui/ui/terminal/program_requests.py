"""What programs in terminals ask of the user: the bell, a notification, the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from octui.ui.controllers.context import AppContext
from octui.ui.controllers.view import ViewController

if TYPE_CHECKING:
    # Loaded with the first terminal: the first screen needs no emulator.
    from octui.ui.terminal.session import TerminalSession

COPY_REFUSAL_SECONDS: Final = 10.0
"""For so long, further requests of a program that was refused the clipboard are ignored."""


class ProgramRequests:
    """Nothing is copied without consent, and a program cannot ask again and again."""

    def __init__(
        self,
        context: AppContext,
        ring_bell: Callable[[], None],
        view: ViewController,
        is_seen: Callable[[TerminalSession], bool],
    ) -> None:
        """`is_seen` says whether the user is in a terminal, so that what it says needs no notice."""
        self._context = context
        self._ring_bell = ring_bell
        self._view = view
        self._is_seen = is_seen
        self._is_copy_dialog_open = False
        self._last_copy_refusal = ("", 0.0)
        """The terminal whose copy was refused, and when."""

    def ring_terminal_bell(self) -> None:
        self._ring_bell()

    def show_terminal_notification(self, terminal: TerminalSession, title: str, body: str) -> None:
        if not self._is_seen(terminal):
            heading = f"{terminal.name}: {title}" if body and title else terminal.name
            self._context.notify(body or title, title=heading, seconds=6)

    def confirm_terminal_copy(self, terminal: TerminalSession, text: str) -> None:
        from octui.ui.terminal.clipboard_dialog import ClipboardDialog

        refused, at = self._last_copy_refusal
        if self._is_copy_dialog_open or (refused == terminal.id and monotonic() - at < COPY_REFUSAL_SECONDS):
            return
        self._is_copy_dialog_open = True

        def copy_if_confirmed(confirmed: bool | None) -> None:
            self._is_copy_dialog_open = False
            if confirmed:
                self._view.copy_text(text, f"what {terminal.name} asked for")
            else:
                self._last_copy_refusal = (terminal.id, monotonic())

        self._context.open_screen(ClipboardDialog(terminal.name, text), copy_if_confirmed)

    def report_blocked_copy(self, terminal: TerminalSession, size: int) -> None:
        self._context.notify_info(
            f"Blocked: {terminal.name} tried to copy {size:,} bytes to your clipboard (too large)."
        )
