"""Parts of files replaced."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.text_editing.fuzzy_replace import replace_fuzzy
from octui.server.agent.tools.text_editing.text_file import (
    FileLocks,
    FileText,
    publish_file_change,
    read_text_file,
    write_text_file,
)
from octui.server.agent.tools.text_editing.unified_diff import TextDiff, diff_texts
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult


class EditArguments(msgspec.Struct, rename="camel"):
    file_path: Annotated[str, Meta(min_length=1, description="The absolute path of the file to change")]
    old_string: Annotated[str, Meta(description="The text to replace, exactly as it is in the file")]
    new_string: Annotated[str, Meta(description="The text to put in its place")]
    replace_all: Annotated[bool, Meta(description="Replace every occurrence, not just the only one")] = False


async def execute_edit(use: ToolContext, given: EditArguments) -> ToolResult:
    if given.old_string == given.new_string:
        raise ToolFailed("oldString and newString are the same: there is nothing to change.")
    path = use.paths.resolve_path(given.file_path)
    await use.require_path_access(path)
    async with use.instance.get_service(FileLocks).lock_for(path):
        exists = path.exists()
        before = read_text_file(path) if exists or given.old_string else FileText("")
        after = _edited_text(before, given)
        made = diff_texts(str(path), before.text, after)
        asked = {"filepath": str(path), "diff": made.patch}
        await use.require_permission("edit", [use.paths.build_permission_pattern(path)], always=["*"], metadata=asked)
        write_text_file(path, after, marked=before.has_bom)
    publish_file_change(use, path, "change" if exists else "add")
    return ToolResult("Edit applied successfully.", use.paths.abbreviate_path(path), edit_metadata(made))


def _edited_text(before: FileText, given: EditArguments) -> str:
    if given.old_string:
        old, new = before.with_own_line_ends(given.old_string), before.with_own_line_ends(given.new_string)
        return replace_fuzzy(before.text, old, new, every=given.replace_all)
    if before.text.strip():
        raise ToolFailed("oldString is empty and the file is not: say what to replace, or use write.")
    return given.new_string


def edit_metadata(made: TextDiff) -> dict[str, object]:
    return {"diagnostics": {}, "diff": made.patch, "filediff": made.file_diff_values, "truncated": False}


EDIT: Final = Tool(
    "edit",
    "Replace text in a file. `oldString` has to be in the file exactly, and once, unless `replaceAll` is set: "
    "take enough lines around the place to say which is meant.\n"
    "Read the file first. What read prints before `: ` on each line is the line's number and not in the file.\n"
    "An empty `oldString` makes a new file.",
    EditArguments,
    execute_edit,
)
