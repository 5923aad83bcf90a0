"""Changes of a file as a unified diff, headed as OpenCode's are."""

import difflib
import re
from dataclasses import dataclass
from typing import Final

from octui.wire.struct import Json

CONTEXT: Final = 3
MOST_COMPARED: Final = 4_000
"""Lines of a changed stretch that are compared line by line; longer ones are replaced as a whole."""

RULE: Final = "=" * 67
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
NO_END: Final = "\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one file."""

    path: str
    patch: str
    additions: int
    deletions: int

    @property
    def filediff(self) -> Json:
        return {
            "file": self.path,
            "patch": self.patch,
            "additions": self.additions,
            "deletions": self.deletions,
        }


def change(path: str, before: str, after: str) -> Change:
    old, new = lines_of(before), lines_of(after)
    lines = _hunks(old, new)
    body = "".join(lines)
    patch = f"Index: {path}\n{RULE}\n--- {path}\n+++ {path}\n{body}"
    additions = sum(line.startswith("+") for line in lines)
    deletions = sum(line.startswith("-") for line in lines)
    return Change(path, patch, additions, deletions)


def lines_of(text: str) -> list[str]:
    """The lines with their ends. Python knows more ends of lines than files, diffs and editors do."""
    return _LINE.findall(text)


def _hunks(old: list[str], new: list[str]) -> list[str]:
    """The hunks, line by line. Comparing is dear, so what is the same at both ends is left out first."""
    head = _same(old, new)
    tail = _same(old[head:][::-1], new[head:][::-1])
    skipped = max(0, head - CONTEXT)
    kept = max(0, tail - CONTEXT)
    left, right = old[skipped : len(old) - kept], new[skipped : len(new) - kept]
    if max(len(left), len(right)) > MOST_COMPARED:
        return _replaced(left, right, skipped)
    lines: list[str] = []
    for group in difflib.SequenceMatcher(None, left, right, autojunk=False).get_grouped_opcodes(CONTEXT):
        first, last = group[0], group[-1]
        lines.append(_heading(first[1] + skipped, last[2] - first[1], first[3] + skipped, last[4] - first[3]))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                lines += _signed(" ", left[i1:i2])
            else:
                lines += _signed("-", left[i1:i2])
                lines += _signed("+", right[j1:j2])
    return lines


def _replaced(left: list[str], right: list[str], skipped: int) -> list[str]:
    heading = _heading(skipped, len(left), skipped, len(right))
    return [heading, *_signed("-", left), *_signed("+", right)]


def _heading(old_start: int, old_count: int, new_start: int, new_count: int) -> str:
    def place(start: int, count: int) -> str:
        return f"{start + 1 if count else start},{count}"

    return f"@@ -{place(old_start, old_count)} +{place(new_start, new_count)} @@\n"


def _signed(sign: str, lines: list[str]) -> list[str]:
    signed: list[str] = []
    for line in lines:
        signed.append(sign + line if line.endswith("\n") else f"{sign}{line}\n")
        if not line.endswith("\n"):
            signed.append(NO_END)
    return signed


def _same(left: list[str], right: list[str]) -> int:
    """How many lines are the same from the start."""
    count = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        count += 1
    return count
