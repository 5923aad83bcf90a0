"""What changed in which file: parsed from a unified diff, or found by comparing two texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from octui.lazy_dataclasses import dataclass

Sign = Literal["+", "-", " ", "?"]
Status = Literal["modified", "added", "deleted", "renamed", "copied", "binary"]

_CONTEXT = 3
_COMPARED = 20_000
"""Lines on either side beyond which two texts are not aligned line by line: the new one just replaces the old."""

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)")
_COLOURED = re.compile(r"^\x1b\[[\d;]*m(?:diff --git |@@ -)", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[\d;]*[mK]")
_QUOTED = re.compile(r"\\([0-7]{3}|.)")
_ESCAPES = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11}


class DiffLine(NamedTuple):
    """`old` and `new` are its line numbers, 0 on the side it is missing from; `?` is not part of a patch."""

    sign: Sign
    text: str
    old: int = 0
    new: int = 0
    has_newline: bool = True
    """False for a last line without a newline."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that belong together; `heading` is the section the diff tool put them under."""

    lines: tuple[DiffLine, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class FileDiff:
    """One file; `path` is its name after the change, empty where the patch names none."""

    path: str
    old_path: str
    status: Status
    hunks: tuple[Hunk, ...]
    additions: int
    deletions: int


def parse_unified_diff(patch: str) -> tuple[FileDiff, ...]:
    """The files of a unified diff, with git's headings, `Index:` ones or none.

    A hunk's own line counts say where it ends, so that no line of a file can be mistaken for a heading; lines that fit
    nowhere are kept as `?`.
    """
    reading = _DiffParser()
    for line in strip_git_colours(patch).removesuffix("\n").split("\n"):
        reading.feed_line(line)
    return tuple(reading.finish_files())


def strip_git_colours(patch: str) -> str:
    """The patch without the colours git writes with `color.ui = always`; codes in a file's own text stay."""
    return _COLOUR.sub("", patch) if _COLOURED.search(patch) else patch


def compare_texts(before: str, after: str, path: str = "") -> FileDiff:
    """The change from one text to the other, for servers that send both in full."""
    old, new = _split_lines(before), _split_lines(after)
    status: Status = "added" if not before and after else "deleted" if before and not after else "modified"
    hunks = tuple(Hunk(tuple(_expand_opcodes(group, old, new))) for group in _group_opcodes(old, new))
    return _make_file_diff(path, path, status, hunks)


class _DiffParser:
    """Parses a patch line by line."""

    def __init__(self) -> None:
        self._files: list[FileDiff] = []
        self._old_path = self._path = ""
        self._status: Status = "modified"
        self._hunks: list[Hunk] = []
        self._lines: list[DiffLine] = []
        self._heading = ""
        self._left = [0, 0]
        self._at = [0, 0]
        self._begun = False

    def feed_line(self, line: str) -> None:
        if line.startswith("\\"):
            if self._lines:
                self._lines[-1] = self._lines[-1]._replace(has_newline=False)
        elif (self._left[0] > 0 or self._left[1] > 0) and line[:1] in ("+", "-", " ", ""):
            self._add_line(line)
        elif found := _HUNK.fullmatch(line.rstrip("\r")):
            self._finish_hunk()
            self._begun = True
            self._at = [int(found[1]), int(found[3])]
            self._left = [1 if count is None else int(count) for count in (found[2], found[4])]
            self._heading = found[5]
        elif not self._read_heading(line.rstrip("\r")) and line.strip():
            self._begun = True
            self._lines.append(DiffLine("?", line))

    def finish_files(self) -> list[FileDiff]:
        self._finish_file()
        return self._files

    def _add_line(self, line: str) -> None:
        at, left, sign = self._at, self._left, line[:1]
        if sign == "+":
            self._lines.append(DiffLine("+", line[1:], 0, at[1]))
        elif sign == "-":
            self._lines.append(DiffLine("-", line[1:], at[0], 0))
        else:
            self._lines.append(DiffLine(" ", line[1:], at[0], at[1]))
        if sign != "+":
            at[0] += 1
            left[0] -= 1
        if sign != "-":
            at[1] += 1
            left[1] -= 1

    def _read_heading(self, line: str) -> bool:
        """Whether the line is one of the headings above a file's hunks."""
        word, _, rest = line.partition(" ")
        match word:
            case "diff" if rest.startswith("--git "):
                self._finish_file()
                self._begun = True
                self._old_path, self._path = _parse_git_paths(rest.removeprefix("--git "))
            case "Index:":
                self._finish_file()
                self._begun = True
                self._old_path = self._path = rest.strip()
            case "---":
                if self._hunks or self._lines:
                    self._finish_file()
                self._begun = True
                self._old_path = _parse_header_path(rest) or self._old_path
                if rest.startswith("/dev/null"):
                    self._status = "added"
            case "+++":
                if rest.startswith("/dev/null"):
                    self._status, self._path = "deleted", self._old_path
                else:
                    self._path = _parse_header_path(rest)
            case "new" if rest.startswith("file mode"):
                self._status = "added"
            case "deleted" if rest.startswith("file mode"):
                self._status = "deleted"
            case "rename" | "copy":
                self._status = "renamed" if word == "rename" else "copied"
                side, _, name = rest.partition(" ")
                if side == "from":
                    self._old_path = _unquote_path(name)
                else:
                    self._path = _unquote_path(name)
            case "Binary" | "GIT":
                self._status = "binary"
            case "index" | "old" | "new" | "similarity" | "dissimilarity":
                pass
            case _:
                return bool(line) and not line.strip("=")
        return True

    def _finish_hunk(self) -> None:
        if self._lines:
            self._hunks.append(Hunk(tuple(self._lines), self._heading))
        self._lines, self._heading, self._left = [], "", [0, 0]

    def _finish_file(self) -> None:
        self._finish_hunk()
        if self._begun:
            old, new = _strip_prefixes(self._old_path, self._path, self._status)
            self._files.append(_make_file_diff(new, old, self._status, tuple(self._hunks)))
        self._hunks, self._status, self._begun = [], "modified", False
        self._old_path = self._path = ""


def _make_file_diff(path: str, old_path: str, status: Status, hunks: tuple[Hunk, ...]) -> FileDiff:
    signs = [line.sign for hunk in hunks for line in hunk.lines]
    return FileDiff(path, old_path, status, hunks, signs.count("+"), signs.count("-"))


def _parse_header_path(text: str) -> str:
    """The name in a `---` or `+++` line, without the timestamp that may follow a tab."""
    name = text if text.startswith('"') else text.partition("\t")[0]
    return "" if name.rstrip() == "/dev/null" else _unquote_path(name.rstrip())


def _parse_git_paths(text: str) -> tuple[str, str]:
    """Both names of a `diff --git` line; unquoted names may hold spaces, and then the two halves are the same."""
    if text.startswith('"'):
        old, _, new = text[1:].partition('" ')
        return _unquote_path(f'"{old}"'), _unquote_path(new)
    half = len(text) // 2
    if text[half : half + 1] == " " and text[:half].partition("/")[2] == text[half + 1 :].partition("/")[2]:
        return text[:half], text[half + 1 :]
    old, _, new = text.partition(" b/")
    return old, f"b/{new}" if new else old


def _unquote_path(name: str) -> str:
    """A name as git writes it when it contains unusual characters: quoted, its bytes in octal."""
    if len(name) < 2 or name[0] != '"' or name[-1] != '"':
        return name
    raw = bytearray()
    done = 0
    inner = name[1:-1]
    for match in _QUOTED.finditer(inner):
        raw += inner[done : match.start()].encode("utf-8", "replace")
        code = match[1]
        raw += bytes([int(code, 8) & 255]) if len(code) == 3 else bytes([_ESCAPES.get(code, ord(code) & 255)])
        done = match.end()
    return (bytes(raw) + inner[done:].encode("utf-8", "replace")).decode("utf-8", "replace")


def _strip_prefixes(old: str, new: str, status: Status) -> tuple[str, str]:
    """The names without git's prefixes `a/` and `b/`."""
    if status == "deleted":
        new = old = old.removeprefix("a/")
    elif new.startswith("b/") and (not old or old.startswith("a/")):
        old, new = old.removeprefix("a/"), new.removeprefix("b/")
    return old or new, new or old


def _split_lines(text: str) -> list[tuple[str, bool]]:
    """Lines, and whether each ends with a newline: a last line without one is a different line."""
    if not text:
        return []
    *ended_lines, last = text.split("\n")
    return [(line, True) for line in ended_lines] + ([(last, False)] if last else [])


Opcode = tuple[str, int, int, int, int]


def _group_opcodes(old: Sequence[tuple[str, bool]], new: Sequence[tuple[str, bool]]) -> Iterable[list[Opcode]]:
    """difflib's groups of changes with their context; what is the same at both ends is never compared."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    if head == old_end == new_end:
        return
    before, after = min(head, _CONTEXT), min(tail, _CONTEXT)
    if max(old_end, new_end) - head > _COMPARED:
        yield [
            ("equal", head - before, head, head - before, head),
            ("replace", head, old_end, head, new_end),
            ("equal", old_end, old_end + after, new_end, new_end + after),
        ]
        return
    start = head - before
    matcher = SequenceMatcher(None, old[start : old_end + after], new[start : new_end + after])
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        yield [(tag, a + start, b + start, c + start, d + start) for tag, a, b, c, d in group]


def _expand_opcodes(
    group: Iterable[Opcode], old: Sequence[tuple[str, bool]], new: Sequence[tuple[str, bool]]
) -> Iterator[DiffLine]:
    for tag, old_start, old_end, new_start, new_end in group:
        if tag == "equal":
            for offset, (text, ended) in enumerate(old[old_start:old_end]):
                yield DiffLine(" ", text, old_start + offset + 1, new_start + offset + 1, ended)
            continue
        for number, (text, ended) in enumerate(old[old_start:old_end], old_start + 1):
            yield DiffLine("-", text, number, 0, ended)
        for number, (text, ended) in enumerate(new[new_start:new_end], new_start + 1):
            yield DiffLine("+", text, 0, number, ended)
