"""The pill below a transcript that is scrolled back: how much is new at the end, and the key that goes there."""

from textual.content import Content
from textual.widgets import Static

from octui.ui.key_hints import format_first_key


class EndPill(Static):
    """Hidden while the transcript follows its end."""

    def __init__(self, *, id: str) -> None:
        super().__init__("", id=id, markup=False)
        self.progress = ""
        """What is under way, shown in place of the distance."""

    def show_distance(self, unseen_count: int, *, is_following: bool) -> None:
        """Update the count; without a change this costs nothing, as it is called for every frame of an answer."""
        key = format_first_key("session.last")
        text = f" ↓ {unseen_count} new · {key} " if unseen_count else f" ↓ end · {key} "
        if self.progress:
            text, is_following = f" {self.progress} ", False
        badge = Content.styled("" if is_following else text, "$button-color-foreground on $primary")
        # An update costs a new layout.
        if self.content != badge:
            self.update(badge)
            self.set_class(not is_following, "-away")
