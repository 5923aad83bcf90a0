"""The glob tool: finds files by name."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.server.files.file_walk import list_project_files
from octui.server.files.ripgrep_fallback import filter_by_globs

MAX_GLOB_RESULTS: Final = 100


class GlobArguments(msgspec.Struct):
    pattern: Annotated[str, Meta(min_length=1, description="A glob, such as `**/*.py` or `src/*.{ts,tsx}`")]
    path: Annotated[str, Meta(description="The directory to search; defaults to the project's")] | None = None


async def execute_glob(context: ToolContext, arguments: GlobArguments) -> ToolResult:
    folder = context.paths.resolve_path(arguments.path or ".")
    if not folder.is_dir():
        raise ToolFailed(f"Directory not found: {folder}")
    await context.require_path_access(folder, folder=True)
    await context.require_permission(
        "glob", [arguments.pattern], always=["*"], metadata={"pattern": arguments.pattern, "path": str(folder)}
    )
    pattern = arguments.pattern.removeprefix(f"{folder}/")
    found = await asyncio.to_thread(find_newest_first, folder, pattern)
    shown = found[:MAX_GLOB_RESULTS]
    lines = [str(path) for path in shown] or ["No files found"]
    if len(found) > MAX_GLOB_RESULTS:
        lines += [
            "",
            f"(The newest {MAX_GLOB_RESULTS} of {len(found)} are shown. Use a narrower pattern or path.)",
        ]
    title = context.paths.abbreviate_path(folder) if arguments.path else ""
    return ToolResult("\n".join(lines), title, {"count": len(shown), "truncated": len(found) > MAX_GLOB_RESULTS})


def find_newest_first(folder: Path, pattern: str) -> list[Path]:
    """The files below a folder whose names match, without those git ignores; newest first."""
    found = [folder / file for file in filter_by_globs(list_project_files(str(folder)), [pattern])]
    return sorted(found, key=_modified_at, reverse=True)


def _modified_at(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


GLOB: Final = Tool(
    "glob",
    "Find files by name, most recently modified first. A pattern without `/` matches in every directory; "
    "files ignored by git are left out.",
    GlobArguments,
    execute_glob,
)
