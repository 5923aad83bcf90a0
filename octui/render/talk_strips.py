"""What is said, as strips: prompts, thoughts, and the lines that stand between and below them."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import (
    CompactionBlock,
    ErrorBlock,
    FootBlock,
    NoteBlock,
    ReasoningBlock,
    RetryBlock,
    RevertBlock,
    SubtaskBlock,
    UserBlock,
)
from octui.render.cells import cell_width, wrap
from octui.render.durations import spoken
from octui.render.palette import Palette
from octui.render.rows import Piece, row
from octui.render.safe import visible
from octui.wire.parts import FilePart

LIVE_THOUGHT = 3
"""Rows shown of a thought that goes on."""


def user_strips(block: UserBlock, width: int, palette: Palette) -> list[Strip]:
    """A panel with a bar, so that prompts are what the eye finds when it looks for where a turn began."""
    ground = palette.surface
    bar = Segment("┃ ", palette.user_bar + ground)
    inner = max(1, width - 4)
    strips: list[Strip] = []

    def put(segments: Sequence[Segment]) -> None:
        used = sum(cell_width(segment.text) for segment in segments)
        fill = Segment(" " * max(0, width - 2 - used), ground)
        strips.append(Strip([bar, *segments, fill]).crop(0, width))

    for line in visible(block.text).split("\n"):
        for piece in wrap(line, inner) or [""]:
            put([Segment(piece, palette.text + ground)])
    for label in [*(_file_label(file) for file in block.files), *(f"@{name}" for name in block.agents)]:
        put([Segment("▪ ", palette.accent + ground), Segment(visible(label)[:inner], palette.muted + ground)])
    if block.queued:
        put(
            [
                Segment(" queued ", palette.warning + Style(reverse=True)),
                Segment(" sent when the agent is done", palette.muted + ground),
            ]
        )
    return strips


def reasoning_strips(block: ReasoningBlock, width: int, palette: Palette, *, expanded: bool) -> list[Strip]:
    """A thought: one row when it is over, its newest rows while it goes on, all of it when opened."""
    title, body = _thought(block.text)
    took = spoken(block.seconds) if block.seconds is not None else ""
    head = "Thinking" if block.streaming else "Thought"
    left: list[Piece] = [
        ("  ✻ ", palette.secondary),
        (head, palette.muted),
        (f" · {title}" if title else "", palette.muted),
    ]
    strips = [row(left, width, [(took, palette.muted)])]
    if not (expanded or block.streaming):
        return strips
    lines = [piece for line in visible(body).strip("\n").split("\n") for piece in wrap(line, max(1, width - 6)) or [""]]
    shown = lines if expanded else lines[-LIVE_THOUGHT:]
    style = palette.muted + Style(italic=True)
    strips.extend(Strip([Segment("    "), Segment(line, style)]) for line in shown)
    return strips


def error_strips(block: ErrorBlock, width: int, palette: Palette, *, expanded: bool) -> list[Strip]:
    """What went wrong in the server's words; the raw answer of a provider when opened."""
    lines = [
        piece for line in visible(block.failure.message).split("\n") for piece in wrap(line, max(1, width - 4)) or [""]
    ]
    shown = lines if expanded else lines[:6]
    strips = [Strip([Segment("┃ ", palette.error), Segment(line, palette.error)]) for line in shown]
    if len(lines) > len(shown):
        strips.append(
            row(
                [("┃ ", palette.error), (f"… {len(lines) - len(shown)} more lines · enter opens", palette.muted)], width
            )
        )
    raw = block.failure.data.get("responseBody")
    if expanded and isinstance(raw, str) and raw:
        strips.extend(
            Strip([Segment("┃ ", palette.error), Segment(piece, palette.muted)])
            for line in visible(raw).split("\n")
            for piece in wrap(line, max(1, width - 4)) or [""]
        )
    return strips


def foot_strips(block: FootBlock, width: int, palette: Palette) -> list[Strip]:
    """The line under an answer."""
    parts = [block.agent, block.model]
    if block.seconds is not None:
        parts.append(spoken(block.seconds))
    left: list[Piece] = [("  ▣ ", palette.muted if block.interrupted else palette.primary)]
    left.append((" · ".join(part for part in parts if part), palette.muted))
    if block.interrupted:
        left.append((" · interrupted", palette.warning))
    return [row(left, width)]


def compaction_strips(block: CompactionBlock, width: int, palette: Palette) -> list[Strip]:
    """A rule across the page: above it is what the model now knows only as a summary."""
    label = " Compacted automatically " if block.auto else " Compacted "
    side = max(0, (width - cell_width(label)) // 2)
    rest = max(0, width - side - cell_width(label))
    return [
        Strip(
            [Segment("─" * side, palette.rule), Segment(label, palette.muted), Segment("─" * rest, palette.rule)]
        ).crop(0, width)
    ]


def subtask_strips(block: SubtaskBlock, width: int, palette: Palette) -> list[Strip]:
    return [
        row(
            [
                ("┃ ", palette.user_bar),
                (f"@{block.agent} ", palette.accent),
                (block.description or block.prompt, palette.text),
            ],
            width,
        )
    ]


def retry_strips(block: RetryBlock, width: int, palette: Palette) -> list[Strip]:
    """The provider's words, and when the server tries again."""
    when = f"again in {block.seconds} s" if block.seconds > 0 else "trying again"
    note = f"{when} · attempt {block.status.attempt}"
    return [
        row(
            [("  ↻ ", palette.warning), (block.status.message or "The provider failed", palette.warning)],
            width,
            [(note, palette.muted)],
        )
    ]


def revert_strips(block: RevertBlock, width: int, palette: Palette) -> list[Strip]:
    """What is undone and how to get it back."""
    what = "1 message undone" if block.count == 1 else f"{block.count} messages undone"
    strips = [
        row([("┃ ", palette.warning), (what, palette.text), ("  ctrl+x r or /redo brings back", palette.muted)], width)
    ]
    for file in block.files:
        changes = f"+{file.additions:.0f} -{file.deletions:.0f}"
        strips.append(row([("┃   ", palette.warning), (file.file, palette.muted)], width, [(changes, palette.muted)]))
    return strips


def note_strips(block: NoteBlock, width: int, palette: Palette) -> list[Strip]:
    return [row([("  ", palette.muted), (block.text, palette.muted)], width)]


def _file_label(file: FilePart) -> str:
    if file.filename:
        return file.filename
    return "image" if file.mime.startswith("image/") else file.url.partition("?")[0].rpartition("/")[2][:200] or "file"


def _thought(text: str) -> tuple[str, str]:
    """A leading bold line is the thought's own title."""
    first, _, rest = text.strip().partition("\n")
    if first.startswith("**") and first.endswith("**") and len(first) > 4:
        return first.strip("*"), rest
    return "", text
