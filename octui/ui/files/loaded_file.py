"""A file as the server gave it: text, a picture, other bytes, or the sentence that says why there is nothing."""

import asyncio
import posixpath
from dataclasses import dataclass, field
from typing import Final

from octui.client import ClientError, NotFound, ServerFailed
from octui.client.api.files import FilesApi
from octui.render.files.file_lines import FileLines
from octui.render.files.hex_dump import DUMPED, format_hex_dump, format_size
from octui.render.files.picture import measure_picture
from octui.render.text.line_edges import TextLines
from octui.ui.files.folders.listing import PathKind, describe_missing, find_path_kind
from octui.wire.decoding.wide_texts import AnyText
from octui.wire.struct import get_held_text
from octui.wire.workspace.files import FileContent

_ENDLESS: Final = "\r\n"


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """`path` is relative to the directory, as servers want it; `problem` is a sentence for the user."""

    path: str
    lines: FileLines = field(default_factory=lambda: FileLines(()), repr=False)
    kind: str = ""
    """What it is, for the header: `python · 120 lines`."""
    problem: str = ""
    is_text: bool = True
    is_directory: bool = False
    picture: bytes = field(default=b"", repr=False)
    """The bytes of a picture that may be drawn."""


async def load_file(files: FilesApi, path: str, directory: str, home: str = "") -> LoadedFile:
    """Read a file; every failure becomes a sentence. Splitting a large text takes its time: run this in a worker."""
    relative = make_relative(path, directory, home)
    if relative in ("", "."):
        return LoadedFile(relative, problem="This is a folder.", is_directory=True)
    try:
        content = await files.read(relative, directory=directory or None)
    except ClientError as error:
        return await _explain_failure(files, relative, directory, error)
    if not get_held_text(content, "content"):
        return await _explain_empty(files, relative, directory, is_binary=content.is_binary)
    return await asyncio.to_thread(_build_loaded, relative, content)


def make_relative(path: str, directory: str, home: str = "") -> str:
    """A path as servers take it, relative to the directory; `..` only where it leads out of it."""
    path = path.strip()
    if path.startswith("file://"):
        path = path.removeprefix("file://")
    if home and (path == "~" or path.startswith("~/")):
        path = home + path[1:]
    path = posixpath.normpath(path) if path else ""
    if path.startswith("/") and directory.startswith("/"):
        path = posixpath.relpath(path, directory)
    return path


def _build_loaded(path: str, content: FileContent) -> LoadedFile:
    if content.is_binary:
        raw = content.raw
        size = measure_picture(raw)
        mime = content.mime_type or "binary"
        parts = [mime, f"{size[0]:,} × {size[1]:,}" if size else "", format_size(len(raw))]
        if len(raw) > DUMPED:
            parts.append(f"first {format_size(DUMPED)}")
        is_picture = size is not None or mime.startswith("image/")
        kind = " · ".join(part for part in parts if part)
        return LoadedFile(
            path, FileLines(format_hex_dump(raw)), kind, is_text=False, picture=raw if is_picture else b""
        )
    text: AnyText = get_held_text(content, "content")
    lines = FileLines(TextLines(text), path)
    count = "1 line" if len(lines) == 1 else f"{len(lines):,} lines"
    # Texts of a hundred megabytes without one are searched for one character in a tenth of the time.
    ends = "CRLF" if "\r" in text and _ENDLESS in text else ""
    kind = " · ".join(part for part in (lines.language, count, ends) if part)
    return LoadedFile(path, lines, kind)


async def _explain_empty(files: FilesApi, path: str, directory: str, *, is_binary: bool) -> LoadedFile:
    """Servers show a file that does not exist, and 1.1.58 a folder too, as an empty text; 1.1.58 keeps bytes back."""
    match await find_path_kind(files, path, directory):
        case PathKind.FILE if is_binary:
            return LoadedFile(path, kind="binary", problem="A binary file, of which this server sends no content.")
        case PathKind.FILE:
            return LoadedFile(path, kind="empty", problem="The file is empty.")
        case PathKind.FOLDER:
            return LoadedFile(path, problem=f"{path} is a folder.", is_directory=True)
        case _:
            return LoadedFile(path, problem=describe_missing(path))


async def _explain_failure(files: FilesApi, path: str, directory: str, error: ClientError) -> LoadedFile:
    if path.startswith("../"):
        return LoadedFile(path, problem=f"{path} is outside the project, and the server does not show it.")
    match await find_path_kind(files, path, directory):
        case PathKind.FOLDER:
            return LoadedFile(path, problem=f"{path} is a folder.", is_directory=True)
        case PathKind.MISSING if isinstance(error, ServerFailed | NotFound):
            return LoadedFile(path, problem=describe_missing(path))
        case PathKind.FILE if isinstance(error, ServerFailed):
            return LoadedFile(path, problem=f"The server cannot read {path}: it may not be UTF-8, or not a plain file.")
        case _:
            return LoadedFile(path, problem=str(error))
