"""Several files changed by one patch."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from octui.server.agent.tools.changes import Change, change
from octui.server.agent.tools.files import FileLocks, FileText, read_text, tell_changed, write_text
from octui.server.agent.tools.patch_text import FilePatch, parse_patch, patched
from octui.server.agent.tools.tool import Outcome, Tool, ToolFailed, Use
from octui.wire.struct import Json


class Arguments(msgspec.Struct, rename="camel"):
    patch_text: Annotated[str, Meta(min_length=1, description="The patch, from `*** Begin Patch` to `*** End Patch`")]


@dataclass(frozen=True, slots=True)
class _Planned:
    file: FilePatch
    path: Path
    target: Path
    """Where it will be: elsewhere when it moves."""
    before: FileText
    after: str
    made: Change

    def told(self, use: Use) -> Json:
        kind = "move" if self.target != self.path else self.file.kind
        told: Json = {
            "filePath": str(self.path),
            "relativePath": use.places.title(self.target),
            "type": kind,
            "patch": self.made.patch,
            "additions": self.made.additions,
            "deletions": self.made.deletions,
        }
        return told | ({"movePath": str(self.target)} if kind == "move" else {})


async def execute(use: Use, given: Arguments) -> Outcome:
    files = parse_patch(given.patch_text)
    paths = {use.places.path(named) for file in files for named in (file.path, file.moved) if named}
    for path in sorted(paths):
        await use.reach(path)
    async with AsyncExitStack() as locked:
        for path in sorted(paths):
            await locked.enter_async_context(use.instance.get_service(FileLocks).of(path))
        planned = [_plan(use, file) for file in files]
        diff = "\n".join(plan.made.patch for plan in planned)
        told = [plan.told(use) for plan in planned]
        patterns = list(dict.fromkeys(use.places.pattern(path) for path in sorted(paths)))
        names = ", ".join(use.places.title(plan.target) for plan in planned)
        about = {"filepath": names, "diff": diff, "files": told}
        await use.permit("edit", patterns, always=["*"], metadata=about)
        for plan in planned:
            _carry_out(use, plan)
    marks = {"add": "A", "delete": "D", "update": "M", "move": "R"}
    lines = [f"{marks[str(entry['type'])]} {entry['relativePath']}" for entry in told]
    output = "Success. Updated the following files:\n" + "\n".join(lines)
    return Outcome(output, output, {"diff": diff, "files": told, "diagnostics": {}, "truncated": False})


def _plan(use: Use, file: FilePatch) -> _Planned:
    """What a file will hold, found out before anything is changed."""
    path = use.places.path(file.path)
    target = use.places.path(file.moved) if file.moved else path
    if file.kind == "add":
        if path.exists():
            raise ToolFailed(f"{path} is there already: update it instead of adding it.")
        before, after = FileText(""), file.content
    else:
        before = read_text(path)
        after = "" if file.kind == "delete" else before.as_here(patched(before.text.replace("\r\n", "\n"), file))
    if target != path and target.exists():
        raise ToolFailed(f"{target} is there already: nothing can be moved to it.")
    return _Planned(file, path, target, before, after, change(str(target), before.text, after))


def _carry_out(use: Use, plan: _Planned) -> None:
    if plan.file.kind != "delete":
        write_text(plan.target, plan.after, marked=plan.before.marked)
        tell_changed(use, plan.target, "add" if plan.file.kind == "add" or plan.target != plan.path else "change")
    if plan.file.kind == "delete" or plan.target != plan.path:
        try:
            plan.path.unlink()
        except OSError as refused:
            raise ToolFailed(f"{plan.path} cannot be deleted: {refused.strerror or refused}") from refused
        tell_changed(use, plan.path, "unlink")


APPLY_PATCH: Final = Tool(
    "apply_patch",
    "Change several files at once with a patch:\n"
    "*** Begin Patch\n*** Add File: path\n+line\n*** Update File: path\n*** Move to: other\n@@ a line before\n line\n"
    "-old line\n+new line\n*** Delete File: path\n*** End Patch\n"
    "Lines that stay begin with a space. Give three lines around each change.",
    Arguments,
    execute,
)
