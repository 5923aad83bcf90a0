"""One line of text, in which nothing that steers a terminal can stand, wherever it came from."""

from textual import events
from textual.widgets import Input


class LineInput(Input):
    """An input for text that was pasted, or that a server said."""

    def validate_value(self, value: str) -> str:
        return "".join(character for character in value if character.isprintable())

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own follows, and takes the first line.
        event.text = event.text.strip()
