"""A program in a terminal wants to fill the clipboard: a person decides, and not with a key meant for the program."""

from time import monotonic

from textual import events

from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import escape_deceptive, to_single_line
from octui.ui.approvals.grace_period import GracePeriod
from octui.ui.pickers.confirm_dialog import ConfirmDialog

SAMPLE_CELLS = 56


class ClipboardDialog(ConfirmDialog):
    """True when it may; deaf to keys until the person who types has seen it."""

    def __init__(self, name: str, text: str) -> None:
        size = len(text.encode("utf-8", "replace"))
        count = f"{size:,} byte" + ("" if size == 1 else "s")
        # Shown by what it would put there: line ends and what hides itself included.
        sample = clip_text(escape_deceptive(to_single_line(text[: 4 * SAMPLE_CELLS])), SAMPLE_CELLS)
        super().__init__(f"{name} in the terminal wants to copy {count} to your clipboard.", sample, yes="Copy")
        self._grace = GracePeriod(monotonic)

    def on_mount(self) -> None:
        self._grace.start_on_display()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not self._grace.accept_key():
            return
        await super().on_event(event)
