"""Directories shown as a tree."""

import asyncio
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Outcome, Tool, ToolFailed, Use
from octui.server.files.walking import list_project_files

MOST: Final = 200

Tree = dict[str, "Tree"]


class Arguments(msgspec.Struct):
    path: Annotated[str, Meta(description="The directory; the project's, if not said")] | None = None


async def execute(use: Use, given: Arguments) -> Outcome:
    folder = use.places.path(given.path or ".")
    if not folder.is_dir():
        raise ToolFailed(f"There is no directory {folder}.")
    await use.reach(folder, folder=True)
    await use.permit("list", [use.places.pattern(folder)], always=["*"], metadata={"path": str(folder)})
    return await asyncio.to_thread(listed, folder, use.places.title(folder))


def listed(folder: Path, title: str) -> Outcome:
    """The files below a folder, those nearest first when there are too many."""
    files = sorted(list_project_files(str(folder)), key=lambda file: (file.count("/"), file))
    shown = files[:MOST]
    tree: Tree = {}
    for file in shown:
        branch = tree
        for step in file.split("/"):
            branch = branch.setdefault(step, {})
    lines = [f"{folder}/", *_lines(tree, 1)]
    truncated = len(files) > MOST
    if truncated:
        lines.append(f"({MOST} of {len(files)} files are shown. List a directory below to see more.)")
    return Outcome("\n".join(lines), title, {"count": len(shown), "truncated": truncated})


def _lines(tree: Tree, depth: int) -> list[str]:
    """Directories before files, each below its own."""
    lines: list[str] = []
    for name, branch in sorted(tree.items(), key=lambda entry: (not entry[1], entry[0].lower())):
        lines.append("  " * depth + name + ("/" if branch else ""))
        lines += _lines(branch, depth + 1)
    return lines


LIST: Final = Tool(
    "list",
    "Show the files below a directory as a tree; what git ignores is left out.",
    Arguments,
    execute,
)
