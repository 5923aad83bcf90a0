"""What a tool did to files: its diffs, in as many rows as there is room for, and the faults found in the result."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.changes import ChangedLine, FileDiff, Hunk, diff_of, parse_diff
from octui.render.diff import diff_strips
from octui.render.numbered import numbered
from octui.render.palette import Palette
from octui.render.rows import INDENT, Piece, aside, row, shifted
from octui.render.text_ends import first_lines, line_count, more
from octui.render.tool_output import OPEN_LINES
from octui.render.tool_values import number_of, objects_of, text_of
from octui.render.tool_words import changed_path
from octui.wire.struct import Json

CLOSED_ROWS: Final = 24
"""Rows of a diff that are shown without opening it."""
CLOSED_LINES: Final = 8
"""Lines of a written file that are shown without opening it."""
CLOSED_FAULTS: Final = 3
OPEN_FAULTS: Final = 50

_MARKS: Final = {"add": "A", "delete": "D", "move": "R"}


@dataclass(frozen=True, slots=True)
class Change:
    """One file; `left_out` lines of its diff were not read."""

    diff: FileDiff
    title: str
    mark: str
    additions: int
    deletions: int
    left_out: int = 0
    exact: bool = True


def change_strips(block: ToolBlock, width: int, palette: Palette, *, expanded: bool) -> list[Strip]:
    """The changes of an edit or a patch. What was asked for and not done is shown when it is opened."""
    most = OPEN_LINES if expanded else CLOSED_ROWS
    changes = list(_changes(block, most + 1, asked_for=expanded))
    several = len(changes) > 1
    strips: list[Strip] = []
    left_out, exact = 0, True
    for number, change in enumerate(changes):
        if len(strips) > most + 1:
            left_out, exact = left_out + len(changes) - number, False
            break
        if several:
            strips.append(_title(change, width, palette))
        if change.mark != "D" or expanded or not several:
            sides = {line.sign for hunk in change.diff.hunks for line in hunk.lines} & {"+", "-"}
            split = None if len(sides) > 1 else False
            drawn = diff_strips(change.diff, max(1, width - INDENT), palette, split=split, limit=most + 2)
            strips.extend(shifted(drawn, INDENT))
            left_out, exact = left_out + change.left_out, exact and change.exact
    if len(strips) > most + 1 or left_out:
        hidden = max(0, len(strips) - most) + left_out
        said = more(hidden, exact and len(strips) <= most + 1, "row")
        strips = [*strips[:most], aside(f"… {said}" + ("" if expanded else " · enter opens"), width, palette)]
    return [*strips, *_faults(block, width, palette, OPEN_FAULTS if expanded else CLOSED_FAULTS)]


def written_strips(block: ToolBlock, width: int, palette: Palette, *, expanded: bool) -> list[Strip]:
    """What a write put into a file: as a diff where it is one, or made a new file; else its lines."""
    state = block.part.state
    if _told(state.metadata):
        return change_strips(block, width, palette, expanded=expanded)
    if state.status != "completed" and not expanded:
        return []
    content, path = text_of(state.input, "content"), text_of(state.input, "filePath", "path")
    most = OPEN_LINES if expanded else CLOSED_LINES
    places = list(islice(first_lines(content), most + 1))
    lines = [content[start:end] for start, end in places]
    hidden, exact = 0, True
    if lines and len(lines) > most + (not expanded and places[-1][1] + 1 >= len(content)):
        lines = lines[:most]
        hidden, exact = line_count(content, places[most][0])
    if state.metadata.get("exists") is False:
        made = diff_of("", "\n".join(lines) + "\n", path) if lines else None
        strips = shifted(diff_strips(made, max(1, width - INDENT), palette, split=False), INDENT) if made else []
    else:
        strips = numbered(lines, 1, path, width, palette)
    if hidden:
        strips.append(aside(f"… {more(hidden, exact)}" + ("" if expanded else " · enter opens"), width, palette))
    return [*strips, *_faults(block, width, palette, OPEN_FAULTS if expanded else CLOSED_FAULTS)]


def diff_text(block: ToolBlock) -> str:
    """The patch of a call, as text; `""` when its server sent none."""
    known = block.part.state.metadata
    if patch := text_of(known, "diff"):
        return patch
    return "\n".join(patch for entry in _told(known) if (patch := text_of(entry, "patch", "diff")))


def _told(known: Json) -> list[Json]:
    """The changed files, from whichever of the servers' ways of saying it there is."""
    single = known.get("filediff")
    if isinstance(single, dict):
        # Older servers send both texts whole here, and the patch beside it.
        return [{**single, "diff": known.get("diff")}]
    return objects_of(known, "files") or ([known] if text_of(known, "diff", "patch") else [])


def _changes(block: ToolBlock, most: int, *, asked_for: bool) -> Iterator[Change]:
    """Each file, until there are as many lines as anybody will see."""
    state = block.part.state
    room = most
    for entry in _told(state.metadata):
        if room > 0:
            for change in _read(entry, room, block.directory):
                room -= sum(len(hunk.lines) for hunk in change.diff.hunks)
                yield change
        else:
            yield _unread(entry, block.directory)
    if asked_for and state.status != "completed" and not state.metadata.get("filediff"):
        for given in [state.input, *objects_of(state.input, "edits")]:
            old, new = text_of(given, "oldString"), text_of(given, "newString")
            if old or new:
                before, after = (_head(text, most).rstrip("\n") + "\n" if text else "" for text in (old, new))
                wanted = diff_of(before, after, text_of(state.input, "filePath"))
                yield Change(wanted, "", "M", wanted.additions, wanted.deletions)


def _read(entry: Json, most: int, directory: str) -> Iterator[Change]:
    patch = text_of(entry, "patch", "diff")
    if patch:
        head = _head(patch, 3 * most + 16)
        files = parse_diff(head)
        left_out, exact = line_count(patch, len(head))
    else:
        before, after = entry.get("before"), entry.get("after")
        if not isinstance(before, str) or not isinstance(after, str):
            return
        files = (diff_of(_head(before, most * 20), _head(after, most * 20), text_of(entry, "file", "filePath")),)
        left_out, exact = 0, True
    for file in files:
        shown, cut = _cut(_trimmed(file), most)
        change = _unread(entry, directory) if len(files) == 1 else _named(file, directory)
        yield replace(
            change, diff=replace(shown, path=shown.path or change.title), left_out=left_out + cut, exact=exact
        )
        left_out = 0


def _unread(entry: Json, directory: str) -> Change:
    """A file of which only the name and the sums are wanted."""
    kind = text_of(entry, "type")
    title = changed_path(entry, directory)
    empty = FileDiff(title, title, "modified", (), 0, 0)
    added, removed = number_of(entry, "additions") or 0, number_of(entry, "deletions") or 0
    return Change(empty, title, _MARKS.get(kind, "M"), added, removed)


def _named(file: FileDiff, directory: str) -> Change:
    title = changed_path({"path": file.path}, directory)
    mark = {"added": "A", "deleted": "D", "renamed": "R"}.get(file.status, "M")
    return Change(file, title, mark, file.additions, file.deletions)


def _trimmed(file: FileDiff) -> FileDiff:
    """The file's changes without the blank lines around a hunk, which show nothing of where it is."""
    hunks = []
    for hunk in file.hunks:
        first, last = 0, len(hunk.lines)
        while first < last and _blank(hunk.lines[first]):
            first += 1
        while last > first and _blank(hunk.lines[last - 1]):
            last -= 1
        hunks.append(replace(hunk, lines=hunk.lines[first:last]))
    return replace(file, hunks=tuple(hunks))


def _blank(line: ChangedLine) -> bool:
    return line.sign == " " and not line.text.strip()


def _cut(file: FileDiff, most: int) -> tuple[FileDiff, int]:
    """The file's first lines, and how many are left out: a hunk can be as long as a file."""
    kept: list[Hunk] = []
    room, left_out = most, 0
    for hunk in file.hunks:
        lines = hunk.lines[: max(0, room)]
        left_out += len(hunk.lines) - len(lines)
        room -= len(hunk.lines)
        if lines:
            kept.append(replace(hunk, lines=lines))
    return (file, 0) if not left_out else (replace(file, hunks=tuple(kept)), left_out)


def _head(text: str, lines: int) -> str:
    """The first lines, whole."""
    end = 0
    for _, stop in islice(first_lines(text), lines):
        end = stop + 1
    return text[:end]


def _title(change: Change, width: int, palette: Palette) -> Strip:
    marks = {"A": palette.success, "D": palette.error}
    left: list[Piece] = [(" " * INDENT, palette.muted), (f"{change.mark} ", marks.get(change.mark, palette.muted))]
    left.append((change.title, palette.text))
    return row(left, width, [(f"+{change.additions:,} -{change.deletions:,}", palette.muted)])


def _faults(block: ToolBlock, width: int, palette: Palette, most: int) -> list[Strip]:
    """The errors a language server sees in the files that were changed."""
    state = block.part.state
    found = state.metadata.get("diagnostics")
    if not isinstance(found, dict):
        return []
    mine = {text_of(entry, "movePath", "filePath", "file") for entry in _told(state.metadata)}
    mine.add(text_of(state.input, "filePath"))
    errors = [
        fault
        for path in found
        if path in mine
        for fault in objects_of(found, path)
        if fault.get("severity") in (1, None)
    ]
    strips = [_fault(fault, width, palette) for fault in errors[:most]]
    if len(errors) > most:
        strips.append(aside(f"… {more(len(errors) - most, True, 'error')}", width, palette))
    return strips


def _fault(fault: Json, width: int, palette: Palette) -> Strip:
    place = fault.get("range")
    start = place.get("start") if isinstance(place, dict) else None
    where = ""
    if isinstance(start, dict):
        where = f"{(number_of(start, 'line') or 0) + 1}:{(number_of(start, 'character') or 0) + 1} "
    message = text_of(fault, "message").partition("\n")[0]
    return row([(" " * INDENT + "✗ ", palette.error), (where, palette.muted), (message, palette.error)], width)
