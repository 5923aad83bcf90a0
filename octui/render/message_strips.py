"""Messages as strips: prompts, reasoning, errors, and the lines between and below them."""

from collections.abc import Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import (
    CompactionBlock,
    ErrorBlock,
    FooterBlock,
    NoteBlock,
    ReasoningBlock,
    RetryBlock,
    RevertBlock,
    SubtaskBlock,
    UserBlock,
)
from octui.render.draw_options import DrawOptions
from octui.render.text.attachment_label import label_attachment
from octui.render.text.cell_width import measure_width
from octui.render.text.clock_time import format_clock_time
from octui.render.text.counts import format_count
from octui.render.text.durations import format_countdown, format_duration
from octui.render.text.head_tail import format_more
from octui.render.text.row_layout import Piece, layout_row, to_one_line
from octui.render.text.segments import Line, apply_background, clip_segments, make_strip, pad_line
from octui.render.text.wrapping import wrap_paragraphs
from octui.render.theme.palette import Palette

CLOSED_PROMPT: Final = 40
"""Rows of a long prompt that are shown before it is expanded."""
CLOSED_ERROR: Final = 6
HEADING_LENGTH: Final = 4_000
"""Characters of reasoning that its heading is looked for in."""
ERROR_GLYPH: Final = "✗"
ERROR_WORD: Final = "Error"
"""Marks an error without relying on its colour."""
SIGN_IN: Final = "Use /connect to sign in again or enter another key."
OPEN_ROWS: Final = 1_000
OPEN_SOURCE: Final = 100_000
"""Rows of a text that is shown as it was written: all of them, as texts are drawn in pieces."""
MAX_FILES: Final = 20
UNREAD_ROWS: Final = 2
"""Rows that say why a file is not attached."""
MAX_CHIPS: Final = 100
"""Attachments and agents that are named below a prompt."""


def render_prompt(block: UserBlock, options: DrawOptions) -> list[Strip]:
    """A panel with a bar, so that prompts stand out as the beginnings of turns."""
    width, palette = options.width, options.palette
    most = OPEN_ROWS if options.expanded else CLOSED_PROMPT
    inner = max(1, width - 4)
    rows, is_whole = wrap_paragraphs(block.text, inner, palette.muted if block.is_sending else palette.text, most)
    if not is_whole:
        rows = [*rows, [Segment(f"… more{options.expand_hint}", palette.muted)]]
    rows += _layout_chips(block, inner, palette)
    for sentence in block.unread[:MAX_CHIPS]:
        rows += wrap_paragraphs(f"✗ {sentence}", inner, palette.warning, UNREAD_ROWS)[0]
    if options.display.has_timestamps and (moment := format_clock_time(block.created)):
        rows.append([Segment(moment, palette.muted)])
    if block.queued:
        badge = Segment(" queued ", palette.warning + Style(reverse=True))
        rows.append([badge, Segment(f" {block.as_of or 'sends when the agent finishes'}", palette.muted)])
    if block.is_sending:
        rows.append([Segment("sending…", palette.muted)])
    return _draw_panel(rows, width, palette)


def can_expand_prompt(block: UserBlock) -> bool:
    """Whether a prompt may have more than is shown of it; the exact number of rows depends on the width."""
    return len(block.text) > 20 * CLOSED_PROMPT or block.text.count("\n") >= CLOSED_PROMPT


def _layout_chips(block: UserBlock, width: int, palette: Palette) -> list[Line]:
    """Attachments and agents, side by side."""
    labels = [*map(label_attachment, block.files[:MAX_CHIPS]), *(f"@{name}" for name in block.agents[:MAX_CHIPS])]
    if (left_out := len(block.files) + len(block.agents) - len(labels)) > 0:
        labels.append(format_more(left_out, True, "attachment"))
    rows: list[Line] = []
    used = 0
    for label in labels:
        chip = [Segment("▪ ", palette.accent), Segment(to_one_line(label, width), palette.muted)]
        chip = clip_segments(chip, width)
        size = sum(measure_width(segment.text) for segment in chip)
        if rows and used + 3 + size <= width:
            rows[-1] += [Segment("   "), *chip]
            used += 3 + size
        else:
            rows.append(chip)
            used = size
    return rows


def _draw_panel(rows: Sequence[Line], width: int, palette: Palette) -> list[Strip]:
    """The rows between two blank ones, on their own background behind a bar."""
    bar = Segment("┃ ", palette.user_bar)
    return [
        make_strip(pad_line(apply_background([bar, *line], palette.surface), width, palette.surface))
        for line in ([], *rows, [])
    ]


def render_reasoning_heading(block: ReasoningBlock, options: DrawOptions) -> list[Strip]:
    """The heading of reasoning: its title, or else its first line."""
    width, palette = options.width, options.palette
    title, body = split_reasoning_title(block.text.lstrip()[:HEADING_LENGTH])
    head = "Thinking" if block.streaming else "Thought"
    summary = title or ("" if block.streaming else body.strip().partition("\n")[0])
    growing = block.streaming and not block.as_of
    left: list[Piece] = [("  ", palette.text), ("✻ ", palette.info if growing else palette.muted)]
    head = f"{head} {block.as_of}" if block.as_of else head
    left += [(head, palette.muted), (f" · {summary}" if summary else "", palette.muted)]
    return [
        layout_row(left, width, [(format_duration(block.seconds) if block.seconds is not None else "", palette.muted)])
    ]


def split_reasoning_title(text: str) -> tuple[str, str]:
    """The title of reasoning and the rest: bold text at its beginning is the title."""
    text = text.lstrip()
    if text.startswith("**"):
        title, closing, rest = text[2:].partition("**")
        if closing and title.strip() and len(title) <= 200 and "\n" not in title:
            return title.strip(), rest.lstrip()
    return "", text


def render_error(block: ErrorBlock, options: DrawOptions) -> list[Strip]:
    """The server's error message; expanded, also its stack trace and the provider's raw response."""
    width, palette = options.width, options.palette
    failure = block.failure
    message = failure.message.removeprefix("Error: ")
    if not options.expanded:
        message = message.partition("\n    at ")[0]
    inner = max(1, width - 2)
    rows, is_whole = wrap_paragraphs(
        f"{ERROR_WORD}: {message.rstrip()}",
        max(1, inner - 2),
        palette.error,
        OPEN_ROWS if options.expanded else CLOSED_ERROR,
    )
    rows = [[Segment("  " if number else f"{ERROR_GLYPH} ", palette.error), *row] for number, row in enumerate(rows)]
    if not is_whole:
        rows = [*rows, [Segment(f"… more{options.expand_hint}", palette.muted)]]
    if failure.is_sign_in_refused:
        rows += [
            [Segment("  "), *row] for row in wrap_paragraphs(SIGN_IN, max(1, inner - 2), palette.muted, CLOSED_ERROR)[0]
        ]
    if options.expanded and failure.message != failure.name:
        code = failure.data.get("statusCode")
        rows.append([Segment(to_one_line(f"{failure.name} {code}" if code else failure.name, inner), palette.muted)])
    raw = failure.data.get("responseBody")
    if options.expanded and isinstance(raw, str) and raw:
        rows += wrap_paragraphs(raw, inner, palette.muted, OPEN_ROWS)[0]
    bar = Segment("┃ ", palette.error)
    return [make_strip([bar, *line]) for line in rows]


def can_expand_error(block: ErrorBlock) -> bool:
    """Whether an error has more to show when it is expanded."""
    failure = block.failure
    return failure.message != failure.name or bool(failure.data.get("responseBody"))


def render_footer(block: FooterBlock, options: DrawOptions) -> list[Strip]:
    """The line under an answer."""
    width, palette = options.width, options.palette
    parts = [block.agent, block.model]
    if block.seconds is not None:
        parts.append(format_duration(block.seconds))
    if block.cost:
        parts.append(f"${block.cost:.2f}" if block.cost >= 0.005 else "<$0.01")
    if options.display.has_timestamps:
        parts.append(format_clock_time(block.completed))
    facts = " · ".join(part for part in parts if part)
    ending = "interrupted" if block.interrupted else block.stop_reason
    left: list[Piece] = [
        ("  ", palette.text),
        ("▣ ", palette.muted if ending else palette.primary),
        (facts, palette.muted),
    ]
    if ending:
        left.append((f" · {ending}" if facts else ending, palette.warning))
    return [layout_row(left, width)]


def render_compaction(block: CompactionBlock, options: DrawOptions) -> list[Strip]:
    """A rule across the page: the model knows what is above it only as a summary."""
    width, palette = options.width, options.palette
    label = " Compacted automatically " if block.auto else " Compacted "
    if measure_width(label) + 4 > width:
        return [layout_row([(label.strip(), palette.muted)], width)]
    side = (width - measure_width(label)) // 2
    rest = width - side - measure_width(label)
    return [
        make_strip(
            [Segment("─" * side, palette.rule), Segment(label, palette.muted), Segment("─" * rest, palette.rule)]
        )
    ]


def render_subtask(block: SubtaskBlock, options: DrawOptions) -> list[Strip]:
    """A prompt for a subagent: its name and a short description."""
    width, palette = options.width, options.palette
    inner = max(1, width - 4)
    head = [Segment(to_one_line(f"@{block.agent} ", inner), palette.accent)]
    head.append(Segment(to_one_line(block.description or block.prompt, inner), palette.text))
    rows = [clip_segments(head, inner)]
    if options.expanded and block.prompt:
        rows += wrap_paragraphs(block.prompt, inner, palette.muted, OPEN_ROWS)[0]
    return _draw_panel(rows, width, palette)


def render_retry(block: RetryBlock, options: DrawOptions) -> list[Strip]:
    """The provider's error message, and when the server retries."""
    width, palette = options.width, options.palette
    when = f"retrying in {format_countdown(block.seconds)}" if block.seconds > 0 else f"retrying {block.as_of}".rstrip()
    note = f"{when} · attempt {block.status.attempt}"
    return [
        layout_row([("  ↻ ", palette.warning), (block.status.message, palette.warning)], width, [(note, palette.muted)])
    ]


def render_revert(block: RevertBlock, options: DrawOptions) -> list[Strip]:
    """What is undone and how to get it back."""
    width, palette = options.width, options.palette
    bar: Piece = ("┃ ", palette.warning)
    summary = f"{format_count(block.count, 'message')} undone"
    strips = [layout_row([bar, (summary, palette.text)], width, [(options.hints.redo, palette.muted)])]
    for file in block.files[:MAX_FILES]:
        changes = f"+{file.additions:.0f} -{file.deletions:.0f}"
        strips.append(
            layout_row([bar, ("  ", palette.muted), (file.file, palette.muted)], width, [(changes, palette.muted)])
        )
    if len(block.files) > MAX_FILES:
        strips.append(
            layout_row([bar, (f"  … {format_more(len(block.files) - MAX_FILES, True, 'file')}", palette.muted)], width)
        )
    return strips


def render_source(text: str, options: DrawOptions) -> list[Strip]:
    """Markdown as the model wrote it, wrapped where it is too wide."""
    rows = wrap_paragraphs(text, max(1, options.width - 2), options.palette.text, OPEN_SOURCE)[0]
    return [make_strip([Segment("  "), *row]) for row in rows]


def render_note(block: NoteBlock, options: DrawOptions) -> list[Strip]:
    width, palette = options.width, options.palette
    return [layout_row([("  ", palette.muted), (block.text, palette.muted)], width)]
