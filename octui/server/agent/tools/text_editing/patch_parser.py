"""Parses and applies the patch format some models write: files added, updated, moved and deleted."""

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
    """Lines to find and their replacement; `after` are context lines that occur somewhere before them."""

    after: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    at_end: bool = False


@dataclass(slots=True)
class FilePatch:
    """`kind` is `add`, `delete` or `update`; `moved_to` is the new path of a moved file."""

    kind: str
    path: str
    content: str = ""
    moved_to: str | None = None
    hunks: list[PatchHunk] = field(default_factory=list)


def parse_patch(text: str) -> list[FilePatch]:
    """The files of a patch; raises ToolFailed naming the invalid line."""
    lines = text.strip().splitlines()
    if not lines or lines[0].strip() != BEGIN or lines[-1].strip() != END:
        raise ToolFailed(f"A patch must start with {BEGIN!r} and end with {END!r}.")
    files: list[FilePatch] = []
    for number, line in enumerate(lines[1:-1], start=2):
        if line.startswith(ADD):
            files.append(FilePatch("add", line.removeprefix(ADD).strip()))
        elif line.startswith(DELETE):
            files.append(FilePatch("delete", line.removeprefix(DELETE).strip()))
        elif line.startswith(UPDATE):
            files.append(FilePatch("update", line.removeprefix(UPDATE).strip()))
        elif not files:
            raise ToolFailed(f"Line {number} of the patch does not belong to a file: {line!r}")
        else:
            _parse_file_line(files[-1], line, number)
    if not files:
        raise ToolFailed("The patch is empty.")
    return files


def _parse_file_line(file: FilePatch, line: str, number: int) -> None:
    if file.kind == "add" and line.startswith("+"):
        file.content += f"{line[1:]}\n"
    elif file.kind == "update" and line.startswith(MOVE):
        file.moved_to = line.removeprefix(MOVE).strip()
    elif file.kind == "update":
        _parse_hunk_line(file, line, number)
    elif line.strip():
        raise ToolFailed(f"Line {number} of the patch is not valid in {file.kind!r}: {line!r}")


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
    hunk = file.hunks[-1]
    if line.strip() == END_OF_FILE:
        hunk.at_end = True
    elif line[:1] in (" ", ""):
        hunk.old.append(line[1:])
        hunk.new.append(line[1:])
    elif line[0] == "-":
        hunk.old.append(line[1:])
    elif line[0] == "+":
        hunk.new.append(line[1:])
    else:
        raise ToolFailed(f"Line {number} of the patch must start with ' ', '+', '-' or '@@': {line!r}")


def apply_file_patch(text: str, file: FilePatch) -> str:
    """The text with the patch applied; raises ToolFailed when it does not match."""
    lines = text.split("\n")
    ended = lines[-1] == ""
    if ended:
        lines.pop()
    at = 0
    for hunk in file.hunks:
        for context in hunk.after:
            at = _locate_lines(lines, [context], at, file.path, at_end=False) + 1
        if not hunk.old:
            place = len(lines) if hunk.at_end or not hunk.after else at
            lines[place:place] = hunk.new
            at = place + len(hunk.new)
            continue
        place = _locate_lines(lines, hunk.old, at, file.path, at_end=hunk.at_end)
        lines[place : place + len(hunk.old)] = hunk.new
        at = place + len(hunk.new)
    return "\n".join(lines) + ("\n" if ended or not text else "")


def _locate_lines(lines: list[str], wanted: list[str], start: int, path: str, *, at_end: bool) -> int:
    """The index of these lines at or after `start`: exact, else ignoring trailing whitespace, else at both ends."""
    normalizers = (lambda line: line, str.rstrip, str.strip)
    for normalize in normalizers:
        normalized = [normalize(line) for line in wanted]
        places = range(start, len(lines) - len(wanted) + 1)
        for place in reversed(places) if at_end else places:
            if [normalize(line) for line in lines[place : place + len(wanted)]] == normalized:
                return place
    shown = "\n".join(wanted[:5])
    raise ToolFailed(f"These lines of the patch were not found in {PurePath(path).name}:\n{shown}")
