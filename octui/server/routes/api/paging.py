"""Pages of a list that is in memory, with cursors in both directions."""

import base64
import binascii
from collections.abc import Sequence
from typing import Generic, Literal, TypeVar

import msgspec

from octui.server.errors import ApiError
from octui.wire.struct import Json

Item = TypeVar("Item")


class Cursor(msgspec.Struct, frozen=True):
    """The item next to the page, and the side on which the page lies."""

    id: str
    direction: Literal["previous", "next"]


class Page(msgspec.Struct, Generic[Item], frozen=True):
    items: Sequence[Item]
    previous: str | None
    next: str | None

    def to_cursors_json(self) -> Json:
        """The cursors, absent where there is nothing more on that side."""
        return {name: held for name, held in (("previous", self.previous), ("next", self.next)) if held}


class InvalidCursorError(ApiError):
    def __init__(self) -> None:
        message = "Invalid cursor"
        super().__init__({"_tag": "InvalidCursorError", "message": message}, message)


def cut_page(items: Sequence[Item], ids: Sequence[str], limit: int | None, cursor: str | None) -> Page[Item]:
    """The part of a list that a cursor and a limit name; raises InvalidCursorError."""
    start, end = 0, len(items)
    if cursor:
        anchor = _decode_cursor(cursor)
        if anchor.id not in ids:
            raise InvalidCursorError
        place = ids.index(anchor.id)
        if anchor.direction == "next":
            start = place + 1
        else:
            start, end = (max(0, place - limit) if limit else 0), place
    if limit:
        end = min(end, start + limit)
    shown = ids[start:end]
    return Page(
        items[start:end],
        _encode_cursor(shown[0], "previous") if shown and start > 0 else None,
        _encode_cursor(shown[-1], "next") if shown and end < len(items) else None,
    )


def _encode_cursor(anchor_id: str, direction: Literal["previous", "next"]) -> str:
    body = msgspec.json.encode({"anchor": Cursor(anchor_id, direction)})
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


class _Encoded(msgspec.Struct):
    anchor: Cursor


def _decode_cursor(cursor: str) -> Cursor:
    try:
        body = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        return msgspec.json.decode(body, type=_Encoded).anchor
    except (binascii.Error, ValueError) as problem:
        raise InvalidCursorError from problem
