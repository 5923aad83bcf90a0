"""What several turns changed together, and what undoing them will do to the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace as replace_field
from typing import Final

from msgspec.structs import replace

from octui.render.diff.change_groups import find_change_groups
from octui.render.diff.diff_lines import DiffLine, DiffLines, Sign
from octui.render.diff.file_diff import FileDiff, Hunk
from octui.render.diff.unified_diff import parse_unified_diff
from octui.render.text.gradual_join import join_gradually
from octui.ui.diffs.patch_file import PatchFile
from octui.wire import sessions as wire

_OPPOSITE: Final = {"added": "deleted", "deleted": "added"}


def merge_turns(turns: Sequence[Iterable[wire.FileDiff]]) -> tuple[wire.FileDiff, ...]:
    """The changes of consecutive turns as one change a file: from before the first of them to after the last.

    That needs whole texts: OpenCode sends them, or patches with all of a file as context. Where a patch has less, the
    patches of the turns follow each other.
    """
    by_file: dict[str, list[wire.FileDiff]] = {}
    for turn in turns:
        for diff in turn:
            by_file.setdefault(diff.file, []).append(diff)
    combined = (_combine_file(diffs) for diffs in by_file.values())
    return tuple(diff for diff in combined if diff is not None)


def find_texts(diff: wire.FileDiff) -> tuple[str, str] | None:
    """The whole file before and after a change; None where the server sent only a part of it."""
    if diff.before is not None or diff.after is not None:
        return diff.before or "", diff.after or ""
    parsed = parse_unified_diff(diff.patch) if diff.patch else ()
    if len(parsed) != 1 or len(parsed[0].hunks) != 1 or not _has_whole_file(diff, parsed[0]):
        return None
    return _join_side(parsed[0].lines, "-"), _join_side(parsed[0].lines, "+")


def reverse_patch_file(file: PatchFile) -> PatchFile:
    """The change that takes this one back."""
    lines = file.lines.make_empty_copy()
    for hunk in file.hunks:
        _append_reversed(lines, file.lines, hunk)
    return replace_field(
        file,
        status=_OPPOSITE.get(file.status, file.status),
        additions=file.deletions,
        deletions=file.additions,
        lines=lines,
        groups=find_change_groups(lines, file.hunks),
        digest=f"reversed-{file.digest}",
        modes=(file.modes[1], file.modes[0]),
        before=file.after,
        after=file.before,
    )


def _combine_file(diffs: list[wire.FileDiff]) -> wire.FileDiff | None:
    first, last = diffs[0], diffs[-1]
    if len(diffs) == 1:
        return first
    before, after = find_texts(first), find_texts(last)
    is_new, is_gone = first.status == "added", last.status == "deleted"
    if is_new and is_gone:
        return None
    status = "added" if is_new else "deleted" if is_gone else "modified"
    if before is None or after is None:
        patch = "\n".join((diff.patch or "").rstrip("\n") for diff in diffs)
        added, deleted = sum(diff.additions for diff in diffs), sum(diff.deletions for diff in diffs)
        return replace(first, patch=patch, additions=added, deletions=deleted, status=status)
    if before[0] == after[1] and status == "modified":
        return None
    return wire.FileDiff(file=first.file, before=before[0], after=after[1], status=status)


def _has_whole_file(diff: wire.FileDiff, parsed: FileDiff) -> bool:
    """Whether the patch shows all of the file: a new or a deleted one, or one in OpenCode's form, which has all."""
    if diff.status in ("added", "deleted"):
        return True
    return (diff.patch or "").startswith("Index: ") and parsed.lines[0].old <= 1


def _join_side(lines: Iterable[DiffLine], sign: str) -> str:
    return join_gradually(line.text + ("\n" if line.has_newline else "") for line in lines if line.sign in (sign, " "))


def _append_reversed(reversed_lines: DiffLines, lines: DiffLines, hunk: Hunk) -> None:
    """A hunk with its sides exchanged: what replaces lines still follows them."""
    changed = hunk.start
    for index in range(hunk.start, hunk.end + 1):
        if index < hunk.end and lines.get_sign(index) in "+-":
            continue
        _append_changes(reversed_lines, lines, "+", "-", range(changed, index))
        _append_changes(reversed_lines, lines, "-", "+", range(changed, index))
        if index < hunk.end:
            line = lines[index]
            reversed_lines.append_copy(lines, index, line.sign, line.new, line.old)
        changed = index + 1


def _append_changes(reversed_lines: DiffLines, lines: DiffLines, sign: Sign, opposite: Sign, places: range) -> None:
    for index in places:
        if lines.get_sign(index) == sign:
            line = lines[index]
            reversed_lines.append_copy(lines, index, opposite, line.new, line.old)
