"""Files written whole."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.text_editing.text_file import (
    FileLocks,
    FileText,
    publish_file_change,
    read_text_file,
    write_text_file,
)
from octui.server.agent.tools.text_editing.unified_diff import diff_texts
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult


class WriteArguments(msgspec.Struct, rename="camel"):
    file_path: Annotated[str, Meta(min_length=1, description="The absolute path of the file to write")]
    content: Annotated[str, Meta(description="Everything the file is to hold")]


async def execute_write(use: ToolContext, given: WriteArguments) -> ToolResult:
    path = use.paths.resolve_path(given.file_path)
    await use.require_path_access(path)
    async with use.instance.get_service(FileLocks).lock_for(path):
        if path.is_dir():
            raise ToolFailed(f"{path} is a directory, not a file.")
        exists = path.exists()
        before = read_text_file(path) if exists else FileText("")
        after = before.with_own_line_ends(given.content) if exists else given.content
        made = diff_texts(str(path), before.text, after)
        asked = {"filepath": str(path), "diff": made.patch}
        await use.require_permission("edit", [use.paths.build_permission_pattern(path)], always=["*"], metadata=asked)
        write_text_file(path, after, marked=before.has_bom)
    publish_file_change(use, path, "change" if exists else "add")
    metadata = {"diagnostics": {}, "filepath": str(path), "exists": exists, "truncated": False}
    if exists:
        metadata |= {"diff": made.patch, "filediff": made.file_diff_values}
    return ToolResult("Wrote file successfully.", use.paths.abbreviate_path(path), metadata)


WRITE: Final = Tool(
    "write",
    "Write a whole file: a new one, or one that is replaced. Directories that are missing are made.\n"
    "To change a part of a file use edit; read a file before you replace it.",
    WriteArguments,
    execute_write,
)
