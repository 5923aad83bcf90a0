"""Messages: read page by page, and edited."""

from typing import Any

import msgspec

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.wire.decoding.tolerant_decoder import split_list
from octui.wire.history import decode_message, decode_messages
from octui.wire.messages import Message
from octui.wire.parts import Part, decode_part
from octui.wire.struct import Json, to_json_values

EVERYTHING = 1_000_000
MAX_UNASKED = 2_000
"""Older messages taken at once from a server that sends all of them each time, whatever the limit."""


class MessagePage(msgspec.Struct, frozen=True):
    """Neighbouring messages, oldest first."""

    messages: tuple[Message, ...]
    next_cursor: str | None = None
    """What to give as `before` for the page before this one; None when this is the beginning of the session."""


class MessagesApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(
        self,
        session_id: str,
        *,
        limit: int | None = None,
        before: str | None = None,
        directory: str | None = None,
    ) -> MessagePage:
        """The newest messages, or those before a cursor; without a limit all of them.

        Text that is being streamed is empty here with servers that send deltas: the events have it.
        """
        if before is not None and before.startswith(_GrowingCursor.MARK):
            return await self._load_page_by_growing(session_id, _GrowingCursor.from_cursor(before), limit, directory)
        # Servers refuse a cursor that comes without a limit.
        newest = await self._fetch_newest(session_id, limit or (EVERYTHING if before else None), before, directory)
        messages, cursor = newest.messages, newest.cursor
        # A full page without a cursor is the last one, or comes from a server that has no cursors. One that does not
        # heed a limit either sends all there is.
        if cursor is None and limit and newest.fills_page(limit):
            is_paging = len(messages) <= limit and (await self._transport.get_capabilities()).paging
            messages = messages[-limit:]
            cursor = None if is_paging else str(_GrowingCursor(newest.sent, messages[0].info.id))
        return MessagePage(messages, cursor)

    async def fetch_json_history(self, session_id: str, *, directory: str | None = None) -> tuple[Json, ...]:
        """All messages with their parts exactly as the server has them, oldest first."""
        path = f"/session/{quote_path_segment(session_id)}/message"
        return await self._transport.get_json_list(path, dict[str, Any], directory=directory)

    async def get(self, session_id: str, message_id: str, *, directory: str | None = None) -> Message:
        path = _message_path(session_id, message_id)
        answer = await self._transport.send_request("GET", path, directory=directory)
        return await self._transport.decode_response(path, answer, decode_message)

    async def get_json(self, session_id: str, message_id: str, *, directory: str | None = None) -> str:
        """The same as `get`, as the server sent it."""
        path = _message_path(session_id, message_id)
        answer = await self._transport.send_request("GET", path, directory=directory)
        return await self._transport.decode_response(path, answer, lambda body: body.decode(errors="replace"))

    async def delete(self, session_id: str, message_id: str, *, directory: str | None = None) -> bool:
        """Raises Busy while the session runs, Unsupported on servers that cannot."""
        path = _message_path(session_id, message_id)
        await self._transport.require_capability("delete_message", "DELETE", path)
        return await self._transport.send_json("DELETE", path, bool, directory=directory)

    async def update_part(self, part: Part, *, directory: str | None = None) -> Part:
        """Put a whole part in place of the one with its id; meant for text, other kinds may be refused."""
        path = _part_path(part.session_id, part.message_id, part.id)
        answer = await self._transport.send_request("PATCH", path, to_json_values(part), directory=directory)
        return await self._transport.decode_response(path, answer, decode_part)

    async def delete_part(
        self, session_id: str, message_id: str, part_id: str, *, directory: str | None = None
    ) -> bool:
        return await self._transport.send_json(
            "DELETE", _part_path(session_id, message_id, part_id), bool, directory=directory
        )

    async def _load_page_by_growing(
        self, session_id: str, seen: "_GrowingCursor", limit: int | None, directory: str | None
    ) -> MessagePage:
        """Servers without cursors give the newest N: ask for more and keep what is older than what was seen."""
        asked = seen.asked
        while True:
            asked = asked + limit if limit else 0
            newest = await self._fetch_newest(session_id, asked or None, None, directory)
            complete = not newest.fills_page(asked)
            older = tuple(message for message in newest.messages if message.info.id < seen.oldest)
            if older or complete:
                page = older[-max(limit, MAX_UNASKED) :] if limit else older
                more = not complete or len(page) < len(older)
                return MessagePage(page, str(_GrowingCursor(asked, page[0].info.id)) if more else None)

    async def _fetch_newest(
        self, session_id: str, limit: int | None, before: str | None, directory: str | None
    ) -> "_NewestMessages":
        path = f"/session/{quote_path_segment(session_id)}/message"
        answer = await self._transport.send_request(
            "GET", path, directory=directory, query={"limit": limit, "before": before}
        )
        sent, messages = await self._transport.decode_response(path, answer, _decode_page)
        return _NewestMessages(messages, sent, answer.headers.get("x-next-cursor"))


class _NewestMessages(msgspec.Struct, frozen=True):
    messages: tuple[Message, ...]
    sent: int
    """How many came, those included that could not be read."""
    cursor: str | None

    def fills_page(self, limit: int | None) -> bool:
        return bool(limit and self.messages and self.sent >= limit)


class _GrowingCursor(msgspec.Struct, frozen=True):
    """A cursor of our own: how many messages were asked for, and the oldest one given out."""

    asked: int
    oldest: str

    MARK = "grown:"

    def __str__(self) -> str:
        return f"{self.MARK}{self.asked}:{self.oldest}"

    @classmethod
    def from_cursor(cls, cursor: str) -> "_GrowingCursor":
        asked, _, oldest = cursor.removeprefix(cls.MARK).partition(":")
        return cls(int(asked), oldest)


def _decode_page(body: bytes) -> tuple[int, tuple[Message, ...]]:
    raws = split_list(body)
    return len(raws), decode_messages(raws)


def _message_path(session_id: str, message_id: str) -> str:
    return f"/session/{quote_path_segment(session_id)}/message/{quote_path_segment(message_id)}"


def _part_path(session_id: str, message_id: str, part_id: str) -> str:
    return f"{_message_path(session_id, message_id)}/part/{quote_path_segment(part_id)}"
