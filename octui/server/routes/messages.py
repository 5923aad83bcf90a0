"""Messages and their parts: reading them, and changing what was said."""

from typing import Annotated

import msgspec

from octui.server.answers import Encoded
from octui.server.cursors import read_cursor
from octui.server.errors import BadRequest, Busy, NotFound
from octui.server.routing import Call, Route
from octui.server.told import ToldMessage
from octui.wire.messages import Message
from octui.wire.parts import KnownPart
from octui.wire.struct import Wire

MOST = 2**31 - 1


class Page(Wire, frozen=True):
    """The newest `limit` messages before the cursor `before`; 0 means all."""

    limit: Annotated[int, msgspec.Meta(ge=0, le=MOST)] | None = None
    before: str | None = None


async def messages(call: Call) -> Encoded:
    page: Page = call.query
    before = None
    if page.before is not None and (before := read_cursor(page.before)) is None:
        raise BadRequest("`before` is no cursor of this server.", "Query")
    body, cursor = await call.server.conversations.history(call.session.id, page.limit or None, before)
    if cursor is None:
        return Encoded(body)
    older = call.request.url.include_query_params(before=cursor)
    return Encoded(body, {"x-next-cursor": cursor, "link": f'<{older}>; rel="next"'})


async def message(call: Call) -> Encoded:
    conversations = call.server.conversations
    conversations.flush()
    row = call.server.records.message(call.session.id, call.parameters["messageID"])
    if row is None:
        raise _unknown(call)
    return Encoded(row)


async def remove(call: Call) -> bool:
    """True also when it was gone already."""
    _idle(call)
    call.server.conversations.remove_message(call.session.id, call.parameters["messageID"])
    return True


async def change_part(call: Call) -> KnownPart:
    part: KnownPart = call.body
    message_id, part_id = call.parameters["messageID"], call.parameters["partID"]
    if (part.session_id, part.message_id, part.id) != (call.session.id, message_id, part_id):
        raise BadRequest("The part's own ids are not those of the path.")
    if part_id not in {held.id for held in _message(call).parts}:
        raise NotFound(f"Part not found: {part_id}")
    call.server.conversations.put_part(part)
    return part


async def remove_part(call: Call) -> bool:
    _message(call)
    call.server.conversations.remove_part(call.session.id, call.parameters["messageID"], call.parameters["partID"])
    return True


def _message(call: Call) -> Message:
    found = call.server.conversations.message(call.session.id, call.parameters["messageID"])
    if found is None:
        raise _unknown(call)
    return found


def _unknown(call: Call) -> NotFound:
    return NotFound(f"Message not found: {call.parameters['messageID']}")


def _idle(call: Call) -> None:
    if call.server.conversations.status(call.session.id).type != "idle":
        raise Busy(call.session.id)


MESSAGE = "/session/{sessionID}/message/{messageID}"

ROUTES = (
    Route(
        "GET",
        "/session/{sessionID}/message",
        messages,
        "Messages with their parts, oldest first; older pages by the cursor in X-Next-Cursor",
        query=Page,
        answer=list[ToldMessage],
        scope="session",
    ),
    Route("GET", MESSAGE, message, "One message", answer=ToldMessage, scope="session"),
    Route("DELETE", MESSAGE, remove, "Remove a message", answer=bool, scope="session"),
    Route(
        "PATCH",
        f"{MESSAGE}/part/{{partID}}",
        change_part,
        "Put a whole part in the place of what it was",
        body=KnownPart,
        answer=KnownPart,
        scope="session",
    ),
    Route("DELETE", f"{MESSAGE}/part/{{partID}}", remove_part, "Remove a part", answer=bool, scope="session"),
)
