"""A tool call as strips: one heading row, and under it as much of the outcome as is worth showing unopened."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from octui.render.ansi import ansi_lines
from octui.render.blocks import ToolBlock
from octui.render.cells import wrap
from octui.render.code import highlight, language_of
from octui.render.diff import FileDiff, diff_of, diff_strips, parse_diff
from octui.render.palette import Palette
from octui.render.rows import Piece, barred, row, shifted
from octui.render.safe import visible
from octui.render.tool_words import Words, refused, shortened, text_of, tool_words
from octui.wire.struct import Json

CLOSED_OUTPUT = 6
"""Rows of output shown of a running or failed command that is not opened."""
CLOSED_DIFF = 24
OPEN_ROWS = 5000
"""More rows than anybody reads; beyond it the block says how many are left out."""

_TODO_MARKS = {"completed": "✓", "in_progress": "◐", "cancelled": "–", "pending": "○"}


def tool_strips(block: ToolBlock, width: int, palette: Palette, *, expanded: bool) -> list[Strip]:
    """The call at `width` cells; what is not `expanded` says how much it leaves out."""
    words = tool_words(block)
    state = block.part.state
    strips = [_heading(block, words, width, palette)]
    if state.status == "error" and state.error:
        strips.extend(_error(state.error, width, palette, expanded))
    match block.part.tool:
        case "bash" | "shell":
            strips.extend(_output(_bash_output(block), width, palette, expanded, tail=state.status != "completed"))
        case "edit" | "multiedit" | "apply_patch" | "patch":
            strips.extend(_changes(block, width, palette, expanded))
        case "write":
            strips.extend(_written(block, width, palette, expanded))
        case "todowrite" | "todoread":
            strips.extend(_todos(block, width, palette))
        case "question":
            strips.extend(_answers(block, width, palette))
        case "task":
            strips.extend(_task(block, width, palette, expanded))
        case _ if expanded:
            strips.extend(_everything(block, width, palette))
    return strips


def tool_opens(block: ToolBlock) -> bool:
    """Whether opening the block would show more than it shows closed."""
    state = block.part.state
    match block.part.tool:
        case "todowrite" | "todoread" | "question":
            return bool(state.error)
        case _:
            return bool(state.output or state.error or state.input or state.metadata.get("output"))


def _heading(block: ToolBlock, words: Words, width: int, palette: Palette) -> Strip:
    state = block.part.state
    if block.asking:
        style, note = palette.warning, "△ waits for you"
    elif block.dead:
        style, note = palette.muted, "cut off"
    elif state.status == "error":
        declined = refused(state.error)
        style, note = (palette.muted, "refused") if declined else (palette.error, words.note or "failed")
    elif state.status == "completed":
        failed = words.note.startswith("✗")
        style, note = (palette.error if failed else palette.muted), words.note
    else:
        style, note = palette.info, words.note or ("◌ running" if state.status == "running" else "◌")
    glyph = palette.warning if block.asking else style
    left: list[Piece] = [("  ", palette.text), (words.glyph + " ", glyph)]
    if words.title:
        left.append((words.title + " ", palette.text if state.status != "completed" else palette.muted))
    subject = palette.text if block.part.tool in ("bash", "shell", "task") else palette.muted
    left.append((words.subject, subject + Style(strike=True) if refused(state.error) else subject))
    return row(left, width, [(note, style)])


def _error(error: str, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    if refused(error) and "feedback:" not in error and not expanded:
        return []
    lines = _wrapped(error.removeprefix("Error: "), width, palette.error if not refused(error) else palette.muted)
    return barred(lines if expanded else lines[:3], palette.error)


def _bash_output(block: ToolBlock) -> str:
    state = block.part.state
    shown = state.metadata.get("output")
    return state.output or (shown if isinstance(shown, str) else "")


def _output(text: str, width: int, palette: Palette, expanded: bool, *, tail: bool) -> list[Strip]:
    """Output under a bar. Closed, its end: that is where a command says how it went."""
    text = text.rstrip("\n")
    if not text:
        return []
    total = text.count("\n") + 1
    rows = OPEN_ROWS if expanded else CLOSED_OUTPUT
    lines = ansi_lines(text, palette, max(1, width - 4), tail=rows)
    strips = barred(lines[-rows:] if not expanded else lines, palette.border)
    hidden = total - rows
    if hidden > 0:
        more = f"… {hidden} more lines above" if expanded else f"… {hidden} more lines above · enter opens"
        strips.insert(0, _aside(more, width, palette))
    return strips


def _changes(block: ToolBlock, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    strips: list[Strip] = []
    files = changed_files(block)
    for file in files:
        if len(files) > 1 or block.part.tool in ("apply_patch", "patch"):
            title = shortened(file.path, block.directory)
            note = f"+{file.additions} -{file.deletions}"
            strips.append(row([("    ", palette.text), (title, palette.muted)], width, [(note, palette.muted)]))
        strips.extend(shifted(diff_strips(file, max(1, width - 4), palette), 4))
    if expanded or len(strips) <= CLOSED_DIFF:
        return strips[:OPEN_ROWS]
    hidden = len(strips) - CLOSED_DIFF
    return [*strips[:CLOSED_DIFF], _aside(f"… {hidden} more rows · enter opens", width, palette)]


def changed_files(block: ToolBlock) -> Sequence[FileDiff]:
    """What a call changed, from whichever of the server's ways of saying it there is."""
    known = block.part.state.metadata
    if patch := text_of(known, "diff"):
        return parse_diff(patch)
    single = known.get("filediff")
    if isinstance(single, dict):
        return _from_filediff(single)
    several = known.get("files")
    if isinstance(several, list):
        return [file for entry in several if isinstance(entry, dict) for file in _from_filediff(entry)]
    return ()


def _from_filediff(entry: Json) -> Sequence[FileDiff]:
    if patch := text_of(entry, "patch", "diff"):
        return parse_diff(patch)
    before, after = entry.get("before"), entry.get("after")
    if isinstance(before, str) and isinstance(after, str):
        return (diff_of(before, after, text_of(entry, "file", "filePath", "path")),)
    return ()


def _written(block: ToolBlock, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    if changed := changed_files(block):
        return [strip for file in changed for strip in shifted(diff_strips(file, max(1, width - 4), palette), 4)]
    content = block.part.state.input.get("content")
    if not isinstance(content, str) or not content:
        return []
    path = text_of(block.part.state.input, "filePath", "path")
    lines = content.split("\n")
    limit = OPEN_ROWS if expanded else CLOSED_OUTPUT + 2
    # Only what is shown is coloured: a written file can be any size.
    coloured = highlight("\n".join(lines[:limit]), language_of(path), palette)
    strips = barred(([*line] for line in coloured), palette.diff_added_sign, mark="+ ")
    hidden = len(lines) - limit
    if hidden > 0:
        strips.append(_aside(f"… {hidden} more lines" + ("" if expanded else " · enter opens"), width, palette))
    return [strip.crop(0, width) for strip in strips]


def _todos(block: ToolBlock, width: int, palette: Palette) -> list[Strip]:
    state = block.part.state
    todos = state.metadata.get("todos") or state.input.get("todos")
    strips: list[Strip] = []
    for todo in todos if isinstance(todos, list) else []:
        if not isinstance(todo, dict):
            continue
        status = text_of(todo, "status")
        style = {"completed": palette.muted, "in_progress": palette.warning, "cancelled": palette.muted}.get(
            status, palette.text
        )
        text = style + Style(strike=True) if status == "cancelled" else style
        mark = _TODO_MARKS.get(status, "○")
        for index, line in enumerate(wrap(visible(text_of(todo, "content")), max(1, width - 6))):
            lead = f"    {mark} " if index == 0 else "      "
            strips.append(Strip([Segment(lead, style), Segment(line, text)]))
    return strips


def _answers(block: ToolBlock, width: int, palette: Palette) -> list[Strip]:
    state = block.part.state
    questions = state.input.get("questions")
    answers = state.metadata.get("answers")
    strips: list[Strip] = []
    for index, question in enumerate(questions if isinstance(questions, list) else []):
        if not isinstance(question, dict):
            continue
        strips.extend(barred(_wrapped(text_of(question, "question"), width, palette.muted), palette.border))
        given = answers[index] if isinstance(answers, list) and index < len(answers) else None
        if isinstance(given, list):
            said = ", ".join(str(answer) for answer in given) or "no answer"
            strips.extend(barred(_wrapped("→ " + said, width, palette.text), palette.border))
    return strips


def _task(block: ToolBlock, width: int, palette: Palette, expanded: bool) -> list[Strip]:
    strips: list[Strip] = []
    child = block.child
    if child is not None and child.activity and (child.busy or expanded):
        strips.append(row([("    ↳ ", palette.muted), (child.activity, palette.muted)], width))
    if child is not None:
        hint = "→ opens its session"
        strips.append(
            row([("    ↳ ", palette.faint), (child.title or hint, palette.muted)], width, [(hint, palette.faint)])
        )
    if expanded and block.part.state.output:
        strips.extend(barred(_wrapped(block.part.state.output, width, palette.muted), palette.border))
    return strips


def _everything(block: ToolBlock, width: int, palette: Palette) -> list[Strip]:
    """Every argument in full, then the output."""
    strips: list[Strip] = []
    for name, value in block.part.state.input.items():
        text = value if isinstance(value, str) else repr(value)
        strips.extend(barred(_wrapped(f"{name}: {text}", width, palette.muted), palette.border))
    strips.extend(_output(block.part.state.output, width, palette, True, tail=True))
    return strips


def _wrapped(text: str, width: int, style: Style) -> list[list[Segment]]:
    return [
        [Segment(line, style)]
        for source in visible(text).split("\n")
        for line in wrap(source, max(1, width - 4)) or [""]
    ]


def _aside(text: str, width: int, palette: Palette) -> Strip:
    return row([("    ", palette.muted), (text, palette.muted)], width)
