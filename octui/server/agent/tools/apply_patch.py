"""Several files changed by one patch."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.text_editing.patch_parser import FilePatch, apply_file_patch, parse_patch
from octui.server.agent.tools.text_editing.text_file import (
    FileLocks,
    FileText,
    publish_file_change,
    read_text_file,
    write_text_file,
)
from octui.server.agent.tools.text_editing.unified_diff import TextDiff, diff_texts
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.wire.struct import Json


class ApplyPatchArguments(msgspec.Struct, rename="camel"):
    patch_text: Annotated[str, Meta(min_length=1, description="The patch, from `*** Begin Patch` to `*** End Patch`")]


@dataclass(frozen=True, slots=True)
class _PlannedChange:
    file: FilePatch
    path: Path
    target: Path
    """Where it will be: elsewhere when it moves."""
    before: FileText
    after: str
    change: TextDiff

    def to_file_json(self, use: ToolContext) -> Json:
        kind = "move" if self.target != self.path else self.file.kind
        told: Json = {
            "filePath": str(self.path),
            "relativePath": use.paths.abbreviate_path(self.target),
            "type": kind,
            "patch": self.change.patch,
            "additions": self.change.additions,
            "deletions": self.change.deletions,
        }
        return told | ({"movePath": str(self.target)} if kind == "move" else {})


async def execute_apply_patch(use: ToolContext, given: ApplyPatchArguments) -> ToolResult:
    files = parse_patch(given.patch_text)
    paths = {use.paths.resolve_path(named) for file in files for named in (file.path, file.moved_to) if named}
    for path in sorted(paths):
        await use.require_path_access(path)
    async with AsyncExitStack() as locked:
        for path in sorted(paths):
            await locked.enter_async_context(use.instance.get_service(FileLocks).lock_for(path))
        planned = [_plan_file_change(use, file) for file in files]
        diff = "\n".join(plan.change.patch for plan in planned)
        told = [plan.to_file_json(use) for plan in planned]
        patterns = list(dict.fromkeys(use.paths.build_permission_pattern(path) for path in sorted(paths)))
        names = ", ".join(use.paths.abbreviate_path(plan.target) for plan in planned)
        about = {"filepath": names, "diff": diff, "files": told}
        await use.require_permission("edit", patterns, always=["*"], metadata=about)
        for plan in planned:
            _apply_planned_change(use, plan)
    marks = {"add": "A", "delete": "D", "update": "M", "move": "R"}
    lines = [f"{marks[str(entry['type'])]} {entry['relativePath']}" for entry in told]
    output = "Success. Updated the following files:\n" + "\n".join(lines)
    return ToolResult(output, output, {"diff": diff, "files": told, "diagnostics": {}, "truncated": False})


def _plan_file_change(use: ToolContext, file: FilePatch) -> _PlannedChange:
    """What a file will hold, found out before anything is changed."""
    path = use.paths.resolve_path(file.path)
    target = use.paths.resolve_path(file.moved_to) if file.moved_to else path
    if file.kind == "add":
        if path.exists():
            raise ToolFailed(f"{path} is there already: update it instead of adding it.")
        before, after = FileText(""), file.content
    else:
        before = read_text_file(path)
        after = (
            ""
            if file.kind == "delete"
            else before.with_own_line_ends(apply_file_patch(before.text.replace("\r\n", "\n"), file))
        )
    if target != path and target.exists():
        raise ToolFailed(f"{target} is there already: nothing can be moved to it.")
    return _PlannedChange(file, path, target, before, after, diff_texts(str(target), before.text, after))


def _apply_planned_change(use: ToolContext, plan: _PlannedChange) -> None:
    if plan.file.kind != "delete":
        write_text_file(plan.target, plan.after, marked=plan.before.has_bom)
        publish_file_change(
            use, plan.target, "add" if plan.file.kind == "add" or plan.target != plan.path else "change"
        )
    if plan.file.kind == "delete" or plan.target != plan.path:
        try:
            plan.path.unlink()
        except OSError as refused:
            raise ToolFailed(f"{plan.path} cannot be deleted: {refused.strerror or refused}") from refused
        publish_file_change(use, plan.path, "unlink")


APPLY_PATCH: Final = Tool(
    "apply_patch",
    "Change several files at once with a patch:\n"
    "*** Begin Patch\n*** Add File: path\n+line\n*** Update File: path\n*** Move to: other\n@@ a line before\n line\n"
    "-old line\n+new line\n*** Delete File: path\n*** End Patch\n"
    "Lines that stay begin with a space. Give three lines around each change.",
    ApplyPatchArguments,
    execute_apply_patch,
)
