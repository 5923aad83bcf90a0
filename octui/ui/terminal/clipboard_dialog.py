"""Confirms clipboard writes requested by a program in a terminal; keys meant for the program cannot confirm one."""

from time import monotonic

from textual import events

from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import escape_deceptive, to_single_line
from octui.ui.approvals.grace_period import GracePeriod
from octui.ui.pickers.confirm_dialog import ConfirmDialog

SAMPLE_CELLS = 56


class ClipboardDialog(ConfirmDialog):
    """Returns True when the copy is allowed; ignores keys until the user has had time to see the dialog."""

    def __init__(self, name: str, text: str) -> None:
        size = len(text.encode("utf-8", "replace"))
        count = f"{size:,} byte" + ("" if size == 1 else "s")
        # Show exactly what would be copied, including line ends and invisible characters.
        sample = clip_text(escape_deceptive(to_single_line(text[: 4 * SAMPLE_CELLS])), SAMPLE_CELLS)
        super().__init__(f"{name} in the terminal wants to copy {count} to your clipboard.", sample, yes="Copy")
        self._grace = GracePeriod(monotonic)

    def on_mount(self) -> None:
        self._grace.start_on_display()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not self._grace.accept_key(monotonic()):
            return
        await super().on_event(event)
