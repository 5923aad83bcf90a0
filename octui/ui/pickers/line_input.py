"""One line of text input; control characters are removed, wherever the text came from."""

from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.reactive import reactive
from textual.strip import Strip
from textual.widgets import Input

from octui.render.text.segments import hide_unseen_cells
from octui.ui.input.key_bindings import make_bindings
from octui.ui.input.key_events import TypedRun
from octui.ui.keymap import KeyContext

WORD_BINDINGS: Final = make_bindings(
    KeyContext.PROMPT_TEXT,
    {
        "input.word.backward": "cursor_left_word",
        "input.word.forward": "cursor_right_word",
        "input.delete.word.backward": "delete_left_word",
        "input.delete.word.forward": "delete_right_word",
    },
)
"""The same as in the prompt; Textual has no alt+b, and its alt+backspace deletes to the right."""

MAX_LINE_LENGTH: Final = 10_000
"""Characters of a line: what is pasted by mistake may be a whole file."""


class LineInput(Input):
    """An input that is safe for pasted text and for text from a server."""

    BINDINGS: ClassVar[list[BindingType]] = [*WORD_BINDINGS]

    cursor_blink = reactive(False, init=False)
    """A blinking cursor would keep a timer running."""

    def validate_value(self, value: str) -> str:
        return "".join(character for character in value[:MAX_LINE_LENGTH] if character.isprintable())

    def render_line(self, y: int) -> Strip:
        return hide_unseen_cells(super().render_line(y))

    def on_typed_run(self, event: TypedRun) -> None:
        self.replace(event.text, *self.selection)

    def _on_paste(self, event: events.Paste) -> None:
        # Textual's own handler runs next, and keeps the first line.
        event.text = event.text.strip()
