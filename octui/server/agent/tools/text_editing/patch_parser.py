"""The patches some models write: files added, updated, moved and deleted between two marker lines."""

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from octui.server.agent.tools.tool import ToolFailed

BEGIN: Final = "*** Begin Patch"
END: Final = "*** End Patch"
ADD: Final = "*** Add File: "
DELETE: Final = "*** Delete File: "
UPDATE: Final = "*** Update File: "
MOVE: Final = "*** Move to: "
END_OF_FILE: Final = "*** End of File"


@dataclass(slots=True)
class PatchHunk:
    """Lines to find, and lines to put there; `after` are lines that come somewhere before it."""

    after: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    at_end: bool = False


@dataclass(slots=True)
class FilePatch:
    """`kind` is `add`, `delete` or `update`; `moved` is where an updated file goes."""

    kind: str
    path: str
    content: str = ""
    moved_to: str | None = None
    hunks: list[PatchHunk] = field(default_factory=list)


def parse_patch(text: str) -> list[FilePatch]:
    """The files of a patch; raises ToolFailed with the line that is wrong."""
    lines = text.strip().splitlines()
    if not lines or lines[0].strip() != BEGIN or lines[-1].strip() != END:
        raise ToolFailed(f"A patch begins with {BEGIN!r} and ends with {END!r}.")
    files: list[FilePatch] = []
    for number, line in enumerate(lines[1:-1], start=2):
        if line.startswith(ADD):
            files.append(FilePatch("add", line.removeprefix(ADD).strip()))
        elif line.startswith(DELETE):
            files.append(FilePatch("delete", line.removeprefix(DELETE).strip()))
        elif line.startswith(UPDATE):
            files.append(FilePatch("update", line.removeprefix(UPDATE).strip()))
        elif not files:
            raise ToolFailed(f"Line {number} of the patch belongs to no file: {line!r}")
        else:
            _parse_file_line(files[-1], line, number)
    if not files:
        raise ToolFailed("The patch changes nothing.")
    return files


def _parse_file_line(file: FilePatch, line: str, number: int) -> None:
    if file.kind == "add" and line.startswith("+"):
        file.content += f"{line[1:]}\n"
    elif file.kind == "update" and line.startswith(MOVE):
        file.moved_to = line.removeprefix(MOVE).strip()
    elif file.kind == "update":
        _parse_hunk_line(file, line, number)
    elif line.strip():
        raise ToolFailed(f"Line {number} of the patch makes no sense in a file that is {file.kind}ed: {line!r}")


def _parse_hunk_line(file: FilePatch, line: str, number: int) -> None:
    if line.startswith("@@"):
        context = line[2:].strip()
        last = file.hunks[-1] if file.hunks else None
        if last is not None and not last.old and not last.new:
            last.after.append(context)
        else:
            file.hunks.append(PatchHunk([context] if context else []))
        return
    if not file.hunks:
        file.hunks.append(PatchHunk())
    stretch = file.hunks[-1]
    if line.strip() == END_OF_FILE:
        stretch.at_end = True
    elif line[:1] in (" ", ""):
        stretch.old.append(line[1:])
        stretch.new.append(line[1:])
    elif line[0] == "-":
        stretch.old.append(line[1:])
    elif line[0] == "+":
        stretch.new.append(line[1:])
    else:
        raise ToolFailed(f"Line {number} of the patch begins with none of ' ', '+', '-' and '@@': {line!r}")


def apply_file_patch(text: str, file: FilePatch) -> str:
    """A text as the patch leaves it; raises ToolFailed where the patch does not fit."""
    lines = text.split("\n")
    ended = lines[-1] == ""
    if ended:
        lines.pop()
    at = 0
    for stretch in file.hunks:
        for context in stretch.after:
            at = _locate_lines(lines, [context], at, file.path, at_end=False) + 1
        if not stretch.old:
            place = len(lines) if stretch.at_end or not stretch.after else at
            lines[place:place] = stretch.new
            at = place + len(stretch.new)
            continue
        place = _locate_lines(lines, stretch.old, at, file.path, at_end=stretch.at_end)
        lines[place : place + len(stretch.old)] = stretch.new
        at = place + len(stretch.new)
    return "\n".join(lines) + ("\n" if ended or not text else "")


def _locate_lines(lines: list[str], wanted: list[str], start: int, path: str, *, at_end: bool) -> int:
    """Where these lines are, from `start` on: exactly, else but for white space at their ends, else at both."""
    ways = (lambda line: line, str.rstrip, str.strip)
    for plain in ways:
        sought = [plain(line) for line in wanted]
        places = range(start, len(lines) - len(wanted) + 1)
        for place in reversed(places) if at_end else places:
            if [plain(line) for line in lines[place : place + len(wanted)]] == sought:
                return place
    shown = "\n".join(wanted[:5])
    raise ToolFailed(f"These lines are not in {PurePath(path).name} where the patch wants them:\n{shown}")
