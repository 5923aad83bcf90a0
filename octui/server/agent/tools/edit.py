"""The edit tool: replaces text in a file."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.text_editing.file_change import change_file
from octui.server.agent.tools.text_editing.fuzzy_replace import replace_fuzzy
from octui.server.agent.tools.text_editing.text_diff import TextDiff
from octui.server.agent.tools.text_editing.text_file import FileLocks, FileText, read_text_file
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult


class EditArguments(msgspec.Struct, rename="camel"):
    file_path: Annotated[str, Meta(min_length=1, description="The absolute path of the file to edit")]
    old_string: Annotated[str, Meta(description="The text to replace, exactly as it is in the file")]
    new_string: Annotated[str, Meta(description="The text to put in its place")]
    replace_all: Annotated[bool, Meta(description="Replace every occurrence, not just the only one")] = False


async def execute_edit(context: ToolContext, arguments: EditArguments) -> ToolResult:
    if arguments.old_string == arguments.new_string:
        raise ToolFailed("oldString and newString are identical: nothing to change.")
    path = context.paths.resolve_path(arguments.file_path)
    real = await context.require_path_access(path)
    async with context.instance.get_service(FileLocks).lock_for(path):
        exists = real.exists()
        before = read_text_file(real) if exists or arguments.old_string else FileText("")
        after = _edited_text(before, arguments)
        made = await change_file(context, path, real, before if exists else None, after)
    return ToolResult("Edit applied successfully.", context.paths.abbreviate_path(path), edit_metadata(made))


def _edited_text(before: FileText, arguments: EditArguments) -> str:
    if arguments.old_string:
        old, new = before.with_own_line_ends(arguments.old_string), before.with_own_line_ends(arguments.new_string)
        return replace_fuzzy(before.text, old, new, every=arguments.replace_all)
    if before.text.strip():
        raise ToolFailed("oldString is empty but the file is not: give the text to replace, or use write.")
    return arguments.new_string


def edit_metadata(made: TextDiff) -> dict[str, object]:
    return {"diagnostics": {}, "diff": made.patch, "filediff": made.file_diff_values, "truncated": False}


EDIT: Final = Tool(
    "edit",
    "Replace text in a file. `oldString` must match the file exactly, and only once, unless `replaceAll` is set: "
    "include enough surrounding lines to make it unique.\n"
    "Read the file first. The number and `: ` that read prints before each line are not part of the file.\n"
    "An empty `oldString` creates a new file.",
    EditArguments,
    execute_edit,
)
