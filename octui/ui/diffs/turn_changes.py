"""What several turns changed together, and what undoing them will do to the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace as replace_field
from typing import Final

from msgspec.structs import replace

from octui.render.diff.change_groups import find_change_groups, list_hunk_spans
from octui.render.diff.unified_diff import DiffLine, FileDiff, Hunk, parse_unified_diff
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
    lines = parsed[0].hunks[0].lines
    return _join_side(lines, "-"), _join_side(lines, "+")


def reverse_patch_file(file: PatchFile) -> PatchFile:
    """The change that takes this one back."""
    spans = [_reverse_lines(file.lines[span.start : span.end]) for span in file.spans]
    hunks = tuple(Hunk(lines, span.heading) for lines, span in zip(spans, file.spans, strict=True))
    diff = FileDiff(file.old_path, file.path, "modified", hunks, file.deletions, file.additions)
    lines = tuple(line for hunk in hunks for line in hunk.lines)
    reversed_spans = tuple(list_hunk_spans(diff))
    return replace_field(
        file,
        status=_OPPOSITE.get(file.status, file.status),
        additions=file.deletions,
        deletions=file.additions,
        lines=lines,
        spans=reversed_spans,
        groups=tuple(find_change_groups(lines, reversed_spans)),
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
    return (diff.patch or "").startswith("Index: ") and parsed.hunks[0].lines[0].old <= 1


def _join_side(lines: Iterable[DiffLine], sign: str) -> str:
    return "".join(line.text + ("\n" if line.has_newline else "") for line in lines if line.sign in (sign, " "))


def _reverse_lines(lines: Iterable[DiffLine]) -> tuple[DiffLine, ...]:
    reversed_lines: list[DiffLine] = []
    added: list[DiffLine] = []
    for line in lines:
        if line.sign == "-":
            added.append(line._replace(sign="+", old=0, new=line.old))
            continue
        if line.sign == "+":
            reversed_lines.append(line._replace(sign="-", old=line.new, new=0))
            continue
        reversed_lines += added
        added.clear()
        reversed_lines.append(line._replace(old=line.new, new=line.old))
    return (*reversed_lines, *added)
