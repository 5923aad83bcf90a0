"""The write tool: writes a complete file."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.text_editing.file_change import change_file
from octui.server.agent.tools.text_editing.text_file import FileLocks, read_text_file
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
        before = read_text_file(real) if exists else None
        after = before.with_own_line_ends(arguments.content) if before is not None else arguments.content
        made = await change_file(context, path, real, before, after)
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
