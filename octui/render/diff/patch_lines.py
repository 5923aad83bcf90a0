"""A unified diff taken apart, so that no line in it can be mistaken for a header."""

import re
from collections.abc import Iterator
from typing import Final

from octui.lazy_dataclasses import dataclass

_HUNK: Final = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)")
_PATH: Final = re.compile(r"(?:---|\+\+\+) (?:[ab]/)?([^\t]*)")


@dataclass(frozen=True, slots=True)
class PatchLine:
    """One line; `sign` is `+`, `-`, a space, `@` for a hunk's heading or `?` for what fits nowhere."""

    sign: str
    text: str
    number: int = 0
    """The line number in the new file, or in the old one for a removed line; 0 for other lines."""


def split_patched_files(diff: str) -> list[tuple[str, str]]:
    """Each file's path and its part of the diff, the heading left out; a path is empty where the diff has none."""
    files: list[tuple[str, list[str]]] = []
    old = new = 0
    for line in diff.split("\n"):
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
        elif found := _HUNK.fullmatch(line.rstrip("\r")):
            old, new = _parse_hunk_count(found.group(2)), _parse_hunk_count(found.group(4))
        if not files:
            files.append(("", []))
        files[-1][1].append(line)
    return [(path, "\n".join(lines).removesuffix("\n")) for path, lines in files if path or any(lines)]


def number_patch_lines(part: str) -> Iterator[PatchLine]:
    """The lines of one file's part, numbered."""
    old = new = at_old = at_new = 0
    for line in part.split("\n"):
        sign, text = line[:1], line[1:]
        if old <= 0 and new <= 0:
            if found := _HUNK.fullmatch(line):
                at_old, at_new = int(found.group(1)), int(found.group(3))
                old, new = _parse_hunk_count(found.group(2)), _parse_hunk_count(found.group(4))
                yield PatchLine("@", line)
            elif line:
                yield PatchLine("?", line)
        elif sign == "-":
            yield PatchLine("-", text, at_old)
            old, at_old = old - 1, at_old + 1
        elif sign == "+":
            yield PatchLine("+", text, at_new)
            new, at_new = new - 1, at_new + 1
        elif sign in (" ", ""):
            yield PatchLine(" ", text, at_new)
            old, new, at_old, at_new = old - 1, new - 1, at_old + 1, at_new + 1
        else:
            yield PatchLine("?", line)


def _parse_patch_path(line: str) -> str:
    found = _PATH.match(line)
    return found.group(1).rstrip() if found else line[4:]


def _parse_hunk_count(text: str | None) -> int:
    return 1 if text is None else int(text)
