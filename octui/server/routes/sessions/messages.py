"""Messages and their parts: reading, editing and deleting them."""

import asyncio
from typing import Annotated

import msgspec

from octui.server.errors import BadRequest, NotFoundError
from octui.server.event_schema import MessageWithParts
from octui.server.http.json_response import EncodedJson
from octui.server.http.routing import Call, Route
from octui.server.permissions.shown_files import has_recorded_changes, hide_stored_patches, load_read_rules
from octui.server.storage.page_cursor import decode_cursor
from octui.wire.messages import Message
from octui.wire.parts import KnownPart
from octui.wire.struct import Wire

MAX_LIMIT = 2**31 - 1


class PageQuery(Wire, frozen=True):
    """The newest `limit` messages before the cursor `before`; 0 means all."""

    limit: Annotated[int, msgspec.Meta(ge=0, le=MAX_LIMIT)] | None = None
    before: str | None = None


async def list_messages(call: Call) -> EncodedJson:
    page: PageQuery = call.query
    before = None
    if page.before is not None and (before := decode_cursor(page.before)) is None:
        raise BadRequest("`before` is not a valid cursor.", "Query")
    stored, cursor = await call.server.messages.load_history_json(call.session.id, page.limit or None, before)
    body = await _hide_contents(call, stored)
    if cursor is None:
        return EncodedJson(body)
    older = call.request.url.include_query_params(before=cursor)
    return EncodedJson(body, {"x-next-cursor": cursor, "link": f'<{older}>; rel="next"'})


async def get_message(call: Call) -> EncodedJson:
    call.server.messages.flush_deltas()
    row = call.server.repository.read_message_row(call.session.id, call.parameters["messageID"])
    if row is None:
        raise _unknown_message(call)
    return EncodedJson((await _hide_contents(call, b"[%b]" % row))[1:-1])


async def remove_message(call: Call) -> bool:
    """True even when it did not exist."""
    call.server.statuses.require_idle(call.session.id)
    call.server.messages.delete_message(call.session.id, call.parameters["messageID"])
    return True


async def update_part(call: Call) -> KnownPart:
    part: KnownPart = call.body
    message_id, part_id = call.parameters["messageID"], call.parameters["partID"]
    if (part.session_id, part.message_id, part.id) != (call.session.id, message_id, part_id):
        raise BadRequest("The part's ids do not match those in the path.")
    if part_id not in {stored.id for stored in _require_message(call).parts}:
        raise NotFoundError(f"Part not found: {part_id}")
    call.server.messages.save_part(part)
    return part


async def remove_part(call: Call) -> bool:
    _require_message(call)
    call.server.messages.delete_part(call.session.id, call.parameters["messageID"], call.parameters["partID"])
    return True


async def _hide_contents(call: Call, page: bytes) -> bytes:
    """The page without the contents of files that may not be shown."""
    if not has_recorded_changes(page):
        return page
    readable = await load_read_rules(call.instance, call.instance.top, call.session.id)
    return await asyncio.to_thread(hide_stored_patches, readable, page)


def _require_message(call: Call) -> Message:
    found = call.server.messages.find_message(call.session.id, call.parameters["messageID"])
    if found is None:
        raise _unknown_message(call)
    return found


def _unknown_message(call: Call) -> NotFoundError:
    return NotFoundError(f"Message not found: {call.parameters['messageID']}")


MESSAGE = "/session/{sessionID}/message/{messageID}"

ROUTES = (
    Route(
        "GET",
        "/session/{sessionID}/message",
        list_messages,
        "Messages with their parts, oldest first; page back with the cursor in X-Next-Cursor",
        query=PageQuery,
        answer=list[MessageWithParts],
        scope="session",
    ),
    Route("GET", MESSAGE, get_message, "One message", answer=MessageWithParts, scope="session"),
    Route("DELETE", MESSAGE, remove_message, "Remove a message", answer=bool, scope="session"),
    Route(
        "PATCH",
        f"{MESSAGE}/part/{{partID}}",
        update_part,
        "Replace a part",
        body=KnownPart,
        answer=KnownPart,
        scope="session",
    ),
    Route("DELETE", f"{MESSAGE}/part/{{partID}}", remove_part, "Remove a part", answer=bool, scope="session"),
)
