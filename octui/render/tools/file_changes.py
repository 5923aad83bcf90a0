"""Changes to files: their diffs, in as many rows as fit, and the errors a language server found afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from textual.strip import Strip

from octui.lazy_dataclasses import dataclass
from octui.render.blocks import ToolBlock
from octui.render.diff.diff_lines import DiffLine, DiffLines
from octui.render.diff.diff_strips import MIN_LINE_LENGTH, render_diff
from octui.render.diff.file_diff import FileDiff, Hunk
from octui.render.diff.text_comparison import compare_texts
from octui.render.diff.unified_diff import parse_unified_diff
from octui.render.draw_options import DrawOptions
from octui.render.text.head_tail import MOST_EFFORT, count_lines, estimate_effort, format_more, iter_first_lines
from octui.render.text.paths import shorten_path
from octui.render.text.row_layout import INDENT, Piece, layout_row, make_aside, shift_strips
from octui.render.theme.palette import Palette
from octui.render.tool_output import OPEN_LINES
from octui.render.tools.base import Note, NoteTone
from octui.render.tools.json_values import get_number, get_objects, get_text
from octui.wire.struct import JsonObject

CLOSED_ROWS: Final = 24
"""Rows of a diff that are shown before it is expanded."""
CHANGE_ARGUMENTS: Final = ("oldString", "newString", "replaceAll", "content", "patchText", "edits", "files")
"""Arguments of a call that say the same as the patch it led to."""
CLOSED_DIAGNOSTICS: Final = 3
OPEN_DIAGNOSTICS: Final = 50

_MARKS: Final = {"add": "A", "delete": "D", "move": "R"}


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file; `left_out` lines of its diff were not read."""

    diff: FileDiff
    title: str
    mark: str
    additions: int
    deletions: int
    left_out: int = 0
    is_exact: bool = True


def render_changes(block: ToolBlock, options: DrawOptions) -> list[Strip]:
    """The changes of an edit or a patch. Expanded, also changes that were requested but not made."""
    width, palette = options.width, options.palette
    most = OPEN_LINES if options.expanded else CLOSED_ROWS
    # Each of several files has a row with its name: no more of them can be seen.
    changes = list(islice(_iter_changes(block, most + 1, with_requested=options.expanded), most + 3))
    unread = max(0, len(list_changed_files(block.part.state.metadata)) - len(changes))
    several = len(changes) > 1
    strips: list[Strip] = []
    left_out, exact = 0, True
    for number, change in enumerate(changes):
        if len(strips) > most + 1:
            left_out, exact = left_out + len(changes) - number + unread, False
            break
        if several:
            strips.append(_render_file_title(change, width, palette))
        if change.mark != "D" or options.expanded or not several:
            has_both_sides = {"+", "-"} <= change.diff.list_signs()
            split = None if has_both_sides and not options.display.stacks_diffs else False
            inner, is_wrapped = max(1, width - INDENT), options.display.wraps_diffs
            drawn = render_diff(change.diff, inner, palette, split=split, limit=most + 2, is_wrapped=is_wrapped)
            strips.extend(shift_strips(drawn, INDENT))
            left_out, exact = left_out + change.left_out, exact and change.is_exact
    if len(strips) > most + 1 or left_out:
        hidden = max(0, len(strips) - most) + left_out
        more = format_more(hidden, exact and len(strips) <= most + 1, "row")
        strips = [*strips[:most], make_aside(f"… {more}{options.expand_hint}", width, palette)]
    return [*strips, *render_diagnostics(block, options)]


def extract_patch(block: ToolBlock) -> str:
    """The patch of a call, as text; `""` when its server sent none."""
    known = block.part.state.metadata
    if patch := get_text(known, "diff"):
        return patch
    return "\n".join(patch for entry in list_changed_files(known) if (patch := get_text(entry, "patch", "diff")))


def make_change_note(metadata: Mapping[str, object]) -> tuple[Note, ...]:
    """How many lines were added and removed in all files."""
    single = metadata.get("filediff")
    changes = [single] if isinstance(single, Mapping) else get_objects(metadata, "files")
    if not changes:
        return ()
    added = removed = 0
    for change in changes:
        added += get_number(change, "additions") or 0
        removed += get_number(change, "deletions") or 0
    return ((f"+{added:,} -{removed:,}", NoteTone.QUIET),)


def format_changed_path(change: Mapping[str, object], directory: str) -> str:
    """Where a changed file is, and where it was when it moved."""
    path = shorten_path(get_text(change, "filePath", "file", "relativePath", "path"), directory)
    moved = shorten_path(get_text(change, "movePath"), directory)
    return f"{path} → {moved}" if moved and moved != path else path


def list_changed_files(known: JsonObject) -> Sequence[JsonObject]:
    """The changed files, from any of the forms in which servers report them."""
    single = known.get("filediff")
    if isinstance(single, Mapping):
        # Older servers send both texts in full here, and the patch next to it.
        return [{**single, "diff": known.get("diff")}]
    return get_objects(known, "files") or ([known] if get_text(known, "diff", "patch") else [])


def _iter_changes(block: ToolBlock, most: int, *, with_requested: bool) -> Iterator[FileChange]:
    """Each file; once `most` lines are reached, only names and counts."""
    state = block.part.state
    room = most
    for entry in list_changed_files(state.metadata):
        if room > 0:
            for change in _read_change(entry, room, block.directory):
                room -= sum(hunk.end - hunk.start for hunk in change.diff.hunks)
                yield change
        else:
            yield _summarize_change(entry, block.directory)
    if with_requested and state.status != "completed" and not state.metadata.get("filediff"):
        for arguments in [state.input, *get_objects(state.input, "edits")]:
            old, new = get_text(arguments, "oldString"), get_text(arguments, "newString")
            if old or new:
                before, after = (
                    _take_first_lines(text, most).rstrip("\n") + "\n" if text else "" for text in (old, new)
                )
                wanted = compare_texts(before, after, get_text(state.input, "filePath"))
                yield FileChange(wanted, "", "M", wanted.additions, wanted.deletions)


def _read_change(entry: JsonObject, most: int, directory: str) -> Iterator[FileChange]:
    patch = get_text(entry, "patch", "diff")
    if patch:
        head = _take_first_lines(patch, 3 * most + 16)
        files = parse_unified_diff(head)
        left_out, exact = count_lines(patch, len(head))
    else:
        before, after = entry.get("before"), entry.get("after")
        if not isinstance(before, str) or not isinstance(after, str):
            return
        files = (
            compare_texts(
                _take_first_lines(before, most * 20),
                _take_first_lines(after, most * 20),
                get_text(entry, "file", "filePath"),
            ),
        )
        left_out, exact = 0, True
    for file in files:
        shown, cut = _limit_diff_lines(_trim_blank_context(file), most)
        change = _summarize_change(entry, directory) if len(files) == 1 else _change_from_diff(file, directory)
        yield replace(
            change, diff=replace(shown, path=shown.path or change.title), left_out=left_out + cut, is_exact=exact
        )
        left_out = 0


def _summarize_change(entry: JsonObject, directory: str) -> FileChange:
    """A file with its name and line counts only."""
    kind = get_text(entry, "type")
    title = format_changed_path(entry, directory)
    empty = FileDiff(title, title, "modified", DiffLines(), (), 0, 0)
    added, removed = get_number(entry, "additions") or 0, get_number(entry, "deletions") or 0
    return FileChange(empty, title, _MARKS.get(kind, "M"), added, removed)


def _change_from_diff(file: FileDiff, directory: str) -> FileChange:
    title = format_changed_path({"path": file.path}, directory)
    mark = {"added": "A", "deleted": "D", "renamed": "R"}.get(file.status, "M")
    return FileChange(file, title, mark, file.additions, file.deletions)


def _trim_blank_context(file: FileDiff) -> FileDiff:
    """The file's changes without blank context lines at the ends of hunks, which do not help to locate them."""
    hunks = []
    for hunk in file.hunks:
        first, last = hunk.start, hunk.end
        while first < last and _is_blank_context(file.lines[first]):
            first += 1
        while last > first and _is_blank_context(file.lines[last - 1]):
            last -= 1
        hunks.append(hunk._replace(start=first, end=last))
    return replace(file, hunks=hunks)


def _is_blank_context(line: DiffLine) -> bool:
    return line.sign == " " and not line.text.strip()


def _limit_diff_lines(file: FileDiff, most: int) -> tuple[FileDiff, int]:
    """The file's first lines, and how many are left out: a hunk can be as long as a file."""
    kept: list[Hunk] = []
    room, effort, left_out = most, MOST_EFFORT, 0
    for hunk in file.hunks:
        end = min(hunk.end, hunk.start + max(0, room))
        for number in range(hunk.start, end):
            if effort <= 0:
                end = number
                break
            effort -= estimate_effort(file.lines[number].text[:MIN_LINE_LENGTH])
        left_out += hunk.end - end
        room -= hunk.end - hunk.start
        if end > hunk.start:
            kept.append(hunk._replace(end=end))
    return (file, 0) if not left_out else (replace(file, hunks=kept), left_out)


def _take_first_lines(text: str, lines: int) -> str:
    """The first lines, whole."""
    end = 0
    for _, stop in islice(iter_first_lines(text), lines):
        end = stop + 1
    return text[:end]


def _render_file_title(change: FileChange, width: int, palette: Palette) -> Strip:
    marks = {"A": palette.success, "D": palette.error}
    left: list[Piece] = [(" " * INDENT, palette.muted), (f"{change.mark} ", marks.get(change.mark, palette.muted))]
    left.append((change.title, palette.text))
    return layout_row(left, width, [(f"+{change.additions:,} -{change.deletions:,}", palette.muted)])


def render_diagnostics(block: ToolBlock, options: DrawOptions) -> list[Strip]:
    """The errors a language server sees in the files that were changed."""
    state = block.part.state
    found = state.metadata.get("diagnostics")
    if not isinstance(found, Mapping):
        return []
    mine = {get_text(entry, "movePath", "filePath", "file") for entry in list_changed_files(state.metadata)}
    mine.add(get_text(state.input, "filePath"))
    errors = [
        diagnostic
        for path in found
        if path in mine
        for diagnostic in get_objects(found, path)
        if diagnostic.get("severity") in (1, None)
    ]
    most = OPEN_DIAGNOSTICS if options.expanded else CLOSED_DIAGNOSTICS
    width, palette = options.width, options.palette
    strips = [_render_diagnostic(diagnostic, width, palette) for diagnostic in errors[:most]]
    if len(errors) > most:
        strips.append(make_aside(f"… {format_more(len(errors) - most, True, 'error')}", width, palette))
    return strips


def _render_diagnostic(diagnostic: JsonObject, width: int, palette: Palette) -> Strip:
    place_range = diagnostic.get("range")
    start = place_range.get("start") if isinstance(place_range, Mapping) else None
    where = ""
    if isinstance(start, Mapping):
        where = f"{(get_number(start, 'line') or 0) + 1}:{(get_number(start, 'character') or 0) + 1} "
    message = get_text(diagnostic, "message").partition("\n")[0]
    return layout_row([(" " * INDENT + "✗ ", palette.error), (where, palette.muted), (message, palette.error)], width)
