"""The differences between two states of a directory, as line counts and as patches."""

import asyncio
import os
import re
from collections.abc import Mapping

from octui.server.git.git_process import run_git
from octui.wire.sessions import FileDiff
from octui.wire.workspace.vcs import ChangedFile

DIFF_ARGUMENTS = (
    "-c",
    "core.bigFileThreshold=8m",
    "diff",
    "--no-color",
    "--no-ext-diff",
    "--no-renames",
    "--no-textconv",
    "--relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
"""The same on every machine, whatever the user's settings; very large files count as binary."""

CONTEXT_LINES = 3
STATUSES = {"A": "added", "D": "deleted"}

Environment = Mapping[str, str] | None


async def count_changes(directory: str, *between: str, more: Environment = None) -> list[ChangedFile]:
    """The changed files below a directory, sorted by name, with their added and removed lines."""
    printed = await run_git(directory, *DIFF_ARGUMENTS, "--raw", "--numstat", "-z", *between, "--", ".", more=more)
    statuses: dict[str, str] = {}
    lines: dict[str, tuple[int, int]] = {}
    fields = iter(printed.split(b"\0"))
    for entry in fields:
        if entry.startswith(b":"):
            path, letter = os.fsdecode(next(fields)), entry.rpartition(b" ")[2][:1].decode()
            # A file in conflict is listed twice: as unmerged, and with its change.
            if letter != "U" or path not in statuses:
                statuses[path] = letter
        elif entry:
            added, removed, name = entry.split(b"\t", 2)
            lines[os.fsdecode(name)] = (_parse_line_count(added), _parse_line_count(removed))
    return [_to_changed_file(path, statuses[path], lines.get(path, (0, 0))) for path in sorted(statuses)]


async def format_patch(directory: str, *between: str, context: int = CONTEXT_LINES, more: Environment = None) -> str:
    """All differences below a directory as one patch."""
    printed = await run_git(directory, *DIFF_ARGUMENTS, f"--unified={context}", *between, "--", ".", more=more)
    return printed.decode("utf-8", "replace")


async def build_file_diffs(
    directory: str, *between: str, context: int = CONTEXT_LINES, more: Environment = None
) -> list[FileDiff]:
    """The changed files, each with its patch."""
    files, whole = await asyncio.gather(
        count_changes(directory, *between, more=more), format_patch(directory, *between, context=context, more=more)
    )
    patches = split_patch(whole)
    return [
        FileDiff(
            file=file.file,
            patch=patches.get(file.file, ""),
            additions=file.additions,
            deletions=file.deletions,
            status=file.status,
        )
        for file in files
    ]


def split_patch(whole: str) -> dict[str, str]:
    """A patch split by file; a file that became a link has two sections, which are joined."""
    found: dict[str, str] = {}
    for section in re.split(r"^(?=diff --git )", whole, flags=re.MULTILINE):
        if section.startswith("diff --git "):
            name = _parse_diff_name(section.partition("\n")[0].removeprefix("diff --git "))
            found[name] = found.get(name, "") + section
    return found


def _parse_diff_name(both: str) -> str:
    """The name in `a/NAME b/NAME`, which may contain spaces or be quoted."""
    half = both[: (len(both) - 1) // 2]
    if half.startswith('"'):
        half = re.sub(r"\\([0-7]{3}|.)", _unescape_character, half[1:-1])
    return half.removeprefix("a/")


def _unescape_character(escape: re.Match[str]) -> str:
    said = escape[1]
    return chr(int(said, 8)) if said.isdigit() else {"t": "\t", "n": "\n", "r": "\r"}.get(said, said)


def _to_changed_file(path: str, letter: str, lines: tuple[int, int]) -> ChangedFile:
    name = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    added, removed = lines
    return ChangedFile(file=name, additions=added, deletions=removed, status=STATUSES.get(letter, "modified"))


def _parse_line_count(counted: bytes) -> int:
    """Binary files have a dash instead of a number."""
    return int(counted) if counted.isdigit() else 0
