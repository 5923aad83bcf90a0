"""The terminal's own cursor, which screen magnifiers, screen readers and input methods follow."""

from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Input, TextArea


def place_terminal_cursor(widget: Widget, offset: Offset) -> None:
    """Put it where something is selected in a widget; where one types, the input has it."""
    app = widget.app
    if widget.is_attached and widget.screen is app.screen and not isinstance(app.focused, Input | TextArea):
        app.cursor_position = widget.content_region.offset + offset
