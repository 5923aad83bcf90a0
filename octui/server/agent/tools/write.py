"""Files written whole."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.changes import change
from octui.server.agent.tools.files import FileLocks, FileText, read_text, tell_changed, write_text
from octui.server.agent.tools.tool import Outcome, Tool, ToolFailed, Use


class Arguments(msgspec.Struct, rename="camel"):
    file_path: Annotated[str, Meta(min_length=1, description="The absolute path of the file to write")]
    content: Annotated[str, Meta(description="Everything the file is to hold")]


async def execute(use: Use, given: Arguments) -> Outcome:
    path = use.places.path(given.file_path)
    await use.reach(path)
    async with use.instance.get_service(FileLocks).of(path):
        if path.is_dir():
            raise ToolFailed(f"{path} is a directory, not a file.")
        exists = path.exists()
        before = read_text(path) if exists else FileText("")
        after = before.as_here(given.content) if exists else given.content
        made = change(str(path), before.text, after)
        asked = {"filepath": str(path), "diff": made.patch}
        await use.permit("edit", [use.places.pattern(path)], always=["*"], metadata=asked)
        write_text(path, after, marked=before.marked)
    tell_changed(use, path, "change" if exists else "add")
    metadata = {"diagnostics": {}, "filepath": str(path), "exists": exists, "truncated": False}
    if exists:
        metadata |= {"diff": made.patch, "filediff": made.filediff}
    return Outcome("Wrote file successfully.", use.places.title(path), metadata)


WRITE: Final = Tool(
    "write",
    "Write a whole file: a new one, or one that is replaced. Directories that are missing are made.\n"
    "To change a part of a file use edit; read a file before you replace it.",
    Arguments,
    execute,
)
