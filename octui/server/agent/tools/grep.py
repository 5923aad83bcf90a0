"""The grep tool: searches files for a regular expression."""

from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.server.files.path_containment import FileAccessError
from octui.server.files.text_search import search_text
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
    await context.require_path_access(place, folder=place.is_dir())
    about = {"pattern": arguments.pattern, "path": arguments.path, "include": arguments.include}
    await context.require_permission("grep", [arguments.pattern], always=["*"], metadata=about)
    folder = place if place.is_dir() else place.parent
    globs = [arguments.include] if arguments.include else []
    if folder != place:
        globs = [f"/{place.name}"]
    try:
        matches = await search_text(str(folder), arguments.pattern, globs=globs, limit=MAX_GREP_MATCHES + 1)
    except FileAccessError as wrong:
        raise ToolFailed(str(wrong)) from wrong
    return _build_grep_result(folder, arguments.pattern, matches)


def _build_grep_result(folder: Path, pattern: str, matches: list[Match]) -> ToolResult:
    if not matches:
        return ToolResult("No files found", pattern, {"matches": 0, "truncated": False})
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
    return ToolResult(output, pattern, {"matches": len(shown), "truncated": truncated})


GREP: Final = Tool(
    "grep",
    "Search the contents of files for a regular expression; matches come with file and line number. "
    "Binary files and files ignored by git are left out.",
    GrepArguments,
    execute_grep,
)
