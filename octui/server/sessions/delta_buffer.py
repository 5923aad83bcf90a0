"""Buffers the text a model streams: published at once, stored a little later."""

import asyncio
import logging
import sqlite3
from typing import TypeVar

from msgspec.structs import replace

from octui.server.json_encoding import encode_json
from octui.server.storage.repository import Repository
from octui.wire.parts import ReasoningPart, TextPart

_log = logging.getLogger(__name__)

FLUSH_SECONDS = 1.0
"""How many seconds of streamed text a killed server may lose."""

StreamedPart = TypeVar("StreamedPart", TextPart, ReasoningPart)


class DeltaBuffer:
    """Streamed parts that have changed since they were last stored."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._parts: dict[tuple[str, str, str], TextPart | ReasoningPart] = {}
        self._flush: asyncio.TimerHandle | None = None

    def buffer_delta(self, part: StreamedPart, text: str) -> StreamedPart:
        """The part with `text` appended; it is stored within a second."""
        grown = replace(part, text=part.text + text)
        self._parts[part.session_id, part.message_id, part.id] = grown
        if self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self.flush_parts)
        return grown

    def flush_parts(self) -> None:
        if self._flush is not None:
            self._flush.cancel()
            self._flush = None
        if not self._parts:
            return
        try:
            with self._repository.open_transaction():
                for part in self._parts.values():
                    self._repository.save_part_row(part.session_id, part.message_id, part.id, encode_json(part))
        except sqlite3.Error as failed:
            # A reader must not fail because of it: the part is stored with the next delta, or when it ends.
            _log.warning("streamed text could not be stored: %s", failed)
        else:
            self._parts.clear()

    def discard_parts(self, session_id: str, message_id: str | None = None, part_id: str | None = None) -> None:
        """Discards one part, or all of a message or session."""
        for key in list(self._parts):
            if key[0] == session_id and message_id in (None, key[1]) and part_id in (None, key[2]):
                del self._parts[key]
