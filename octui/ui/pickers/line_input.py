"""One line of text input; control characters are removed, wherever the text came from."""

from textual import events
from textual.strip import Strip
from textual.widgets import Input

from octui.render.text.segments import hide_unseen_cells


class LineInput(Input):
    """An input that is safe for pasted text and for text from a server."""

    def validate_value(self, value: str) -> str:
        return "".join(character for character in value if character.isprintable())

    def render_line(self, y: int) -> Strip:
        return hide_unseen_cells(super().render_line(y))

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own handler runs next, and keeps the first line.
        event.text = event.text.strip()
