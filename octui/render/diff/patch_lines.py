"""The lines of a unified diff as they stand, for those who have to allow it.

None is left out, and none of a file's own lines is taken for a heading; they can be read from any place on, so that a
large patch need not exist as lines. `unified_diff` reads a whole patch into files and hunks instead.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from octui.lazy_dataclasses import dataclass
from octui.render.diff.hunk_heading import parse_hunk_heading

_NO_FILE_LINE: Final = re.compile(r"\n[^-+ \n]")

SKIPPED_LINES: Final = 128
"""Hunks with more lines are passed over by counting."""

SKIPPED_CHARACTERS: Final = 1 << 14

_PATH: Final = re.compile(r"(?:---|\+\+\+) (?:[ab]/)?([^\t]*)")


@dataclass(frozen=True, slots=True)
class PatchLine:
    """One line; `sign` is `+`, `-`, a space, `@` for a hunk's heading or `?` for what fits nowhere."""

    sign: str
    text: str
    number: int = 0
    """The line number in the new file, or in the old one for a removed line; 0 for other lines."""


class PatchPlace(NamedTuple):
    """Where a line of a patch begins: what is left of its hunk on either side, and the numbers of the next lines."""

    start: int = 0
    old_left: int = 0
    new_left: int = 0
    old_number: int = 0
    new_number: int = 0


PART_START: Final = PatchPlace()


def split_patched_files(diff: str) -> list[tuple[str, str]]:
    """Each file's path and its part of the diff, the heading left out; a path is empty where the diff has none."""
    files: list[tuple[str, list[tuple[int, int]]]] = []
    start = old = new = unskippable = 0
    while start <= len(diff):
        if old + new >= SKIPPED_LINES and start >= unskippable:
            unskippable = diff.find("\n", start + SKIPPED_CHARACTERS) + 1
            if skipped := skip_hunk_lines(diff, PatchPlace(start, old, new), unskippable):
                _extend_spans(files[-1][1], start, unskippable - 1)
                start, old, new = skipped.place[:3]
                continue
        end = diff.find("\n", start)
        end = len(diff) if end < 0 else end
        # Of a line of a hunk only the sign matters.
        line = diff[start : start + 1 if old > 0 or new > 0 else end]
        begin, start = start, end + 1
        if old > 0 or new > 0:
            line = "" if begin == end else line
            old -= line in ("-", " ", "")
            new -= line in ("+", " ", "")
        elif line.startswith(("Index: ", "diff --git ", "=====", "index ")):
            continue
        elif line.startswith("--- "):
            files.append((_parse_patch_path(line), []))
            continue
        elif line.startswith("+++ ") and files:
            if (path := _parse_patch_path(line)) != "/dev/null":
                files[-1] = (path, files[-1][1])
            continue
        elif heading := parse_hunk_heading(line):
            old, new = heading.old_count, heading.new_count
        if not files:
            files.append(("", []))
        _extend_spans(files[-1][1], begin, end)
    parts = [(path, _join_spans(diff, spans)) for path, spans in files]
    return [(path, part) for path, part in parts if path or part.strip("\n")]


def _join_spans(diff: str, spans: list[tuple[int, int]]) -> str:
    """The text of some spans, without its last newline; to remove that afterwards would copy it once more."""
    kept = list(spans)
    if kept:
        start, end = kept.pop()
        if start < end:
            kept.append((start, end - diff.endswith("\n", start, end)))
    return "\n".join([diff[start:end] for start, end in kept])


def number_patch_lines(part: str, begin: PatchPlace = PART_START) -> Iterator[PatchLine]:
    """The lines of one file's part, numbered, from a place of it on."""
    return (line for _, line in locate_patch_lines(part, begin))


def locate_patch_lines(part: str, begin: PatchPlace = PART_START) -> Iterator[tuple[PatchPlace, PatchLine]]:
    """The same, each with its place; no more than one line of a large part exists at a time."""
    place = begin
    for start, end in _iter_line_places(part, begin.start):
        line, following = read_patch_line(part[start:end], place, end + 1)
        if line is not None:
            yield place, line
        place = following


def read_patch_line(line: str, place: PatchPlace, following: int) -> tuple[PatchLine | None, PatchPlace]:
    """The line at a place, None for an empty one between hunks, and the place of the next, which begins at `following`.

    Of a line of a hunk the first character says how it counts.
    """
    _, old, new, at_old, at_new = place
    sign, text = line[:1], line[1:]
    if old <= 0 and new <= 0:
        if heading := parse_hunk_heading(line):
            at_old, old, at_new, new = heading[:4]
            return PatchLine("@", line), PatchPlace(following, old, new, at_old, at_new)
        return PatchLine("?", line) if line else None, PatchPlace(following, old, new, at_old, at_new)
    match sign:
        case "-":
            return PatchLine("-", text, at_old), PatchPlace(following, old - 1, new, at_old + 1, at_new)
        case "+":
            return PatchLine("+", text, at_new), PatchPlace(following, old, new - 1, at_old, at_new + 1)
        case " " | "":
            return PatchLine(" ", text, at_new), PatchPlace(following, old - 1, new - 1, at_old + 1, at_new + 1)
        case _:
            return PatchLine("?", line), PatchPlace(following, old, new, at_old, at_new)


class SkippedLines(NamedTuple):
    """What is known about lines that were counted, and not read."""

    place: PatchPlace
    """That of the line after them."""
    changed: int
    """How many of them are added or removed."""
    other: int
    """How many are not lines of a file."""


def skip_hunk_lines(part: str, place: PatchPlace, end: int) -> SkippedLines | None:
    """Count the lines from a place to the one that begins at `end`; None unless all of them belong to its hunk."""
    start, old, new, at_old, at_new = place
    if not start < end <= len(part) or (old <= 0 and new <= 0):
        return None
    before = start - 1
    removed, added = part.count("\n-", before, end), part.count("\n+", before, end)
    kept = part.count("\n", start, end) - removed - added
    # Empty lines are kept ones too.
    has_others = kept != part.count("\n ", before, end)
    other = len(_NO_FILE_LINE.findall(part, before, end)) if has_others else 0
    kept -= other
    old, new = old - removed - kept, new - added - kept
    # Neither ever grows within a hunk: one that goes on now went on all the time.
    if old <= 0 and new <= 0:
        return None
    return SkippedLines(
        PatchPlace(end, old, new, at_old + removed + kept, at_new + added + kept), removed + added, other
    )


def _iter_line_places(text: str, start: int = 0) -> Iterator[tuple[int, int]]:
    """Where each line begins and ends, an empty one after the last newline included."""
    while (end := text.find("\n", start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)


def _extend_spans(spans: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a line to the last span if it follows it directly."""
    if spans and spans[-1][1] + 1 == start:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))


def _parse_patch_path(line: str) -> str:
    found = _PATH.match(line)
    return found.group(1).rstrip() if found else line[4:]
