"""The row above the prompt, with the mode of the prompt and a note."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from octui.render.text.sanitize import measure_width


class ComposerTopRow(Widget):
    """One row that is always there, so that a note does not move the layout; empty, it is the air above the text."""

    mode: reactive[str] = reactive("")
    """What kind of prompt this is, on the left."""
    note: reactive[str] = reactive("")
    """What is going on with it, on the right."""
    pressing: reactive[bool] = reactive(False)
    """Whether the note asks for a key."""

    def render(self) -> Content:
        return format_top_row(self.mode, self.note, self.content_size.width, pressing=self.pressing)


def format_top_row(mode: str, note: str, width: int, *, pressing: bool = False) -> Content:
    """A text at either end, as far as there is room; the mode gives way to the note."""
    right = note if measure_width(note) <= width else ""
    left = mode if measure_width(mode) + (measure_width(right) + 2 if right else 0) <= width else ""
    gap = " " * max(0, width - measure_width(left) - measure_width(right))
    return Content.assemble(
        (left, "$text-accent bold"), gap, (right, "bold $text-warning" if pressing else "$foreground-muted")
    )
