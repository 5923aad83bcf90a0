"""The row above the prompt: its mode, what goes along from the user's editor, and a note."""

from typing import Final

from textual import events
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from octui.render.text.sanitize import measure_width
from octui.ui.messages import RunAppCommand

GAP: Final = 2
REMOVE: Final = "✕"


class ComposerTopRow(Widget):
    """One row that is always there, so that a note does not move the layout; empty, it is the air above the text."""

    mode: reactive[str] = reactive("")
    """What kind of prompt this is, on the left."""
    selection: reactive[str] = reactive("")
    """What is selected in an editor and goes along; a click on its end removes it."""
    note: reactive[str] = reactive("")
    """What is going on with it, on the right."""
    pressing: reactive[bool] = reactive(False)
    """Whether the note asks for a key."""

    def render(self) -> Content:
        return format_top_row(
            self.mode, self.note, self.content_size.width, selection=self.selection, pressing=self.pressing
        )

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        # Looked up in what is drawn: the note may have taken the selection's room.
        if offset is not None and self.selection and self.render().plain[offset.x : offset.x + 1] == REMOVE:
            self.post_message(RunAppCommand("prompt.editor_context.clear"))


def format_top_row(mode: str, note: str, width: int, *, selection: str = "", pressing: bool = False) -> Content:
    """A text at either end, as far as there is room; the note comes first, then the mode."""
    right = note if measure_width(note) <= width else ""
    free = width - (measure_width(right) + GAP if right else 0)
    left = Content.styled(mode, "$text-accent bold") if measure_width(mode) <= free else Content("")
    if selection:
        chosen = Content.assemble(" " * GAP if left else "", (f"{selection} {REMOVE}", "$foreground-muted"))
        left = left + chosen if left.cell_length + chosen.cell_length <= free else left
    gap = " " * max(0, width - left.cell_length - measure_width(right))
    return Content.assemble(left, gap, (right, "bold $text-warning" if pressing else "$foreground-muted"))
