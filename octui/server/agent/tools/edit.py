"""Parts of files replaced."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.changes import Change, change
from octui.server.agent.tools.files import FileLocks, FileText, read_text, tell_changed, write_text
from octui.server.agent.tools.replacing import replaced
from octui.server.agent.tools.tool import Outcome, Tool, ToolFailed, Use


class Arguments(msgspec.Struct, rename="camel"):
    file_path: Annotated[str, Meta(min_length=1, description="The absolute path of the file to change")]
    old_string: Annotated[str, Meta(description="The text to replace, exactly as it is in the file")]
    new_string: Annotated[str, Meta(description="The text to put in its place")]
    replace_all: Annotated[bool, Meta(description="Replace every occurrence, not just the only one")] = False


async def execute(use: Use, given: Arguments) -> Outcome:
    if given.old_string == given.new_string:
        raise ToolFailed("oldString and newString are the same: there is nothing to change.")
    path = use.places.path(given.file_path)
    await use.reach(path)
    async with use.instance.get_service(FileLocks).of(path):
        exists = path.exists()
        before = read_text(path) if exists or given.old_string else FileText("")
        after = _changed(before, given)
        made = change(str(path), before.text, after)
        asked = {"filepath": str(path), "diff": made.patch}
        await use.permit("edit", [use.places.pattern(path)], always=["*"], metadata=asked)
        write_text(path, after, marked=before.marked)
    tell_changed(use, path, "change" if exists else "add")
    return Outcome("Edit applied successfully.", use.places.title(path), described(made))


def _changed(before: FileText, given: Arguments) -> str:
    if given.old_string:
        old, new = before.as_here(given.old_string), before.as_here(given.new_string)
        return replaced(before.text, old, new, every=given.replace_all)
    if before.text.strip():
        raise ToolFailed("oldString is empty and the file is not: say what to replace, or use write.")
    return given.new_string


def described(made: Change) -> dict[str, object]:
    return {"diagnostics": {}, "diff": made.patch, "filediff": made.filediff, "truncated": False}


EDIT: Final = Tool(
    "edit",
    "Replace text in a file. `oldString` has to be in the file exactly, and once, unless `replaceAll` is set: "
    "take enough lines around the place to say which is meant.\n"
    "Read the file first. What read prints before `: ` on each line is the line's number and not in the file.\n"
    "An empty `oldString` makes a new file.",
    Arguments,
    execute,
)
