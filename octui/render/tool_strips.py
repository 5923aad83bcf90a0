"""A tool call as strips: its heading, and under it as much of the outcome as is worth showing unopened."""

from itertools import islice
from typing import Final

from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.cells import breaks, cell_width, untabbed
from octui.render.code import inert
from octui.render.lines import on, padded, strip
from octui.render.palette import Palette
from octui.render.printout import Printouts
from octui.render.rows import INDENT, Piece, aside, barred, row
from octui.render.text_ends import first_lines
from octui.render.tool_arguments import spelled_out
from octui.render.tool_changes import change_strips, written_strips
from octui.render.tool_lists import prose_strips, question_strips, task_strips, todo_strips
from octui.render.tool_output import OPEN_LINES, printed, tail_strips
from octui.render.tool_reading import also_loaded, reading, reading_strips
from octui.render.tool_stage import Stage, complaint, outcome, stage_of
from octui.render.tool_values import text_of
from octui.render.tool_words import Tone, Words, shortened, tool_words
from octui.render.wrapped import wrapped_rows

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


def tool_strips(
    block: ToolBlock, width: int, palette: Palette, *, expanded: bool, printouts: Printouts | None = None
) -> list[Strip]:
    """The call at `width` cells; what is not `expanded` says how much it leaves out."""
    strips = _heading(block, tool_words(block), width, palette, expanded)
    match block.part.tool:
        case tool if tool in COMMANDS:
            closed = OWN_OUTPUT if block.by_person else CLOSED_OUTPUT
            output = printed(block.part.state)
            strips.extend(
                tail_strips(output, width, palette, closed, expanded=expanded, key=block.key, printouts=printouts)
            )
        case tool if tool in CHANGES:
            strips.extend(change_strips(block, width, palette, expanded=expanded))
        case "write":
            strips.extend(written_strips(block, width, palette, expanded=expanded))
        case "todowrite" | "todoread":
            strips.extend(todo_strips(block, width, palette))
        case "question":
            strips.extend(question_strips(block, width, palette))
        case "task":
            strips.extend(task_strips(block, width, palette, expanded=expanded))
        case "read":
            strips.extend(_read(block, width, palette, expanded))
        case "invalid":
            pass
        case tool if expanded:
            strips.extend(_everything(block, width, palette, told=tool in _TOLD))
        case _:
            pass
    return [*strips, *_complaint(block, width, palette, expanded)]


def tool_opens(block: ToolBlock) -> bool:
    """Whether opening the block can show more than it shows closed."""
    state = block.part.state
    if complaint(block, brief=True):
        return True
    match block.part.tool:
        case tool if tool in LISTS:
            return False
        case "task":
            return bool(text_of(state.input, "prompt") or state.output)
        case tool if tool in COMMANDS or tool in CHANGES or tool == "write":
            return state.status != "pending"
        case _:
            return bool(state.output or state.input)


_TOLD: Final = frozenset({"glob", "grep", "list", "ls", "webfetch", "websearch", "codesearch", "skill"})
"""Tools whose heading holds all that they were given."""


def _heading(block: ToolBlock, words: Words, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    stage = stage_of(block)
    tone, said = _stage_look(stage, block, palette)
    bad = any(kind is Tone.BAD for _, kind in words.notes)
    tones = {Tone.QUIET: palette.muted, Tone.BAD: palette.error, Tone.WARNING: palette.warning}
    notes = [(said, tone)] if said else []
    notes += [(text, tones[kind]) for text, kind in words.notes if text]
    right = [piece for note in notes for piece in ((" · ", palette.muted), note)][1:]
    if block.child is not None:
        right.append((" ›", palette.primary))
    heard = block.part.tool in COMMANDS or block.part.tool in ("task", "question")
    subject = palette.text if heard else palette.quote
    title = palette.muted if stage is Stage.DONE and not block.child else palette.text
    match stage:
        case Stage.WAITING:
            subject = title = palette.warning
        case Stage.REFUSED:
            subject = palette.muted + Style(strike=True)
            title = palette.muted
        case Stage.CUT_OFF:
            subject = title = palette.muted
        case _:
            pass
    glyph = palette.error if bad else palette.warning if any(k is Tone.WARNING for _, k in words.notes) else tone
    left: list[Piece] = [("  ", palette.text), (words.glyph + " ", glyph)]
    if words.title:
        left.append((words.title + " " if words.subject else words.title, title))
    if heard and words.subject:
        return _long_heading(block, left, words.subject, subject, right, width, palette, expanded)
    return [row([*left, (words.subject, subject)], width, right)]


def _stage_look(stage: Stage, block: ToolBlock, palette: Palette) -> tuple[Style, str]:
    """The colour of a stage, and its word where it needs one."""
    match stage:
        case Stage.DONE:
            return palette.muted, ""
        case Stage.WAITING:
            return palette.warning, "△ waits for you"
        case Stage.RUNNING:
            return palette.info, "running"
        case Stage.PENDING:
            return palette.info, "…"
        case Stage.FAILED:
            return palette.error, "failed"
        case Stage.REFUSED:
            return palette.muted, outcome(block.part.state.error)
        case Stage.CUT_OFF:
            return palette.muted, "cut off"


def _long_heading(
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
    ground = palette.surface if block.by_person else Style.null()
    lead = sum(cell_width(text) for text, _ in left)
    beside = width - lead - sum(cell_width(text) for text, _ in right) - 2
    rows = _rows(subject, max(1, beside), max(1, width - INDENT), most + 1)
    if len(rows) > most:
        rows = [*rows[: most - 1], rows[most - 1] + " …"]
    if block.by_person:
        left = [("┃ ", palette.user_bar), *left[1:]]
    strips = [row([*left, (rows[0] if rows else "", style)], width, right)]
    strips += [row([left[0], ("  ", style), (text, style)], width) for text in rows[1:]]
    return [_on(strip, ground, width) for strip in strips] if block.by_person else strips


def _rows(text: str, first: int, width: int, most: int) -> list[str]:
    """The text wrapped, its first row narrower than the others; leading spaces of its lines are kept."""
    rows: list[str] = []
    for start, end in first_lines(text):
        line = untabbed(inert(text[start : min(end, start + width * most)].rstrip("\r")))
        if not rows:
            begin, stop = breaks(line, first)[0]
            rows.append(line[begin:stop])
            line = line[stop:].lstrip(" ")
            if not line:
                continue
        rows.extend(line[begin:stop] for begin, stop in breaks(line, width))
        if len(rows) >= most:
            break
    return rows[:most]


def _on(heading: Strip, ground: Style, width: int) -> Strip:
    return strip(padded(on(heading, ground), width, ground))


def _complaint(block: ToolBlock, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    """Why it failed, or why a person did not want it."""
    text = complaint(block, brief=not expanded).strip("\n")
    if not text:
        return []
    bar = palette.warning if stage_of(block) is Stage.REFUSED else palette.error
    most = OPEN_ERROR if expanded else CLOSED_ERROR
    rows, whole = wrapped_rows(text, max(1, width - INDENT), palette.quote, most + 1)
    if whole:
        return barred(rows, bar)
    said = "… more that is not shown" if expanded else "… more · enter opens"
    return [*barred(rows[:most], bar), aside(said, width, palette)]


def _read(block: ToolBlock, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    strips = [
        row(
            [(" " * INDENT + "↳ ", palette.faint), (f"loaded {shortened(path, block.directory)}", palette.muted)], width
        )
        for path in also_loaded(block.part)[:MOST_LOADED]
    ]
    found = reading(block.part)
    if expanded and found is not None:
        strips.extend(reading_strips(block.part, found, width, palette))
    elif expanded:
        strips.extend(_everything(block, width, palette, told=block.part.state.status == "completed"))
    return strips


def _everything(block: ToolBlock, width: int, palette: Palette, *, told: bool) -> list[Strip]:
    """Every argument in full, unless the heading told them, then what came back."""
    state = block.part.state
    strips: list[Strip] = []
    for name, value in islice(state.input.items(), 0 if told else MOST_ARGUMENTS):
        said = f"{name[:200]}: {spelled_out(value)}"
        strips.extend(barred(wrapped_rows(said, max(1, width - INDENT), palette.muted, OPEN_LINES)[0], palette.border))
    if state.output:
        strips.extend(prose_strips(state.output, width, palette, palette.quote))
    return strips
