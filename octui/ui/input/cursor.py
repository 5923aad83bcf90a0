"""The terminal's own cursor, which screen magnifiers, screen readers and input methods follow."""

from typing import Final

from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input, TextArea

from octui.ui.input.terminal_output import TerminalOutput

SHAPES: Final = {
    "terminal": 0,
    "blinking block": 1,
    "block": 2,
    "blinking underline": 3,
    "underline": 4,
    "blinking line": 5,
    "line": 6,
}
"""The numbers by which terminals are asked for a cursor (DECSCUSR); 0 is the one the user has chosen there."""
OWN_CURSOR_CLASS: Final = "-own-cursor"
"""On a text area that draws no cursor."""


def place_terminal_cursor(widget: Widget, offset: Offset) -> None:
    """Put it where something is selected in a widget, unless a text input has the focus: then it is placed there."""
    app = widget.app
    if widget.is_attached and widget.screen is app.screen and not isinstance(app.focused, Input | TextArea):
        app.cursor_position = widget.content_region.offset + offset


def use_terminal_cursor(area: TextArea, name: str) -> None:
    """Show this one of `SHAPES`, in a mounted text area; any other name leaves the block that octui draws."""
    if name not in SHAPES:
        return
    area.add_class(OWN_CURSOR_CLASS)
    cursor = _TerminalCursor(area, SHAPES[name])
    area.watch(area, "has_focus", cursor.show_or_hide)
    area.app.screen_change_signal.subscribe(area, lambda _: cursor.show_or_hide(), immediate=True)
    # What is above the prompt may move it, which changes nothing else about it.
    area.screen.screen_layout_refresh_signal.subscribe(area, lambda _: cursor.show_or_hide(), immediate=True)


class _TerminalCursor:
    """Shown while its text area has the focus and its screen is in front."""

    def __init__(self, area: TextArea, shape: int) -> None:
        self._area = area
        self._shape = shape
        self._is_shown = False

    def show_or_hide(self) -> None:
        area = self._area
        is_in_front = area.has_focus and area.app.screen is area.screen
        if is_in_front:
            area.app.cursor_position = area.cursor_screen_offset
        if is_in_front or self._is_shown:
            TerminalOutput(area.app).show_cursor(self._shape if is_in_front else None)
        self._is_shown = is_in_front
