"""The write tool: writes a complete file."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.text_editing.edit_permission import require_editing
from octui.server.agent.tools.text_editing.text_diff import diff_texts
from octui.server.agent.tools.text_editing.text_file import (
    FileLocks,
    FileText,
    publish_file_change,
    read_text_file,
    require_unchanged,
    write_text_file,
)
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult


class WriteArguments(msgspec.Struct, rename="camel"):
    file_path: Annotated[str, Meta(min_length=1, description="The absolute path of the file to write")]
    content: Annotated[str, Meta(description="The complete content of the file")]


async def execute_write(context: ToolContext, arguments: WriteArguments) -> ToolResult:
    path = context.paths.resolve_path(arguments.file_path)
    real = await context.require_path_access(path)
    async with context.instance.get_service(FileLocks).lock_for(path):
        if real.is_dir():
            raise ToolFailed(f"{path} is a directory, not a file.")
        exists = real.exists()
        before = read_text_file(real) if exists else FileText("")
        after = before.with_own_line_ends(arguments.content) if exists else arguments.content
        made = diff_texts(str(path), before.text, after)
        asked = {"filepath": str(path), "diff": made.patch}
        await require_editing(context, {path: real}, asked)
        require_unchanged(path, real, before if exists else None)
        write_text_file(real, after, has_bom=before.has_bom)
    publish_file_change(context, path, "change" if exists else "add")
    metadata = {"diagnostics": {}, "filepath": str(path), "exists": exists, "truncated": False}
    if exists:
        metadata |= {"diff": made.patch, "filediff": made.file_diff_values}
    return ToolResult("Wrote file successfully.", context.paths.abbreviate_path(path), metadata)


WRITE: Final = Tool(
    "write",
    "Write a complete file: create or overwrite it. Missing directories are created.\n"
    "To change part of a file use edit; read a file before you overwrite it.",
    WriteArguments,
    execute_write,
)
