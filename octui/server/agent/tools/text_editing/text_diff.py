"""Unified diffs of a file, with the same header as OpenCode's."""

import difflib
import re
from dataclasses import dataclass
from typing import Final

from octui.wire.struct import Json

CONTEXT_LINES: Final = 3
MAX_COMPARED_LINES: Final = 4_000
"""Changed regions up to this many lines are compared line by line; longer ones are replaced as a whole."""

HEADER_RULE: Final = "=" * 67
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
NO_NEWLINE_MARK: Final = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class TextDiff:
    """The diff of one file."""

    path: str
    patch: str
    additions: int
    deletions: int

    @property
    def file_diff_values(self) -> Json:
        return {
            "file": self.path,
            "patch": self.patch,
            "additions": self.additions,
            "deletions": self.deletions,
        }


def diff_texts(path: str, before: str, after: str) -> TextDiff:
    old, new = split_keeping_ends(before), split_keeping_ends(after)
    lines = _build_hunks(old, new)
    body = "".join(lines)
    patch = f"Index: {path}\n{HEADER_RULE}\n--- {path}\n+++ {path}\n{body}"
    additions = sum(line.startswith("+") for line in lines)
    deletions = sum(line.startswith("-") for line in lines)
    return TextDiff(path, patch, additions, deletions)


def split_keeping_ends(text: str) -> list[str]:
    """The lines with their line ends. Unlike `splitlines`, only `\\n` ends a line, as in files, diffs and editors."""
    return _LINE.findall(text)


def _build_hunks(old: list[str], new: list[str]) -> list[str]:
    """The lines of all hunks. Comparing is expensive, so the common start and end are skipped first."""
    head = _common_prefix_length(old, new)
    tail = _common_prefix_length(old[head:][::-1], new[head:][::-1])
    skipped = max(0, head - CONTEXT_LINES)
    kept = max(0, tail - CONTEXT_LINES)
    left, right = old[skipped : len(old) - kept], new[skipped : len(new) - kept]
    if max(len(left), len(right)) > MAX_COMPARED_LINES:
        return _whole_replacement_hunk(left, right, skipped)
    lines: list[str] = []
    for group in difflib.SequenceMatcher(None, left, right, autojunk=False).get_grouped_opcodes(CONTEXT_LINES):
        first, last = group[0], group[-1]
        lines.append(_hunk_header(first[1] + skipped, last[2] - first[1], first[3] + skipped, last[4] - first[3]))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += _with_sign(" ", left[i1:i2])
            else:
                lines += _with_sign("-", left[i1:i2])
                lines += _with_sign("+", right[j1:j2])
    return lines


def _whole_replacement_hunk(left: list[str], right: list[str], skipped: int) -> list[str]:
    heading = _hunk_header(skipped, len(left), skipped, len(right))
    return [heading, *_with_sign("-", left), *_with_sign("+", right)]


def _hunk_header(old_start: int, old_count: int, new_start: int, new_count: int) -> str:
    def format_hunk_range(start: int, count: int) -> str:
        return f"{start + 1 if count else start},{count}"

    return f"@@ -{format_hunk_range(old_start, old_count)} +{format_hunk_range(new_start, new_count)} @@\n"


def _with_sign(sign: str, lines: list[str]) -> list[str]:
    signed: list[str] = []
    for line in lines:
        signed.append(sign + line if line.endswith("\n") else f"{sign}{line}\n")
        if not line.endswith("\n"):
            signed.append(NO_NEWLINE_MARK)
    return signed


def _common_prefix_length(left: list[str], right: list[str]) -> int:
    """How many lines are equal from the start."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
