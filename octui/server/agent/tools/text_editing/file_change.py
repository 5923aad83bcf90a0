"""The change of one file, as all tools make it that write a file whole."""

from pathlib import Path

from octui.server.agent.tools.text_editing.edit_permission import require_editing
from octui.server.agent.tools.text_editing.text_diff import TextDiff, diff_texts
from octui.server.agent.tools.text_editing.text_file import (
    FileText,
    publish_file_change,
    require_unchanged,
    write_text_file,
)
from octui.server.agent.tools.tool import ToolContext


async def change_file(context: ToolContext, path: Path, real: Path, before: FileText | None, after: str) -> TextDiff:
    """Show the change to the user, and make it if it is allowed and the file is still as it was read.

    `real` is where links of `path` lead to; `before` is None for a file that is created. The caller holds its lock.
    """
    known = before if before is not None else FileText("")
    made = diff_texts(str(path), known.text, after)
    await require_editing(context, {path: real}, {"filepath": str(path), "diff": made.patch})
    require_unchanged(path, real, before)
    write_text_file(real, after, has_bom=known.has_bom)
    publish_file_change(context, path, "change" if before is not None else "add")
    return made
