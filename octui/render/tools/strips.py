"""A tool call as strips: its heading, the body its view draws, and why it failed."""

from typing import Final

from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.output.printed_text import layout_printed_text
from octui.render.text.cell_width import expand_tabs, find_line_breaks, measure_width
from octui.render.text.head_tail import iter_first_lines
from octui.render.text.row_layout import INDENT, Piece, add_bar, layout_row, make_aside
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import apply_background, make_strip, pad_line
from octui.render.theme.palette import Palette
from octui.render.tools.base import NoteTone, ToolHeading, ToolView, copy_tool_text
from octui.render.tools.registry import find_tool_view
from octui.render.tools.status import ToolStatus, derive_tool_status, describe_rejection, extract_error_text

CLOSED_ERROR: Final = 3
OPEN_ERROR: Final = 400
MAX_HEADING_LENGTH: Final = 400
CLOSED_COMMAND: Final = 6
"""Rows of a long heading that are shown of a call that is not expanded."""


def render_tool(block: ToolBlock, options: DrawOptions) -> list[Strip]:
    """The call; what is not expanded says how much it leaves out."""
    view = find_tool_view(block.part.tool)
    return [
        *_render_heading(view, block, options),
        *view.render_body(block, options),
        *_render_tool_error(block, options),
    ]


def can_expand_tool(block: ToolBlock) -> bool:
    """Whether expanding the block can show more than it shows closed."""
    return bool(extract_error_text(block, brief=True)) or find_tool_view(block.part.tool).can_expand_call(block)


def tool_to_text(block: ToolBlock) -> str:
    """The call as text to copy, with the reason if it failed."""
    return copy_tool_text(find_tool_view(block.part.tool), block)


def _render_heading(view: ToolView, block: ToolBlock, options: DrawOptions) -> list[Strip]:
    heading, palette = view.describe_call(block), options.palette
    status = derive_tool_status(block)
    tone, status_text = _status_style(view, status, block, palette)
    right = _layout_notes(heading, (status_text, tone), block, palette)
    if block.is_long and status is ToolStatus.RUNNING and options.hints.watch:
        right += [(" · " if right else "", palette.muted), (options.hints.watch, palette.muted)]
    title, subject = _heading_styles(view, status, block, palette)
    tones = {kind for _, kind in heading.notes}
    glyph = palette.error if NoteTone.BAD in tones else palette.warning if NoteTone.WARNING in tones else tone
    left: list[Piece] = [("  ", palette.text), (heading.glyph + " ", glyph)]
    if heading.title:
        left.append((heading.title + " " if heading.subject else heading.title, title))
    if view.wraps_heading and heading.subject:
        most = MAX_HEADING_LENGTH if options.expanded or view.heading_stays_long else CLOSED_COMMAND
        return _render_long_heading(left, (heading.subject, subject), right, most, block, options)
    return [layout_row([*left, (heading.subject, subject)], options.width, right)]


def _layout_notes(heading: ToolHeading, status: Piece, block: ToolBlock, palette: Palette) -> list[Piece]:
    """The right edge: the status where it needs a word, the notes, and `›` where a session can be opened."""
    tones = {NoteTone.QUIET: palette.muted, NoteTone.BAD: palette.error, NoteTone.WARNING: palette.warning}
    notes = [status] if status[0] else []
    notes += [(text, tones[kind]) for text, kind in heading.notes if text]
    right = [piece for note in notes for piece in ((" · ", palette.muted), note)][1:]
    if block.child is not None:
        right.append((" ›", palette.primary))
    return right


def _heading_styles(view: ToolView, status: ToolStatus, block: ToolBlock, palette: Palette) -> tuple[Style, Style]:
    """The styles of title and subject."""
    match status:
        case ToolStatus.AWAITING_REPLY:
            return palette.warning, palette.warning
        case ToolStatus.REJECTED:
            return palette.muted, palette.muted + Style(strike=True)
        case ToolStatus.ABANDONED:
            return palette.muted, palette.muted
        case _:
            title = palette.muted if status is ToolStatus.COMPLETED and not block.child else palette.text
            return title, palette.text if view.wraps_heading else palette.quote


def _status_style(view: ToolView, status: ToolStatus, block: ToolBlock, palette: Palette) -> tuple[Style, str]:
    """The colour of a status, and its word where it needs one."""
    match status:
        case ToolStatus.COMPLETED:
            return palette.muted, ""
        case ToolStatus.AWAITING_REPLY:
            return palette.warning, view.waiting_note
        case ToolStatus.RUNNING | ToolStatus.PENDING if block.as_of:
            return palette.muted, f"running {block.as_of}"
        case ToolStatus.RUNNING:
            return palette.info, "running"
        case ToolStatus.PENDING:
            return palette.info, "…"
        case ToolStatus.FAILED:
            return palette.error, "failed"
        case ToolStatus.REJECTED:
            return palette.muted, describe_rejection(block.part.state.error)
        case ToolStatus.ABANDONED:
            return palette.muted, "cut off"


def _render_long_heading(
    left: list[Piece], subject: Piece, right: list[Piece], most: int, block: ToolBlock, options: DrawOptions
) -> list[Strip]:
    """A heading worth reading to its end: what does not fit beside the notes goes on below."""
    width, palette = options.width, options.palette
    text, style = subject
    lead = sum(measure_width(piece) for piece, _ in left)
    beside = width - lead - sum(measure_width(piece) for piece, _ in right) - 2
    rows = _wrap_heading(text, max(1, beside), max(1, width - INDENT), most + 1)
    if len(rows) > most:
        rows = [*rows[: most - 1], rows[most - 1] + " …"]
    if block.is_user_command:
        left = [("┃ ", palette.user_bar), *left[1:]]
    strips = [layout_row([*left, (rows[0] if rows else "", style)], width, right)]
    strips += [layout_row([left[0], ("  ", style), (row, style)], width) for row in rows[1:]]
    return [_fill_background(strip, palette.surface, width) for strip in strips] if block.is_user_command else strips


def _wrap_heading(text: str, first: int, width: int, most: int) -> list[str]:
    """The text wrapped, its first row narrower than the others; leading spaces of its lines are kept."""
    rows: list[str] = []
    for start, end in iter_first_lines(text):
        line = expand_tabs(escape_unseen(text[start : min(end, start + width * most)].rstrip("\r")))
        if not rows:
            begin, stop = find_line_breaks(line, first)[0]
            rows.append(line[begin:stop])
            line = line[stop:].lstrip(" ")
            if not line:
                continue
        rows.extend(line[begin:stop] for begin, stop in find_line_breaks(line, width))
        if len(rows) >= most:
            break
    return rows[:most]


def _fill_background(heading: Strip, ground: Style, width: int) -> Strip:
    return make_strip(pad_line(apply_background(heading, ground), width, ground))


def _render_tool_error(block: ToolBlock, options: DrawOptions) -> list[Strip]:
    """Why it failed, or the note the user rejected it with."""
    width, palette = options.width, options.palette
    text = extract_error_text(block, brief=not options.expanded).strip("\n")
    if not text:
        return []
    bar = palette.warning if derive_tool_status(block) is ToolStatus.REJECTED else palette.error
    most = OPEN_ERROR if options.expanded else CLOSED_ERROR
    rows, is_whole = layout_printed_text(text, max(1, width - INDENT), palette, palette.quote, most + 1)
    if is_whole:
        return add_bar(rows, bar)
    note = "… more, not shown" if options.expanded else f"… more{options.expand_hint}"
    return [*add_bar(rows[:most], bar), make_aside(note, width, palette)]
