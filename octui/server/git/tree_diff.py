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
    "--submodule=short",
    "--ignore-submodules=dirty",
    "--relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
)
"""The same on every machine, whatever the user's settings; very large files count as binary.

Inside a submodule git would start another git, with the submodule's own settings.
"""

CONTEXT_LINES = 3
STATUSES = {"A": "added", "D": "deleted"}

Environment = Mapping[str, str] | None


async def count_changes(directory: str, *revisions: str, extra_environment: Environment = None) -> list[ChangedFile]:
    """The changed files below a directory, sorted by name, with their added and removed lines."""
    stdout = await run_git(
        directory,
        *DIFF_ARGUMENTS,
        "--raw",
        "--numstat",
        "-z",
        *revisions,
        "--",
        ".",
        extra_environment=extra_environment,
    )
    statuses: dict[str, str] = {}
    lines: dict[str, tuple[int, int]] = {}
    fields = iter(stdout.split(b"\0"))
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


async def format_patch(
    directory: str, *revisions: str, context: int = CONTEXT_LINES, extra_environment: Environment = None
) -> str:
    """All differences below a directory as one patch."""
    stdout = await run_git(
        directory, *DIFF_ARGUMENTS, f"--unified={context}", *revisions, "--", ".", extra_environment=extra_environment
    )
    return stdout.decode("utf-8", "replace")


async def build_file_diffs(
    directory: str, *revisions: str, context: int = CONTEXT_LINES, extra_environment: Environment = None
) -> list[FileDiff]:
    """The changed files, each with its patch."""
    files, patch_text = await asyncio.gather(
        count_changes(directory, *revisions, extra_environment=extra_environment),
        format_patch(directory, *revisions, context=context, extra_environment=extra_environment),
    )
    patches = split_patch(patch_text)
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


def split_patch(patch_text: str) -> dict[str, str]:
    """A patch split by file; a file that became a link has two sections, which are joined."""
    found: dict[str, str] = {}
    for section in re.split(r"^(?=diff --git )", patch_text, flags=re.MULTILINE):
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
    character = escape[1]
    return (
        chr(int(character, 8)) if character.isdigit() else {"t": "\t", "n": "\n", "r": "\r"}.get(character, character)
    )


def _to_changed_file(path: str, letter: str, lines: tuple[int, int]) -> ChangedFile:
    name = path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    added, removed = lines
    return ChangedFile(file=name, additions=added, deletions=removed, status=STATUSES.get(letter, "modified"))


def _parse_line_count(counted: bytes) -> int:
    """Binary files have a dash instead of a number."""
    return int(counted) if counted.isdigit() else 0
