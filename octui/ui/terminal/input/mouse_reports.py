"""Mouse reporting to the program in a terminal, as far as it enabled it."""

from collections.abc import Callable
from typing import Final

from textual import events

from octui.term import MouseEvent, encode_mouse
from octui.term.input.mouse import Action, Button
from octui.ui.terminal.session import TerminalSession

_BUTTONS: Final[dict[int, Button]] = {1: "left", 2: "middle", 3: "right"}


class MouseReports:
    """Tracks which button is held; `send` writes a report to the terminal's input."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send = send
        self._held: Button = "none"

    @property
    def is_button_held(self) -> bool:
        return self._held != "none"

    def report_press(self, live: TerminalSession | None, event: events.MouseDown) -> None:
        self._held = _BUTTONS.get(event.button, "none")
        self.report_mouse(live, event, "press", self._held)

    def report_release(self, live: TerminalSession | None, event: events.MouseUp) -> None:
        self.report_mouse(live, event, "release", self._held)
        self._held = "none"

    def report_move(self, live: TerminalSession | None, event: events.MouseMove) -> None:
        self.report_mouse(live, event, "move", self._held)

    def report_mouse(
        self, live: TerminalSession | None, event: events.MouseEvent, action: Action, button: Button
    ) -> bool:
        """Report a mouse event; returns whether the program requested it. Without a terminal nothing is sent."""
        if live is None or live.phase.over:
            return False
        x, y = int(event.x), int(event.y)
        happened = MouseEvent(action, button, x, y, event.shift, event.meta, event.ctrl)
        report = encode_mouse(happened, live.emulator)
        if report:
            event.stop()
            self._send(report)
        return bool(report)
