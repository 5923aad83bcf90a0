"""The text input of a card: a note to a rejection, or an answer in one's own words."""

from typing import Final

from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widgets import TextArea

from octui.lazy_dataclasses import dataclass
from octui.render.text.segments import hide_unseen_cells
from octui.ui.input.key_events import TypedRun
from octui.ui.keymap import KeyContext, get_keymap

MAX_ANSWER_LENGTH: Final = 50_000
"""Characters; with more, every key would take longer than the user notices."""


class FreeTextInput(TextArea):
    """Enter submits, Esc goes back with the text kept; a paste only ever adds text."""

    key_contexts = typed_key_contexts = (KeyContext.FREE_TEXT,)

    @dataclass
    class Submitted(Message):
        """The text is finished, by this key."""

        text: str
        key: str

    @dataclass
    class Cancelled(Message):
        """Left without submitting; the text is still there."""

    def __init__(self, placeholder: str) -> None:
        super().__init__(compact=True, soft_wrap=True, tab_behavior="focus", placeholder=placeholder)
        self.cursor_blink = False

    def render_line(self, y: int) -> Strip:
        return hide_unseen_cells(super().render_line(y))

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handler of the text area after this one.
        length = len(self.text) + len(event.text)
        if length > MAX_ANSWER_LENGTH:
            event.stop()
            event.prevent_default()
            self.notify(
                f"Not pasted: an answer of {length:,} characters is too long; the limit is {MAX_ANSWER_LENGTH:,}.",
                severity="warning",
            )

    def on_typed_run(self, event: TypedRun) -> None:
        self.replace(event.text, *self.selection, maintain_selection_offset=False)

    async def _on_key(self, event: events.Key) -> None:
        match get_keymap().find_command_id(KeyContext.FREE_TEXT, event.key):
            case "answer.newline":
                self.insert("\n")
            case "answer.submit":
                self.post_message(self.Submitted(self.text.strip(), event.key))
            case "answer.cancel":
                self.post_message(self.Cancelled())
            case "answer.tab":
                # The focus stays: Tab belongs to the card's buttons.
                pass
            case _:
                await super()._on_key(event)
                return
        event.stop()
        event.prevent_default()
