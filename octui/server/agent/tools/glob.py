"""Files found by their names."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Outcome, Tool, ToolFailed, Use
from octui.server.files.scan import filter_by_globs
from octui.server.files.walking import list_project_files

MOST: Final = 100


class Arguments(msgspec.Struct):
    pattern: Annotated[str, Meta(min_length=1, description="A glob, such as `**/*.py` or `src/*.{ts,tsx}`")]
    path: Annotated[str, Meta(description="The directory to look in; the project's, if not said")] | None = None


async def execute(use: Use, given: Arguments) -> Outcome:
    folder = use.places.path(given.path or ".")
    if not folder.is_dir():
        raise ToolFailed(f"There is no directory {folder}.")
    await use.reach(folder, folder=True)
    await use.permit("glob", [given.pattern], always=["*"], metadata={"pattern": given.pattern, "path": str(folder)})
    pattern = given.pattern.removeprefix(f"{folder}/")
    found = await asyncio.to_thread(newest_first, folder, pattern)
    shown = found[:MOST]
    lines = [str(path) for path in shown] or ["No files found"]
    if len(found) > MOST:
        lines += ["", f"(The newest {MOST} of {len(found)} are shown. Use a narrower pattern or another path.)"]
    title = use.places.title(folder) if given.path else ""
    return Outcome("\n".join(lines), title, {"count": len(shown), "truncated": len(found) > MOST})


def newest_first(folder: Path, pattern: str) -> list[Path]:
    """The files below a folder whose names fit; those git leaves out are not among them."""
    found = [folder / file for file in filter_by_globs(list_project_files(str(folder)), [pattern])]
    return sorted(found, key=_changed_at, reverse=True)


def _changed_at(path: Path) -> float:
    try:
        return path.lstat().st_mtime
    except OSError:
        return 0.0


GLOB: Final = Tool(
    "glob",
    "Find files by their names, the latest changed first. A pattern without `/` is looked for in every directory; "
    "what git ignores is left out.",
    Arguments,
    execute,
)
