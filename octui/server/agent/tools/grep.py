"""The grep tool: searches files for a regular expression."""

import asyncio
import glob
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.read import require_reading
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.server.files.file_walk import list_project_files
from octui.server.files.path_containment import FileAccessError
from octui.server.files.ripgrep_fallback import filter_by_globs
from octui.server.files.text_search import search_text
from octui.server.permissions.read_rules import READ, FolderReadRules, HiddenFiles
from octui.server.permissions.rules import decide_action
from octui.wire.workspace.search import Match

MAX_GREP_MATCHES: Final = 100
MAX_LINE_LENGTH: Final = 2_000


class GrepArguments(msgspec.Struct):
    pattern: Annotated[str, Meta(min_length=1, description="A regular expression")]
    path: (
        Annotated[str, Meta(description="A directory or file to search; defaults to the project's directory")] | None
    ) = None
    include: Annotated[str, Meta(description="Which files to search, such as `*.py` or `*.{ts,tsx}`")] | None = None


async def execute_grep(context: ToolContext, arguments: GrepArguments) -> ToolResult:
    place = context.paths.resolve_path(arguments.path or ".")
    if not place.exists():
        raise ToolFailed(f"No such file or directory: {place}")
    real = await context.require_path_access(place, folder=place.is_dir())
    about = {"pattern": arguments.pattern, "path": arguments.path, "include": arguments.include}
    await context.require_permission("grep", [arguments.pattern], always=["*"], metadata=about)
    if place.is_dir():
        await _require_folder_reading(context, place)
        await context.require_path_access(place, folder=True)
        return await _search_folder(context, place, arguments.pattern, [arguments.include] if arguments.include else [])
    await require_reading(context, place, real)
    await context.require_path_access(place)
    others = place.name.__ne__
    matches = await _find_matches(place.parent, arguments.pattern, [_build_file_glob(place.name)], others)
    return _build_grep_result(place.parent, arguments.pattern, matches, HiddenFiles())


async def _require_folder_reading(context: ToolContext, folder: Path) -> None:
    """Ask where the rules ask about everything; files that a rule of their own is about are left out instead."""
    pattern = context.paths.build_permission_pattern(folder / "*")
    if decide_action(context.rules, READ, pattern) == "ask":
        await context.require_permission(READ, [pattern], always=[pattern], metadata={"filepath": str(folder)})


async def _search_folder(context: ToolContext, folder: Path, pattern: str, globs: list[str]) -> ToolResult:
    readable = await asyncio.to_thread(context.read_rules.limit_to_folder, folder)
    matches = await _find_matches(folder, pattern, globs, readable.is_content_hidden)
    hidden = await asyncio.to_thread(_collect_hidden, folder, globs, readable)
    return _build_grep_result(folder, pattern, matches, hidden)


async def _find_matches(folder: Path, pattern: str, globs: list[str], is_hidden: Callable[[str], bool]) -> list[Match]:
    try:
        return await search_text(str(folder), pattern, globs=globs, limit=MAX_GREP_MATCHES + 1, is_hidden=is_hidden)
    except FileAccessError as wrong:
        raise ToolFailed(str(wrong)) from wrong


def _build_file_glob(name: str) -> str:
    """A glob for a file in the searched folder, and few others: escapes in braces differ between programs."""
    return "/" + glob.escape(re.sub(r"[{}\\]", "?", name)).replace("[?]", "?")


def _collect_hidden(folder: Path, globs: list[str], readable: FolderReadRules) -> HiddenFiles:
    """What was left out whether it matches or not: the count must not tell what is in a file."""
    return readable.collect_hidden(filter_by_globs(list_project_files(str(folder)), globs), contents=True)


def _build_grep_result(folder: Path, pattern: str, matches: list[Match], hidden: HiddenFiles) -> ToolResult:
    if not matches:
        found_nothing = "No files found" + hidden.describe_omission()
        return ToolResult(found_nothing, pattern, {"matches": 0, "truncated": False, "hidden": hidden.count})
    truncated = len(matches) > MAX_GREP_MATCHES
    shown = matches[:MAX_GREP_MATCHES]
    by_file: dict[str, list[str]] = {}
    for match in shown:
        line = match.lines.text.rstrip("\r\n")
        line = line if len(line) <= MAX_LINE_LENGTH else f"{line[:MAX_LINE_LENGTH]}…"
        by_file.setdefault(match.path.text, []).append(f"  Line {match.line_number}: {line}")
    count = f"Found {'more than ' if truncated else ''}{len(shown)} match{'' if len(shown) == 1 else 'es'}"
    blocks = [f"{folder / file}:\n" + "\n".join(lines) for file, lines in by_file.items()]
    output = count + "\n" + "\n\n".join(blocks)
    if truncated:
        output += f"\n\n(Only {MAX_GREP_MATCHES} matches are shown. Use a narrower pattern, path or include.)"
    output += hidden.describe_omission()
    return ToolResult(output, pattern, {"matches": len(shown), "truncated": truncated, "hidden": hidden.count})


GREP: Final = Tool(
    "grep",
    "Search the contents of files for a regular expression; matches come with file and line number. "
    "Binary files, files ignored by git and files that may not be read unasked are left out.",
    GrepArguments,
    execute_grep,
)
