"""The files a block of the transcript names, with the lines it names them at."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qs, unquote, urlsplit

from octui.lazy_dataclasses import dataclass
from octui.render.blocks import Block, ErrorBlock, ProseBlock, ReasoningBlock, ToolBlock, UserBlock
from octui.render.code.languages import has_known_suffix
from octui.render.tools.file_changes import extract_patch
from octui.render.tools.json_values import get_number, get_objects, get_text
from octui.wire.parts import FilePart, ToolPart

MAX_REFERENCES: Final = 100
_AROUND: Final = 2_000
"""Characters before and after a place in a text in which the name of a file may begin and end."""
SEARCHED: Final = 200_000
"""Characters of a text in which file names are looked for."""

_NAME: Final = r"(?:~?/|\.{1,2}/)?[\w.@+-]+(?:/[\w.@+\[\]-]+)*"
_PLACE: Final = re.compile(rf"(?<![\w/.@+:-])({_NAME}\.[A-Za-z]\w{{0,7}}):(\d{{1,7}})(?!\d|\.\d|/)")
"""`src/app.py:12`, as compilers and people write it."""
_BARE: Final = re.compile(rf"(?<![\w/.@+:-]){_NAME}")
_QUOTED: Final = re.compile(rf"`({_NAME})`")
_TRACEBACK: Final = re.compile(r'File "([^"\n]+)", line (\d{1,7})')
_FOUND_IN: Final = re.compile(r"^(/[^\n:]+):$")
_FOUND_AT: Final = re.compile(r"^ +Line (\d{1,7}):")
_HUNK: Final = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d{1,7})", re.M)
_PATCHED: Final = re.compile(r"^\*\*\* (?:Update|Add) File: (.+)$", re.M)
_LISTS_PATHS: Final = ("glob", "list")


@dataclass(frozen=True, slots=True)
class FileReference:
    """A path as it is written there, and the lines counted from one."""

    path: str
    line: int | None = None
    last_line: int | None = None


def list_file_references(block: Block) -> tuple[FileReference, ...]:
    """Each place once, the one the block is about first."""
    found: dict[FileReference, None] = {}
    for reference in _iter_references(block):
        found.setdefault(reference)
        if len(found) >= MAX_REFERENCES:
            break
    return tuple(found)


def find_reference_at(text: str, offset: int) -> FileReference | None:
    """The place in a file that a text names at this character, or a file's name; it need not exist."""
    start = max(0, offset - _AROUND)
    text, offset = text[start : offset + _AROUND], offset - start
    for match in (*_TRACEBACK.finditer(text), *_PLACE.finditer(text)):
        if match.start() <= offset < match.end() and not match[1].startswith("<"):
            return FileReference(match[1], int(match[2]))
    for match in _BARE.finditer(text):
        name = match.group().rstrip(".")
        if match.start() <= offset < match.start() + len(name) and ("/" in name.strip("/") or has_known_suffix(name)):
            return FileReference(name)
    return None


def read_file_address(address: str) -> FileReference | None:
    """The file of a `file://` address, with the line after `#` or `#L`, as programs link to it."""
    parts = urlsplit(address)
    if parts.scheme != "file" or not parts.path:
        return None
    line = parts.fragment.removeprefix("L").partition("-")[0]
    return FileReference(unquote(parts.path), int(line) if line.isdecimal() and 0 < len(line) < 8 else None)


def _iter_references(block: Block) -> Iterator[FileReference]:
    match block:
        case ToolBlock():
            yield from _iter_tool_references(block)
        case UserBlock():
            for file in block.files:
                yield from _read_attachment(file)
            yield from _iter_text_references(block.text)
        case ProseBlock() | ReasoningBlock():
            yield from _iter_text_references(block.text)
            for match in _QUOTED.finditer(block.text[:SEARCHED]):
                if "/" in match[1].strip("/") or has_known_suffix(match[1]):
                    yield FileReference(match[1])
        case ErrorBlock():
            yield from _iter_text_references(block.failure.message or "")
        case _:
            return


def _iter_tool_references(block: ToolBlock) -> Iterator[FileReference]:
    part = block.part
    given = part.state.input
    if path := get_text(given, "filePath", "file"):
        yield FileReference(path, *_read_lines(block))
        if part.tool in ("read", "write", "edit", "multiedit"):
            # What is in the file is not about other files.
            return
    for file in get_objects(part.state.metadata, "files"):
        if path := get_text(file, "filePath", "relativePath", "file", "path"):
            yield FileReference(path)
    for match in _PATCHED.finditer(get_text(given, "patchText")[:SEARCHED]):
        yield FileReference(match[1].strip())
    output = part.state.output[:SEARCHED]
    if part.tool in _LISTS_PATHS:
        yield from (FileReference(line) for line in output.split("\n") if line.startswith("/") and line[-1:] != "/")
    if part.tool == "grep":
        yield from _iter_found_lines(output)
    yield from _iter_text_references(output)


def _read_lines(block: ToolBlock) -> tuple[int | None, int | None]:
    """The lines that were read, or where the change begins."""
    part: ToolPart = block.part
    if part.tool == "read":
        offset, limit = get_number(part.state.input, "offset"), get_number(part.state.input, "limit")
        if offset is None or not 0 < offset < 10**7:
            return None, None
        return offset, offset + limit - 1 if limit is not None and 0 < limit < 10**7 else None
    hunk = _HUNK.search(extract_patch(block)[:SEARCHED]) if part.tool in ("edit", "multiedit") else None
    return (int(hunk[1]) if hunk else None), None


def _iter_found_lines(output: str) -> Iterator[FileReference]:
    """The lines a search found, below the names of their files."""
    path = ""
    for line in output.split("\n"):
        if name := _FOUND_IN.match(line):
            path = name[1]
        elif path and (place := _FOUND_AT.match(line)):
            yield FileReference(path, int(place[1]))


def _iter_text_references(text: str) -> Iterator[FileReference]:
    text = text[:SEARCHED]
    for match in _TRACEBACK.finditer(text):
        if not match[1].startswith("<"):
            yield FileReference(match[1], int(match[2]))
    for match in _PLACE.finditer(text):
        yield FileReference(match[1], int(match[2]))


def _read_attachment(file: FilePart) -> Iterator[FileReference]:
    address = urlsplit(file.url)
    if address.scheme != "file" or not address.path:
        return
    lines = parse_qs(address.query)
    ends = [int(value[0]) for key in ("start", "end") if (value := lines.get(key)) and value[0].isdecimal()]
    yield FileReference(unquote(address.path), *ends[:2])
