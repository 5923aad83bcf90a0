"""A prompt that was sent, as it was in the composer, with what was attached: read from the server's message."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from octui.client import Client, ClientError
from octui.config.attachment_store import AttachmentStore
from octui.config.chips import FOLDER_TYPE, TEXT_TYPE, Chip
from octui.config.history import HistoryEntry
from octui.store import selectors
from octui.store.state import State
from octui.ui.attachments.chip_book import ChipBook
from octui.ui.attachments.prompt_files import decode_data_url
from octui.wire.decoding.inline_data import read_dropped_size
from octui.wire.parts import FilePart


async def restore_prompt(client: Client, state: State, message_id: str, directory: str | None) -> HistoryEntry:
    """The prompt; what cannot be read any more is left out, and its label with it."""
    text = selectors.get_prompt_text(state, message_id)
    view = selectors.get_message(state, message_id)
    files = [part for part in view.parts if isinstance(part, FilePart)] if view is not None else []
    files = [part for part in files if not _get_label(part).startswith("@") and not _is_resource(part)]
    if view is None or not files:
        return HistoryEntry(text)
    urls = {part.id: part.url for part in files}
    if any(read_dropped_size(url) is not None for url in urls.values()):
        try:
            message = await client.messages.get_json(view.info.session_id, message_id, directory=directory)
            urls |= await asyncio.to_thread(_find_urls, message)
        except ClientError:
            # What is small is restored all the same.
            urls = {key: url for key, url in urls.items() if read_dropped_size(url) is None}
    return await asyncio.to_thread(_make_prompt, text, files, urls, AttachmentStore())


def _make_prompt(text: str, files: Sequence[FilePart], urls: dict[str, str], store: AttachmentStore) -> HistoryEntry:
    book = ChipBook()
    chips: list[Chip] = []
    missing: list[str] = []
    for part in files:
        label = _get_label(part)
        chip = _make_chip(part, urls.get(part.id, ""), store)
        if chip is None:
            missing.append(label)
        elif label.startswith("[") and label in text:
            chips.append(replace(chip, label=label))
        else:
            added = book.add_chip(chip, text)
            chips.append(added)
            text = f"{text} {added.label}".lstrip()
    for label in filter(None, missing):
        text = text.replace(label, "", 1)
    return HistoryEntry(text, chips=tuple(chips))


def _make_chip(part: FilePart, url: str, store: AttachmentStore) -> Chip | None:
    name = part.filename or (part.source.path if part.source is not None else None) or "attachment"
    if url.startswith("file:"):
        path = unquote(urlsplit(url).path)
        return Chip(mime=part.mime or TEXT_TYPE, name=name, path=path, size=_find_size(path, part.mime))
    content = decode_data_url(url) if url.startswith("data:") else b""
    if not content:
        return None
    source = (part.source.path if part.source is not None else None) or ""
    try:
        digest = store.save_content(content)
    except OSError:
        return None
    path = source if source.startswith("/") else ""
    return Chip(mime=part.mime, name=name, path=path, digest=digest, size=len(content))


def _find_size(path: str, mime: str) -> int:
    try:
        return 0 if mime == FOLDER_TYPE else Path(path).stat().st_size
    except OSError:
        return 0


def _find_urls(message_json: str) -> dict[str, str]:
    """The full URL of every part of a message."""
    try:
        message: Any = json.loads(message_json)
    except ValueError:
        return {}
    parts = message.get("parts") if isinstance(message, dict) else None
    return {
        str(part.get("id")): part["url"]
        for part in parts or ()
        if isinstance(part, dict) and isinstance(part.get("url"), str)
    }


def _get_label(part: FilePart) -> str:
    return part.source.text.value if part.source is not None and part.source.text is not None else ""


def _is_resource(part: FilePart) -> bool:
    return part.source is not None and part.source.type == "resource"
