"""What changed in which file, read from a unified diff, for those who look at changes.

Headings become facts about files here; `patch_lines` keeps a patch line by line, for those who have to allow it.
"""

from __future__ import annotations

import re

from octui.render.diff.diff_lines import DiffLines
from octui.render.diff.file_diff import FileDiff, Hunks, Status, make_file_diff
from octui.render.diff.hunk_heading import parse_hunk_heading
from octui.render.text.head_tail import iter_first_lines

_COLOURED = re.compile(r"^\x1b\[[\d;]*m(?:diff --git |@@ -)", re.MULTILINE)
_COLOUR = re.compile(r"\x1b\[[\d;]*[mK]")
_QUOTED = re.compile(r"\\([0-7]{3}|.)")
_ESCAPES = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11}


def parse_unified_diff(patch: str) -> tuple[FileDiff, ...]:
    """The files of a unified diff, with git's headings, `Index:` ones or none.

    A hunk's own line counts say where it ends, so that no line of a file can be mistaken for a heading; lines that fit
    nowhere are kept as `?`.
    """
    reading = _DiffParser(strip_git_colours(patch))
    return tuple(reading.parse_files())


def strip_git_colours(patch: str) -> str:
    """The patch without the colours git writes with `color.ui = always`; codes in a file's own text stay."""
    # To look for the beginnings of lines takes long in a patch of megabytes.
    return _COLOUR.sub("", patch) if "\x1b" in patch and _COLOURED.search(patch) else patch


class _DiffParser:
    """Parses a patch line by line."""

    def __init__(self, patch: str) -> None:
        self._patch = patch
        self._files: list[FileDiff] = []
        self._old_path = self._path = ""
        self._status: Status = "modified"
        self._lines, self._hunks = DiffLines(patch), Hunks(patch)
        self._hunk_start = 0
        self._heading = (0, 0)
        self._left = [0, 0]
        self._at = [0, 0]
        self._begun = False

    def parse_files(self) -> list[FileDiff]:
        for start, end in iter_first_lines(self._patch):
            self._read_line(start, end)
        self._finish_file()
        return self._files

    def _read_line(self, start: int, end: int) -> None:
        sign = self._patch[start : start + 1]
        if (self._left[0] > 0 or self._left[1] > 0) and sign in "+- \n":
            self._add_line(sign, min(start + 1, end))
        elif sign == "\\":
            if len(self._lines) > self._hunk_start:
                self._lines.mark_unended()
        else:
            self._read_other_line(start, self._patch[start:end])

    def _read_other_line(self, start: int, line: str) -> None:
        if heading := parse_hunk_heading(line):
            self._finish_hunk()
            self._begun = True
            self._at = [heading.old_start, heading.new_start]
            self._left = [heading.old_count, heading.new_count]
            self._heading = (start + heading.label[0], start + heading.label[1])
        elif not self._read_heading(line.rstrip("\r")) and line.strip():
            self._begun = True
            self._lines.append_line("?", start)

    def _add_line(self, sign: str, start: int) -> None:
        at, left = self._at, self._left
        if sign == "+":
            self._lines.append_line("+", start, 0, at[1])
        elif sign == "-":
            self._lines.append_line("-", start, at[0], 0)
        else:
            self._lines.append_line(" ", start, at[0], at[1])
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
                if self._lines:
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
        end = len(self._lines)
        if end > self._hunk_start:
            self._hunks.append_hunk(self._hunk_start, end, self._heading)
        self._hunk_start, self._heading, self._left = end, (0, 0), [0, 0]

    def _finish_file(self) -> None:
        self._finish_hunk()
        if self._begun:
            old, new = _strip_prefixes(self._old_path, self._path, self._status)
            self._files.append(make_file_diff(new, old, self._status, self._lines, self._hunks))
        self._lines, self._hunks = DiffLines(self._patch), Hunks(self._patch)
        self._hunk_start, self._status, self._begun = 0, "modified", False
        self._old_path = self._path = ""


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
