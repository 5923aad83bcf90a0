"""The list tool: shows a directory as a tree."""

import asyncio
from itertools import islice
from os.path import lexists
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.tool import Tool, ToolContext, ToolResult, resolve_allowed_folder
from octui.server.files.file_walk import list_project_files
from octui.server.permissions.read_rules import ReadRules

MAX_LISTED_FILES: Final = 200

DirectoryTree = dict[str, "DirectoryTree"]


class ListArguments(msgspec.Struct):
    path: Annotated[str, Meta(description="The directory; defaults to the project's")] | None = None


async def execute_list(context: ToolContext, arguments: ListArguments) -> ToolResult:
    folder = await resolve_allowed_folder(context, arguments.path)
    await context.require_permission(
        "list", [context.paths.build_permission_pattern(folder)], always=["*"], metadata={"path": str(folder)}
    )
    await context.require_path_access(folder, folder=True)
    title = context.paths.abbreviate_path(folder)
    return await asyncio.to_thread(list_directory_tree, folder, title, context.read_rules)


def list_directory_tree(folder: Path, title: str, read_rules: ReadRules) -> ToolResult:
    """The files below a folder as a tree, except those a rule denies; the least nested ones when there are too many."""
    readable = read_rules.limit_to_folder(folder)
    below = list(list_project_files(str(folder)))
    hidden = readable.collect_hidden(below, contents=False)
    files = sorted(
        (file for file in below if not readable.is_name_hidden(file)), key=lambda file: (file.count("/"), file)
    )
    # Git still lists a file that was deleted since the last commit.
    shown = list(islice((file for file in files if lexists(folder / file)), MAX_LISTED_FILES))
    tree: DirectoryTree = {}
    for file in shown:
        branch = tree
        for step in file.split("/"):
            branch = branch.setdefault(step, {})
    lines = [f"{folder}/", *_format_tree(tree, 1)]
    truncated = len(files) > MAX_LISTED_FILES
    if truncated:
        lines.append(f"({MAX_LISTED_FILES} of {len(files)} files are shown. List a subdirectory to see more.)")
    metadata = {"count": len(shown), "truncated": truncated, "hidden": hidden.count}
    return ToolResult("\n".join(lines) + hidden.describe_omission(), title, metadata)


def _format_tree(tree: DirectoryTree, depth: int) -> list[str]:
    """Directories before files, each indented below its parent."""
    lines: list[str] = []
    for name, branch in sorted(tree.items(), key=lambda entry: (not entry[1], entry[0].lower())):
        lines.append("  " * depth + name + ("/" if branch else ""))
        lines += _format_tree(branch, depth + 1)
    return lines


LIST: Final = Tool(
    "list",
    "Show the files below a directory as a tree; files ignored by git are left out.",
    ListArguments,
    execute_list,
)
