"""The files attached to a prompt in the form servers take them: `data:` URLs, and `file://` for what they can read."""

import base64
import binascii
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote_to_bytes

from msgspec.structs import replace

from octui.config.attachment_store import AttachmentStore
from octui.config.chips import FOLDER_TYPE, TEXT_TYPE, Chip
from octui.platform.file_kinds import (
    MAX_TEXT_BYTES,
    NotAttachable,
    check_media_size,
    detect_file,
    detect_media_type,
    format_size,
)
from octui.ui.attachments.chip_book import PlacedChip
from octui.wire.prompt import FileInput, FromFile, Mention


def make_image_chip(content: bytes, store: AttachmentStore) -> Chip:
    """A chip for a picture without a file; raises NotAttachable, and OSError where it cannot be kept. Blocks."""
    mime = detect_media_type(content)
    if not mime:
        raise NotAttachable("The picture on the clipboard is of a kind that models cannot read.")
    check_media_size("The picture on the clipboard", len(content))
    name = f"clipboard.{mime.rpartition('/')[2]}"
    return Chip(mime=mime, name=name, digest=store.save_content(content), size=len(content))


def make_file_chip(path: Path, store: AttachmentStore, *, is_shared: bool) -> Chip:
    """A chip for a file or folder of this machine; pictures and PDFs are kept as they are now.

    Raises NotAttachable, and OSError where there is no such file. Blocks.
    """
    kind = detect_file(path)
    chip = Chip(mime=kind.mime, name=path.name or str(path), path=str(path), size=kind.size)
    if kind.mime == FOLDER_TYPE:
        if not is_shared:
            raise NotAttachable(f"{path.name} is a folder of this machine, which the server cannot read.")
        return chip
    if kind.mime != TEXT_TYPE:
        return replace(chip, digest=store.save_content(path.read_bytes()))
    if not is_shared and kind.size > MAX_TEXT_BYTES:
        limit = format_size(MAX_TEXT_BYTES)
        raise NotAttachable(f"{path.name} is {format_size(kind.size)} of text; at most {limit} can be sent.")
    return chip


def make_file_parts(
    files: Sequence[PlacedChip], store: AttachmentStore, *, is_shared: bool, is_placed: bool = True
) -> list[FileInput]:
    """The parts of a prompt for its files, read now; raises NotAttachable. Blocks."""
    parts = []
    for placed in files:
        chip = placed.chip
        source = None
        if is_placed:
            mention = Mention(value=chip.label, start=placed.start, end=placed.end)
            source = FromFile(path=chip.path or chip.name, text=mention)
        parts.append(
            FileInput(mime=chip.mime, url=_make_url(chip, store, is_shared), filename=chip.name, source=source)
        )
    return parts


def decode_data_url(url: str) -> bytes:
    """The content of a `data:` URL; empty when it cannot be read."""
    head, comma, body = url.partition(",")
    if not comma:
        return b""
    try:
        return base64.b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        return b""


def _make_url(chip: Chip, store: AttachmentStore, is_shared: bool) -> str:
    if not chip.digest and is_shared:
        return Path(chip.path).as_uri()
    try:
        content = store.read_content(chip.digest) if chip.digest else _read_text(Path(chip.path))
    except OSError as error:
        raise NotAttachable(f"{chip.label} cannot be read: {error.strerror or error}.") from None
    if content is None:
        raise NotAttachable(f"{chip.label} is no longer kept. Remove it, and attach {chip.name} again.")
    return f"data:{chip.mime};base64,{base64.b64encode(content).decode()}"


def _read_text(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(MAX_TEXT_BYTES + 1)
    if len(content) > MAX_TEXT_BYTES:
        raise NotAttachable(f"{path.name} is now larger than {format_size(MAX_TEXT_BYTES)}.")
    return content
