"""The prompts that wait, listed above the composer."""

from typing import Final

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from octui.render.text.sanitize import clip_text, measure_width, to_single_line
from octui.ui.key_hints import format_hint
from octui.ui.prompt_queue.held_prompt import SessionQueue

MAX_ROWS: Final = 3
MAX_ROWS_ON_LOW_SCREENS: Final = 1
LOW_SCREEN: Final = 24


class QueueStrip(Widget):
    """A line that says how many wait and why, then the first of them; nothing while none does."""

    DEFAULT_CSS = "QueueStrip { height: auto; width: 1fr; padding: 0 1; display: none; }"

    labels: reactive[tuple[str, ...]] = reactive((), layout=True)
    pause: reactive[str] = reactive("")

    def show_queue(self, queue: SessionQueue) -> None:
        self.labels = tuple(prompt.label for prompt in queue.prompts)
        self.pause = queue.pause
        self.display = bool(self.labels)

    def render(self) -> Content:
        rows = MAX_ROWS if self.app.size.height > LOW_SCREEN else MAX_ROWS_ON_LOW_SCREENS
        return format_queue(self.labels, self.pause, self.content_size.width, rows)


def format_queue(labels: tuple[str, ...], pause: str, width: int, most_rows: int) -> Content:
    """The strip laid out in `width` cells, with at most so many prompts."""
    hint = format_hint("session.queued_prompts", "send, edit, cancel" if pause else "edit, reorder, cancel")
    hint = hint if measure_width(hint) + 14 <= width else format_hint("session.queued_prompts", "edit")
    state = f"held: {to_single_line(pause)}" if pause else "one is sent after each turn"
    head = f"{len(labels)} queued"
    room = width - measure_width(head) - measure_width(hint) - 5
    state = clip_text(state, room) if room >= 8 else ""
    gap = max(1, width - measure_width(head) - measure_width(hint) - (measure_width(state) + 3 if state else 0))
    lines = [
        Content("").join(
            [
                Content.styled(head, "bold $text-warning" if pause else "bold $text-primary"),
                Content.styled(f" · {state}" if state else "", "$text-warning" if pause else "$foreground-muted"),
                Content(" " * gap),
                Content.styled(hint, "$foreground-muted"),
            ]
        )
    ]
    shown = labels[:most_rows] if len(labels) <= most_rows else labels[: max(1, most_rows - 1)]
    for number, label in enumerate(shown, 1):
        lines.append(
            Content.styled(f"{number} ", "$text-primary") + Content(clip_text(to_single_line(label), max(1, width - 2)))
        )
    if len(labels) > len(shown) and most_rows > 1:
        lines.append(Content.styled(f"  and {len(labels) - len(shown)} more", "$foreground-muted"))
    return Content("\n").join(lines)
