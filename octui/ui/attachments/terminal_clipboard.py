"""The clipboard as the terminal reads it: kitty's OSC 5522, which brings pictures over SSH too.

The terminal may ask the user first; what it sends comes in pieces of a few kilobytes, each with its media type.
"""

import asyncio
import base64
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual.message import Message

from octui.platform.file_kinds import IMAGE_TYPES, MAX_MEDIA_BYTES

if TYPE_CHECKING:
    from octui.platform.clipboard_content import ClipboardContent

PATIENCE: Final = 20.0
"""Seconds without a reply after which none is expected: the user may have to allow it first."""

TEXT_TYPE: Final = "text/plain"
_WANTED: Final = " ".join((*IMAGE_TYPES, TEXT_TYPE))
ASK_CLIPBOARD: Final = f"\x1b]5522;type=read;{base64.b64encode(_WANTED.encode()).decode()}\x1b\\"

_REPLY: Final = re.compile(r"\x1b\]5522;([a-zA-Z0-9=:+/_.-]{0,500})(?:;([A-Za-z0-9+/=]*))?(?:\x07|\x1b\\)")


@dataclass
class ClipboardReplied(Message):
    """One piece of what is on the clipboard, or how reading it went."""

    status: str
    """`OK`, `DATA` or `DONE`; everything else is why there is nothing."""
    kind: str = ""
    content: bytes = b""


def parse_clipboard_reply(sequence: str) -> ClipboardReplied | None:
    """None for any other sequence."""
    match = _REPLY.fullmatch(sequence)
    if match is None:
        return None
    facts = dict(fact.split("=", 1) for fact in match[1].split(":") if "=" in fact)
    if facts.get("type") != "read":
        return None
    kind = _decode(facts.get("mime", "")).decode(errors="replace")
    return ClipboardReplied(facts.get("status", ""), kind, _decode(match[2] or ""))


def can_ask_terminal(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether this is a kitty, which tmux would keep from being heard."""
    is_kitty = environment.get("TERM") == "xterm-kitty" or bool(environment.get("KITTY_WINDOW_ID"))
    return is_kitty and not environment.get("TMUX")


class TerminalClipboard:
    """Asks once at a time, and collects what comes."""

    def __init__(self, send_sequence: Callable[[str], None]) -> None:
        self._send_sequence = send_sequence
        self._replies: asyncio.Queue[ClipboardReplied] | None = None

    def take_reply(self, reply: ClipboardReplied) -> None:
        """A reply that was not waited for is dropped."""
        if self._replies is not None:
            self._replies.put_nowait(reply)

    async def read_content(self) -> "ClipboardContent | None":
        """A picture, or else the text; None where the terminal says nothing, or no."""
        if self._replies is not None or not can_ask_terminal():
            return None
        self._replies = asyncio.Queue()
        try:
            self._send_sequence(ASK_CLIPBOARD)
            return await self._collect_content(self._replies)
        except TimeoutError:
            return None
        finally:
            self._replies = None

    async def _collect_content(self, replies: "asyncio.Queue[ClipboardReplied]") -> "ClipboardContent | None":
        # Imported when used: the first screen should not wait for it.
        from octui.platform.clipboard_content import ClipboardContent

        pieces: dict[str, bytearray] = {}
        size = 0
        while True:
            reply = await asyncio.wait_for(replies.get(), PATIENCE)
            if reply.status == "DONE":
                break
            if reply.status not in ("OK", "DATA"):
                return None
            size += len(reply.content)
            if size <= 2 * MAX_MEDIA_BYTES:
                pieces.setdefault(reply.kind, bytearray()).extend(reply.content)
        image = next((bytes(pieces[kind]) for kind in IMAGE_TYPES if pieces.get(kind)), b"")
        return ClipboardContent(image, "" if image else pieces.get(TEXT_TYPE, bytearray()).decode(errors="replace"))


def _decode(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except ValueError:
        return b""
