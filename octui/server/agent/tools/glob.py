"""The glob tool: finds files by name."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult, resolve_allowed_folder
from octui.server.files.file_walk import list_project_files
from octui.server.files.ripgrep_fallback import filter_by_globs
from octui.server.permissions.read_rules import FolderReadRules, HiddenFiles

MAX_GLOB_RESULTS: Final = 100


class GlobArguments(msgspec.Struct):
    pattern: Annotated[str, Meta(min_length=1, description="A glob, such as `**/*.py` or `src/*.{ts,tsx}`")]
    path: Annotated[str, Meta(description="The directory to search; defaults to the project's")] | None = None


async def execute_glob(context: ToolContext, arguments: GlobArguments) -> ToolResult:
    folder = await resolve_allowed_folder(context, arguments.path)
    await context.require_permission(
        "glob", [arguments.pattern], always=["*"], metadata={"pattern": arguments.pattern, "path": str(folder)}
    )
    await context.require_path_access(folder, folder=True)
    pattern = arguments.pattern.removeprefix(f"{folder}/")
    readable = await asyncio.to_thread(context.read_rules.limit_to_folder, folder)
    found, hidden = await asyncio.to_thread(find_newest_first, folder, pattern, readable)
    shown = found[:MAX_GLOB_RESULTS]
    lines = [str(path) for path in shown] or ["No files found"]
    if len(found) > MAX_GLOB_RESULTS:
        lines += [
            "",
            f"(The newest {MAX_GLOB_RESULTS} of {len(found)} are shown. Use a narrower pattern or path.)",
        ]
    title = context.paths.abbreviate_path(folder) if arguments.path else ""
    metadata = {"count": len(shown), "truncated": len(found) > MAX_GLOB_RESULTS, "hidden": hidden.count}
    return ToolResult("\n".join(lines) + hidden.describe_omission(), title, metadata)


def find_newest_first(folder: Path, pattern: str, readable: FolderReadRules) -> tuple[list[Path], HiddenFiles]:
    """The files below a folder whose names match, newest first, without those git ignores or a rule denies."""
    matching = list(filter_by_globs(list_project_files(str(folder)), [pattern]))
    found = [folder / file for file in matching if not readable.is_name_hidden(file)]
    # Git still lists a file that was deleted since the last commit.
    modified = {path: time for path in found if (time := _modified_at(path)) is not None}
    return sorted(modified, key=modified.__getitem__, reverse=True), readable.collect_hidden(matching, contents=False)


def _modified_at(path: Path) -> float | None:
    try:
        return path.lstat().st_mtime
    except OSError:
        return None


GLOB: Final = Tool(
    "glob",
    "Find files by name, most recently modified first. A pattern without `/` matches in every directory; "
    "files ignored by git are left out.",
    GlobArguments,
    execute_glob,
)
