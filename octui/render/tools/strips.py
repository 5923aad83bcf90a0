"""A tool call as strips: its heading, and under it as much of the outcome as is worth showing unopened."""

from itertools import islice
from typing import Final

from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.code.syntax_highlighting import escape_invisible
from octui.render.output.command_output import OutputReplays
from octui.render.output.head_tail import iter_first_lines
from octui.render.output.tool_output import OPEN_LINES, parse_tool_output, render_output
from octui.render.text.cell_width import expand_tabs, find_line_breaks, measure_width
from octui.render.text.row_layout import INDENT, Piece, add_bar, layout_row, make_aside
from octui.render.text.segments import apply_background, make_strip, pad_line
from octui.render.text.wrapping import wrap_paragraphs
from octui.render.theme.palette import Palette
from octui.render.tools.arguments import format_argument_value
from octui.render.tools.file_changes import render_changes, render_written_file
from octui.render.tools.headings import NoteTone, ToolHeading, describe_tool_call, shorten_path
from octui.render.tools.json_values import get_text
from octui.render.tools.lists import render_answers, render_task, render_todos, render_wrapped_prose
from octui.render.tools.read import list_loaded_files, parse_read_output, render_read_lines
from octui.render.tools.status import ToolStatus, derive_tool_status, describe_rejection, extract_error_text

CLOSED_OUTPUT: Final = 6
"""Rows of output shown of a command that is not opened."""
OWN_OUTPUT: Final = 20
"""The same for a command a person ran, who wants to see what it says."""
CLOSED_ERROR: Final = 3
OPEN_ERROR: Final = 400
LONGEST_HEADING: Final = 400
MOST_LOADED: Final = 20
MOST_ARGUMENTS: Final = 50
CLOSED_COMMAND: Final = 6
"""Rows of a long command that are shown without opening it."""

COMMANDS: Final = frozenset({"bash", "shell"})
CHANGES: Final = frozenset({"edit", "multiedit", "apply_patch", "patch"})
LISTS: Final = frozenset({"todowrite", "todoread", "question"})


def render_tool(
    block: ToolBlock, width: int, palette: Palette, *, expanded: bool, printouts: OutputReplays | None = None
) -> list[Strip]:
    """The call at `width` cells; what is not `expanded` says how much it leaves out."""
    strips = _render_heading(block, describe_tool_call(block), width, palette, expanded)
    match block.part.tool:
        case tool if tool in COMMANDS:
            closed = OWN_OUTPUT if block.is_user_command else CLOSED_OUTPUT
            output = parse_tool_output(block.part.state)
            strips.extend(
                render_output(output, width, palette, closed, expanded=expanded, key=block.key, printouts=printouts)
            )
        case tool if tool in CHANGES:
            strips.extend(render_changes(block, width, palette, expanded=expanded))
        case "write":
            strips.extend(render_written_file(block, width, palette, expanded=expanded))
        case "todowrite" | "todoread":
            strips.extend(render_todos(block, width, palette))
        case "question":
            strips.extend(render_answers(block, width, palette))
        case "task":
            strips.extend(render_task(block, width, palette, expanded=expanded))
        case "read":
            strips.extend(_render_read(block, width, palette, expanded))
        case "invalid":
            pass
        case tool if expanded:
            strips.extend(_render_everything_else(block, width, palette, told=tool in _TOLD))
        case _:
            pass
    return [*strips, *_render_tool_error(block, width, palette, expanded)]


def can_expand_tool(block: ToolBlock) -> bool:
    """Whether opening the block can show more than it shows closed."""
    state = block.part.state
    if extract_error_text(block, brief=True):
        return True
    match block.part.tool:
        case tool if tool in LISTS:
            return False
        case "task":
            return bool(get_text(state.input, "prompt") or state.output)
        case tool if tool in COMMANDS or tool in CHANGES or tool == "write":
            return state.status != "pending"
        case _:
            return bool(state.output or state.input)


_TOLD: Final = frozenset({"glob", "grep", "list", "ls", "webfetch", "websearch", "codesearch", "skill"})
"""Tools whose heading holds all that they were given."""


def _render_heading(block: ToolBlock, words: ToolHeading, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    stage = derive_tool_status(block)
    tone, said = _status_style(stage, block, palette)
    bad = any(kind is NoteTone.BAD for _, kind in words.notes)
    tones = {NoteTone.QUIET: palette.muted, NoteTone.BAD: palette.error, NoteTone.WARNING: palette.warning}
    notes = [(said, tone)] if said else []
    notes += [(text, tones[kind]) for text, kind in words.notes if text]
    right = [piece for note in notes for piece in ((" · ", palette.muted), note)][1:]
    if block.child is not None:
        right.append((" ›", palette.primary))
    heard = block.part.tool in COMMANDS or block.part.tool in ("task", "question")
    subject = palette.text if heard else palette.quote
    title = palette.muted if stage is ToolStatus.COMPLETED and not block.child else palette.text
    match stage:
        case ToolStatus.AWAITING_REPLY:
            subject = title = palette.warning
        case ToolStatus.REJECTED:
            subject = palette.muted + Style(strike=True)
            title = palette.muted
        case ToolStatus.ABANDONED:
            subject = title = palette.muted
        case _:
            pass
    glyph = palette.error if bad else palette.warning if any(k is NoteTone.WARNING for _, k in words.notes) else tone
    left: list[Piece] = [("  ", palette.text), (words.glyph + " ", glyph)]
    if words.title:
        left.append((words.title + " " if words.subject else words.title, title))
    if heard and words.subject:
        return _render_long_heading(block, left, words.subject, subject, right, width, palette, expanded)
    return [layout_row([*left, (words.subject, subject)], width, right)]


def _status_style(stage: ToolStatus, block: ToolBlock, palette: Palette) -> tuple[Style, str]:
    """The colour of a stage, and its word where it needs one."""
    match stage:
        case ToolStatus.COMPLETED:
            return palette.muted, ""
        case ToolStatus.AWAITING_REPLY:
            return palette.warning, "△ waits for you"
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
    block: ToolBlock,
    left: list[Piece],
    subject: str,
    style: Style,
    right: list[Piece],
    width: int,
    palette: Palette,
    expanded: bool,
) -> list[Strip]:
    """A heading that is worth reading to its end: what does not fit beside the notes goes on below."""
    most = LONGEST_HEADING if expanded or block.part.tool == "question" else CLOSED_COMMAND
    ground = palette.surface if block.is_user_command else Style.null()
    lead = sum(measure_width(text) for text, _ in left)
    beside = width - lead - sum(measure_width(text) for text, _ in right) - 2
    rows = _wrap_heading(subject, max(1, beside), max(1, width - INDENT), most + 1)
    if len(rows) > most:
        rows = [*rows[: most - 1], rows[most - 1] + " …"]
    if block.is_user_command:
        left = [("┃ ", palette.user_bar), *left[1:]]
    strips = [layout_row([*left, (rows[0] if rows else "", style)], width, right)]
    strips += [layout_row([left[0], ("  ", style), (text, style)], width) for text in rows[1:]]
    return [_fill_background(strip, ground, width) for strip in strips] if block.is_user_command else strips


def _wrap_heading(text: str, first: int, width: int, most: int) -> list[str]:
    """The text wrapped, its first row narrower than the others; leading spaces of its lines are kept."""
    rows: list[str] = []
    for start, end in iter_first_lines(text):
        line = expand_tabs(escape_invisible(text[start : min(end, start + width * most)].rstrip("\r")))
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


def _render_tool_error(block: ToolBlock, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    """Why it failed, or why a person did not want it."""
    text = extract_error_text(block, brief=not expanded).strip("\n")
    if not text:
        return []
    bar = palette.warning if derive_tool_status(block) is ToolStatus.REJECTED else palette.error
    most = OPEN_ERROR if expanded else CLOSED_ERROR
    rows, whole = wrap_paragraphs(text, max(1, width - INDENT), palette.quote, most + 1)
    if whole:
        return add_bar(rows, bar)
    said = "… more that is not shown" if expanded else "… more · enter opens"
    return [*add_bar(rows[:most], bar), make_aside(said, width, palette)]


def _render_read(block: ToolBlock, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    strips = [
        layout_row(
            [(" " * INDENT + "↳ ", palette.faint), (f"loaded {shorten_path(path, block.directory)}", palette.muted)],
            width,
        )
        for path in list_loaded_files(block.part)[:MOST_LOADED]
    ]
    found = parse_read_output(block.part)
    if expanded and found is not None:
        strips.extend(render_read_lines(block.part, found, width, palette))
    elif expanded:
        strips.extend(_render_everything_else(block, width, palette, told=block.part.state.status == "completed"))
    return strips


def _render_everything_else(block: ToolBlock, width: int, palette: Palette, *, told: bool) -> list[Strip]:
    """Every argument in full, unless the heading told them, then what came back."""
    state = block.part.state
    strips: list[Strip] = []
    for name, value in islice(state.input.items(), 0 if told else MOST_ARGUMENTS):
        said = f"{name[:200]}: {format_argument_value(value)}"
        strips.extend(
            add_bar(wrap_paragraphs(said, max(1, width - INDENT), palette.muted, OPEN_LINES)[0], palette.border)
        )
    if state.output:
        strips.extend(render_wrapped_prose(state.output, width, palette, palette.quote))
    return strips
