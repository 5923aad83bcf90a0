"""The read tool: reads files and directories."""

import asyncio
import base64
import difflib
import io
import mimetypes
import os
import stat
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import msgspec
from msgspec import Meta

from octui.server.agent.instructions.agents_md import NearbyInstructions
from octui.server.agent.tools.text_editing.text_file import SNIFFED_BYTES, is_binary
from octui.server.agent.tools.tool import Tool, ToolContext, ToolFailed, ToolResult
from octui.server.files.unlinked_paths import open_file, open_listing
from octui.server.identifiers import create_ascending_id
from octui.server.permissions.path_scope import resolve_real_path
from octui.wire.parts import FilePart
from octui.wire.struct import Json

DEFAULT_LINES: Final = 2_000
MAX_LINE_LENGTH: Final = 2_000
MAX_READ_CHARACTERS: Final = 50 * 1024
PREVIEW_LINES: Final = 20
MAX_DIRECTORY_ENTRIES: Final = 2_000
MAX_ATTACHMENT_BYTES: Final = 10 * 1024 * 1024
ATTACHABLE_TYPES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})


class ReadArguments(msgspec.Struct, rename="camel"):
    file_path: Annotated[str, Meta(min_length=1, description="The absolute path of a file or directory")]
    offset: Annotated[int, Meta(ge=0, description="The first line to read, counted from 1")] | None = None
    limit: Annotated[int, Meta(ge=0, description=f"How many lines, {DEFAULT_LINES:,} by default")] | None = None


@dataclass(frozen=True, slots=True)
class FileLines:
    """Some lines of a file that has `total` lines."""

    first: int
    lines: list[str]
    total: int
    cut: bool

    @property
    def last_number(self) -> int:
        return self.first + len(self.lines) - 1


async def execute_read(context: ToolContext, arguments: ReadArguments) -> ToolResult:
    path = context.paths.resolve_path(arguments.file_path)
    real = await context.require_path_access(path, folder=path.is_dir())
    await require_reading(context, path, real)
    outcome = await asyncio.to_thread(read_path, path, arguments.offset, arguments.limit, real=real)
    loaded = context.instance.get_service(NearbyInstructions).take_unseen_instructions(context.session.id, path)
    reminder = "".join(f"\n\n<system-reminder>\n{text}\n</system-reminder>" for _, text in loaded)
    metadata = outcome.metadata | {"loaded": [str(source) for source, _ in loaded]}
    return ToolResult(outcome.output + reminder, context.paths.abbreviate_path(path), metadata, outcome.attachments)


async def require_reading(context: ToolContext, path: Path, real: Path) -> None:
    """Return once a file may be read, under its own name and that of the real one that links lead to."""
    pattern = context.paths.build_permission_pattern(path)
    await context.require_permission(
        "read",
        [pattern],
        always=["*"],
        metadata={"filepath": str(path)},
        doubts=context.paths.describe_other_names({path: real}),
    )


def read_path(
    path: Path, offset: int | None = None, limit: int | None = None, *, real: Path | None = None
) -> ToolResult:
    """The result of reading a path, which stands for the real one; raises ToolFailed.

    No link is followed: one that was put there since leads to what the user was not asked about.
    """
    real = real or resolve_real_path(path, os.sep)
    try:
        with os.fdopen(open_file(real), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise ToolFailed(f"{path} is not a regular file.")
            mime = mimetypes.guess_type(path.name)[0] or ""
            if mime in ATTACHABLE_TYPES:
                return _read_attachment(path, mime, file)
            if is_binary(file.read(SNIFFED_BYTES)):
                raise ToolFailed(f"Cannot read binary file: {path}")
            file.seek(0)
            return _read_file_lines(path, file, max(1, offset or 1), limit or DEFAULT_LINES)
    except IsADirectoryError:
        return _read_directory(path, offset or 1, limit or MAX_DIRECTORY_ENTRIES, real)
    except FileNotFoundError:
        raise ToolFailed(f"File not found: {path}{_suggest_similar_names(path)}") from None
    except OSError as refused:
        raise ToolFailed(f"{path} cannot be read: {refused.strerror or refused}") from refused


def _read_file_lines(path: Path, file: BinaryIO, first: int, limit: int) -> ToolResult:
    found = _collect_lines(file, first, limit)
    if first > max(1, found.total):
        raise ToolFailed(f"{path} has only {found.total} lines; line {first} does not exist.")
    numbered = "\n".join(f"{number}: {line}" for number, line in enumerate(found.lines, start=first))
    if found.last_number < found.total:
        foot = (
            f"(Showing lines {first}-{found.last_number} of {found.total}. "
            f"Use offset={found.last_number + 1} to continue.)"
        )
    else:
        foot = f"(End of file - total {found.total} lines)"
    text = "\n".join(found.lines)
    truncated = found.last_number < found.total or found.cut
    display = {
        "type": "file",
        "path": str(path),
        "text": text,
        "lineStart": first,
        "lineEnd": found.last_number,
        "totalLines": found.total,
        "truncated": truncated,
    }
    output = f"<path>{path}</path>\n<type>file</type>\n<content>\n{numbered}\n\n{foot}\n</content>"
    preview = "\n".join(found.lines[:PREVIEW_LINES])
    return ToolResult(output, metadata={"preview": preview, "truncated": truncated, "display": display})


def _collect_lines(opened: BinaryIO, first: int, limit: int) -> FileLines:
    kept: list[str] = []
    size, total, cut = 0, 0, False
    with io.TextIOWrapper(opened, encoding="utf-8-sig", errors="replace", newline=None) as file:
        for total, line in enumerate(file, start=1):
            if total < first or len(kept) >= limit or size > MAX_READ_CHARACTERS:
                continue
            plain = line.rstrip("\n")
            if len(plain) > MAX_LINE_LENGTH:
                plain, cut = f"{plain[:MAX_LINE_LENGTH]}… (line cut at {MAX_LINE_LENGTH:,} characters)", True
            kept.append(plain)
            size += len(plain)
    return FileLines(first, kept, total, cut)


def _read_directory(path: Path, first: int, limit: int, real: Path) -> ToolResult:
    with open_listing(real) as listing:
        entries = sorted(
            (f"{entry.name}/" if entry.is_dir() else entry.name for entry in listing), key=lambda name: name.lower()
        )
    shown = list(islice(entries, first - 1, first - 1 + limit))
    truncated = len(shown) < len(entries)
    foot = f"({len(entries)} entries)" if not truncated else f"(Showing {len(shown)} of {len(entries)} entries)"
    listed = "\n".join(shown)
    output = f"<path>{path}</path>\n<type>directory</type>\n<entries>\n{listed}\n\n{foot}\n</entries>"
    display: Json = {
        "type": "directory",
        "path": str(path),
        "entries": shown,
        "totalEntries": len(entries),
        "truncated": truncated,
    }
    preview = "\n".join(shown[:PREVIEW_LINES])
    return ToolResult(output, metadata={"preview": preview, "truncated": truncated, "display": display})


def _read_attachment(path: Path, mime: str, file: BinaryIO) -> ToolResult:
    if (size := os.fstat(file.fileno()).st_size) > MAX_ATTACHMENT_BYTES:
        raise ToolFailed(f"{path} is too large to view: {size:,} bytes.")
    url = f"data:{mime};base64,{base64.b64encode(file.read(MAX_ATTACHMENT_BYTES)).decode()}"
    kind = "Image" if mime.startswith("image/") else "PDF"
    attachment = FilePart(id=create_ascending_id("prt"), mime=mime, url=url, filename=path.name)
    text = f"{kind} read successfully"
    return ToolResult(text, metadata={"preview": text, "truncated": False}, attachments=(attachment,))


def _suggest_similar_names(path: Path) -> str:
    """Similar names in the same directory."""
    try:
        beside = [entry.name for entry in islice(path.parent.iterdir(), MAX_DIRECTORY_ENTRIES)]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, beside, n=3, cutoff=0.6)
    return "\n\nDid you mean one of these?\n" + "\n".join(str(path.parent / name) for name in close) if close else ""


READ: Final = Tool(
    "read",
    "Read a file, or list a directory. Lines are numbered; read a long file in pieces with `offset` and `limit`. "
    "Images and PDFs can be viewed.\n"
    "Read several files at once when you know that you need them.",
    ReadArguments,
    execute_read,
)
