"""The apply_patch tool: changes several files with one patch."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.text_editing.edit_permission import require_editing
from octui.server.agent.tools.text_editing.patch_parser import FilePatch, apply_file_patch, parse_patch
from octui.server.agent.tools.text_editing.text_diff import TextDiff, diff_texts
from octui.server.agent.tools.text_editing.text_file import (
    FileLocks,
    FileText,
    publish_file_change,
    read_text_file,
    require_unchanged,
    write_text_file,
)
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.server.files.file_replacement import remove_file
from octui.wire.struct import Json


class ApplyPatchArguments(msgspec.Struct, rename="camel"):
    patch_text: Annotated[str, Meta(min_length=1, description="The patch, from `*** Begin Patch` to `*** End Patch`")]


@dataclass(frozen=True, slots=True)
class _PlannedChange:
    file: FilePatch
    path: Path
    target: Path
    """Where the file will be: another path when it is moved."""
    before: FileText
    after: str
    change: TextDiff

    def to_file_json(self, context: ToolContext) -> Json:
        kind = "move" if self.target != self.path else self.file.kind
        entries: Json = {
            "filePath": str(self.path),
            "relativePath": context.paths.abbreviate_path(self.target),
            "type": kind,
            "patch": self.change.patch,
            "additions": self.change.additions,
            "deletions": self.change.deletions,
        }
        return entries | ({"movePath": str(self.target)} if kind == "move" else {})


async def execute_apply_patch(context: ToolContext, arguments: ApplyPatchArguments) -> ToolResult:
    files = parse_patch(arguments.patch_text)
    paths = {context.paths.resolve_path(named) for file in files for named in (file.path, file.moved_to) if named}
    real = {path: await context.require_path_access(path) for path in sorted(paths)}
    folders = {path.parent: context.paths.resolve_links(path.parent) for path in paths}
    async with AsyncExitStack() as locked:
        for path in sorted(paths):
            await locked.enter_async_context(context.instance.get_service(FileLocks).lock_for(path))
        planned = [_plan_file_change(context, file) for file in files]
        diff = "\n".join(plan.change.patch for plan in planned)
        entries = [plan.to_file_json(context) for plan in planned]
        names = ", ".join(context.paths.abbreviate_path(plan.target) for plan in planned)
        about = {"filepath": names, "diff": diff, "files": entries}
        await require_editing(context, real, about)
        for plan in planned:
            require_unchanged(plan.path, real[plan.path], None if plan.file.kind == "add" else plan.before)
            if plan.target != plan.path:
                require_unchanged(plan.target, real[plan.target], None)
        for plan in planned:
            _apply_planned_change(context, plan, real[plan.target], folders[plan.path.parent] / plan.path.name)
    marks = {"add": "A", "delete": "D", "update": "M", "move": "R"}
    lines = [f"{marks[str(entry['type'])]} {entry['relativePath']}" for entry in entries]
    output = "Success. Updated the following files:\n" + "\n".join(lines)
    return ToolResult(output, output, {"diff": diff, "files": entries, "diagnostics": {}, "truncated": False})


def _plan_file_change(context: ToolContext, file: FilePatch) -> _PlannedChange:
    """The new content of a file, computed before anything is changed."""
    path = context.paths.resolve_path(file.path)
    target = context.paths.resolve_path(file.moved_to) if file.moved_to else path
    if file.kind == "add":
        if path.exists():
            raise ToolFailed(f"{path} already exists: update it instead of adding it.")
        before, after = FileText(""), file.content
    else:
        before = read_text_file(path)
        after = (
            ""
            if file.kind == "delete"
            else before.with_own_line_ends(apply_file_patch(before.text.replace("\r\n", "\n"), file))
        )
    if target != path and target.exists():
        raise ToolFailed(f"{target} already exists: cannot move a file there.")
    return _PlannedChange(file, path, target, before, after, diff_texts(str(target), before.text, after))


def _apply_planned_change(context: ToolContext, plan: _PlannedChange, written: Path, removed: Path) -> None:
    """Write to a real path, or remove what is in a real folder, which may be a link itself."""
    if plan.file.kind != "delete":
        write_text_file(written, plan.after, has_bom=plan.before.has_bom)
        publish_file_change(
            context, plan.target, "add" if plan.file.kind == "add" or plan.target != plan.path else "change"
        )
    if plan.file.kind == "delete" or plan.target != plan.path:
        try:
            remove_file(removed)
        except OSError as refused:
            raise ToolFailed(f"{plan.path} cannot be deleted: {refused.strerror or refused}") from refused
        publish_file_change(context, plan.path, "unlink")


APPLY_PATCH: Final = Tool(
    "apply_patch",
    "Change several files at once with a patch:\n"
    "*** Begin Patch\n*** Add File: path\n+line\n*** Update File: path\n*** Move to: other\n@@ a line before\n line\n"
    "-old line\n+new line\n*** Delete File: path\n*** End Patch\n"
    "Unchanged lines start with a space. Give three lines of context around each change.",
    ApplyPatchArguments,
    execute_apply_patch,
)
