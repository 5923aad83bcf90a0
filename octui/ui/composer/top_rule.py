"""The line above the prompt, with the mode of the prompt and a note."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from octui.render.text.sanitize import measure_width


class ComposerRule(Widget):
    """One row that is always there, so that a note does not move the layout."""

    mode: reactive[str] = reactive("")
    """What kind of prompt this is, on the left."""
    note: reactive[str] = reactive("")
    """What is going on with it, on the right."""
    pressing: reactive[bool] = reactive(False)
    """Whether the note asks for a key."""

    def render(self) -> Content:
        return format_rule(self.mode, self.note, self.size.width, pressing=self.pressing)


def format_rule(mode: str, note: str, width: int, *, pressing: bool = False) -> Content:
    """A rule with a text set into either end, as far as there is room."""
    left = f"── {mode} " if mode and measure_width(mode) + 6 <= width else ""
    right = f" {note} ──" if note and measure_width(left) + measure_width(note) + 6 <= width else ""
    line = "─" * max(0, width - measure_width(left) - measure_width(right))
    return Content("").join(
        [
            Content(left[:2]),
            Content(left[2:]).stylize("$text-accent bold"),
            Content(line),
            Content(right[:-2]).stylize("bold $text-warning" if pressing else "$foreground-muted"),
            Content(right[-2:]),
        ]
    )
