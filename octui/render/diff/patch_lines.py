"""The lines of a unified diff as they stand, for those who have to allow it.

None is left out, and none of a file's own lines is taken for a heading; they can be read from any place on, so that a
large patch need not exist as lines. `unified_diff` reads a whole patch into files and hunks instead.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from octui.lazy_dataclasses import dataclass
from octui.render.diff.hunk_heading import parse_hunk_heading

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
    old = new = 0
    for start, end in _iter_line_places(diff):
        line = diff[start:end]
        if old > 0 or new > 0:
            old -= line[:1] in ("-", " ", "")
            new -= line[:1] in ("+", " ", "")
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
        _extend_spans(files[-1][1], start, end)
    parts = [(path, "\n".join([diff[start:end] for start, end in spans])) for path, spans in files]
    return [(path, part.removesuffix("\n")) for path, part in parts if path or part.strip("\n")]


def number_patch_lines(part: str, begin: PatchPlace = PART_START) -> Iterator[PatchLine]:
    """The lines of one file's part, numbered, from a place of it on."""
    return (line for _, line in locate_patch_lines(part, begin))


def locate_patch_lines(part: str, begin: PatchPlace = PART_START) -> Iterator[tuple[PatchPlace, PatchLine]]:
    """The same, each with its place; no more than one line of a large part exists at a time."""
    _, old, new, at_old, at_new = begin
    for start, end in _iter_line_places(part, begin.start):
        place = PatchPlace(start, old, new, at_old, at_new)
        line = part[start:end]
        sign, text = line[:1], line[1:]
        if old <= 0 and new <= 0:
            if heading := parse_hunk_heading(line):
                at_old, old, at_new, new = heading[:4]
                yield place, PatchLine("@", line)
            elif line:
                yield place, PatchLine("?", line)
        elif sign == "-":
            yield place, PatchLine("-", text, at_old)
            old, at_old = old - 1, at_old + 1
        elif sign == "+":
            yield place, PatchLine("+", text, at_new)
            new, at_new = new - 1, at_new + 1
        elif sign in (" ", ""):
            yield place, PatchLine(" ", text, at_new)
            old, new, at_old, at_new = old - 1, new - 1, at_old + 1, at_new + 1
        else:
            yield place, PatchLine("?", line)


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
