"""A few lines in the person's own words, inside a card."""

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import TextArea


class FreeTextInput(TextArea):
    """Enter hands it in, Esc goes back with the text kept; a paste only ever adds text."""

    NEWLINE_KEYS = ("shift+enter", "ctrl+j", "alt+enter", "ctrl+enter")

    @dataclass
    class Submitted(Message):
        text: str

    @dataclass
    class Cancelled(Message):
        """Gone back from; the text is still there."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(compact=True, soft_wrap=True, tab_behavior="focus", placeholder=placeholder)

    async def _on_key(self, event: events.Key) -> None:
        if event.key in self.NEWLINE_KEYS:
            self.insert("\n")
        elif event.key == "enter":
            self.post_message(self.Submitted(self.text.strip()))
        elif event.key == "escape":
            self.post_message(self.Cancelled())
        elif event.key not in ("tab", "shift+tab"):
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
