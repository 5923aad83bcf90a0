"""Sentences above the changes, each in a row of its own."""

from collections.abc import Sequence

from textual.widgets import Static

from octui.render.text.sanitize import escape_unseen


class NoteLines(Static):
    """Takes no room while there is nothing to say."""

    def show_notes(self, notes: Sequence[str]) -> None:
        self.display = bool(notes)
        self.update(escape_unseen("\n".join(notes)))
