"""The first screen where there are no sessions yet: a wordmark above the prompt, and below it what to type."""

from typing import Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from octui.render.text.cell_width import clip_text
from octui.ui.key_hints import format_hint

GUIDE_EXAMPLES: Final = ("list the files", "run the tests", "help")
"""Prompts that the offline guide understands."""
MODEL_EXAMPLES: Final = (
    "Explain this project, and how to run it",
    "Review my uncommitted changes",
    "Find what has no test, and write one",
)

_WORDMARK: Final = (
    ("▄▀▀▄ ▄▀▀▀ ▀█▀▀ ", "█  █ ▀"),
    ("█  █ █     █   ", "█  █ █"),
    ("▀▄▄▀ ▀▄▄▄  ▀▄▄ ", "▀▄▄▀ █"),
)


class Wordmark(Widget):
    """The name of the program, in the middle of what is above the prompt."""

    def render(self) -> Content:
        rows = [Content.assemble((left, "$foreground"), (right, "$text-primary")) for left, right in _WORDMARK]
        return Content("\n").join(rows)


class ExampleList(Widget):
    """Prompts to begin with, and why there is no AI if there is none; a click puts an example into the prompt."""

    examples: reactive[tuple[str, ...]] = reactive(MODEL_EXAMPLES, layout=True)
    note: reactive[str] = reactive("", layout=True)

    class Chosen(Message):
        """An example was clicked."""

        def __init__(self, example: str) -> None:
            super().__init__()
            self.example = example

    def render(self) -> Content:
        return render_examples(self.examples, self.note, self.content_size.width)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and 1 <= offset.y <= len(self.examples):
            self.post_message(self.Chosen(self.examples[offset.y - 1]))


def render_examples(examples: tuple[str, ...], note: str, width: int) -> Content:
    """A heading with the key that takes an example, one example a row, and a note below."""
    key = Content.styled(format_hint("sessions.next", "use one"), "$foreground-muted")
    title = Content.styled("Try", "bold $text-primary")
    gap = Content(" " * max(2, width - title.cell_length - key.cell_length))
    rows = [title + gap + key, *(Content(clip_text(example, width)) for example in examples)]
    if note:
        rows += [Content(""), Content.styled(note, "$foreground-muted")]
    return Content("\n").join(rows)


def find_next_example(examples: tuple[str, ...], text: str, step: int) -> str | None:
    """The example that replaces this text; None for a text of the user's own."""
    if not text:
        return examples[0 if step > 0 else -1]
    return examples[(examples.index(text) + step) % len(examples)] if text in examples else None
