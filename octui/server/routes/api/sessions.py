"""Sessions and their messages in the shapes of `/api`, to read."""

from typing import Annotated, Literal

import msgspec
from starlette.responses import Response

from octui.server.errors import InvalidRequest, TaggedNotFoundError
from octui.server.http.routing import Call, Route
from octui.server.routes.api.message_shapes import convert_message, convert_messages, tokens_to_json
from octui.server.routes.api.paging import cut_page
from octui.server.storage.session_query import SessionFilter
from octui.wire.messages import Message
from octui.wire.sessions import Session, Tokens
from octui.wire.struct import Json, Wire

Limit = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Order = Literal["asc", "desc"]


class SessionsQuery(Wire, frozen=True):
    """Newest first by default; without a directory or a project, the sessions of all of them."""

    directory: str | None = None
    project: str | None = None
    subpath: str | None = None
    workspace: str | None = None
    search: str | None = None
    order: Order = "desc"
    limit: Limit | None = None
    cursor: str | None = None


class MessagesQuery(Wire, frozen=True):
    """Newest first by default."""

    order: Order = "desc"
    limit: Limit | None = None
    cursor: str | None = None


async def list_api_sessions(call: Call) -> Json:
    query: SessionsQuery = call.query
    if query.workspace is not None:
        return {"data": [], "cursor": {}}  # there are no workspaces here
    session_filter = SessionFilter(
        project_id=query.project, directory=query.directory, path=query.subpath, search=query.search
    )
    body = await call.server.sessions.list_sessions_json(session_filter)
    sessions = msgspec.json.decode(body, type=list[Session])
    sessions.sort(key=lambda session: (session.time.created, session.id), reverse=query.order == "desc")
    page = cut_page(sessions, [session.id for session in sessions], query.limit, query.cursor)
    return {"data": [_convert_session(session) for session in page.items], "cursor": page.to_cursors_json()}


async def list_active_sessions(call: Call) -> Json:
    """The sessions of all directories that are not idle."""
    running: Json = {}
    for instance in call.server.instances.list_open_instances():
        for session_id in call.server.statuses.get_directory_statuses(instance.directory):
            running[session_id] = {"type": "running"}
    return {"data": running}


async def get_api_session(call: Call) -> Json:
    return {"data": _convert_session(await require_session(call))}


async def list_api_messages(call: Call) -> Json:
    query: MessagesQuery = call.query
    converted = convert_messages(await _load_messages(call))
    if query.order == "desc":
        converted.reverse()
    page = cut_page(converted, [str(message["id"]) for message in converted], query.limit, query.cursor)
    return {"data": page.items, "cursor": page.to_cursors_json()}


async def get_api_message(call: Call) -> Json:
    session, message_id = await require_session(call), call.parameters["messageID"]
    found = call.server.messages.find_message(session.id, message_id)
    converted = convert_message(found) if found is not None else None
    if converted is None:
        raise TaggedNotFoundError(
            "MessageNotFoundError", f"Message not found: {message_id}", sessionID=session.id, messageID=message_id
        )
    return {"data": converted}


async def list_context_messages(call: Call) -> Json:
    """What a model is shown: the newest summary, and everything after it."""
    messages = await _load_messages(call)
    summaries = [place for place, message in enumerate(messages) if message.info.is_summary]
    return {"data": convert_messages(messages[summaries[-1] :] if summaries else messages)}


async def list_durable_events(call: Call) -> Json:
    """None: what happened is kept as messages. OpenCode answers the same for sessions made through its older routes."""
    await require_session(call)
    return {"data": [], "hasMore": False}


async def stream_durable_events(call: Call) -> Response:
    """A stream of the events that `history` lists, of which there are none, so that it ends at once."""
    await require_session(call)
    return Response(headers={"content-type": "text/event-stream", "cache-control": "no-cache, no-transform"})


async def require_session(call: Call) -> Session:
    """The session in the path; raises the errors that clients of `/api` know, and ForbiddenError."""
    session_id = call.parameters["sessionID"]
    if not session_id.startswith("ses"):
        raise InvalidRequest("Invalid session ID", field="sessionID")
    session = call.server.sessions.find_session(session_id)
    if session is None:
        raise TaggedNotFoundError("SessionNotFoundError", f"Session not found: {session_id}", sessionID=session_id)
    await call.server.instances.require_served(session.directory)
    return session


async def _load_messages(call: Call) -> list[Message]:
    session = await require_session(call)
    return call.server.messages.load_messages(session.id)


def _convert_session(session: Session) -> Json:
    time = session.time
    converted: Json = {
        "id": session.id,
        "projectID": session.project_id,
        "title": session.title,
        "location": {"directory": session.directory},
        "cost": session.cost or 0,
        "tokens": tokens_to_json(session.tokens or Tokens()),
        "time": {
            "created": time.created,
            "updated": time.updated,
            **({"archived": time.archived} if time.archived is not None else {}),
        },
    }
    if session.parent_id:
        converted["parentID"] = session.parent_id
    if session.agent:
        converted["agent"] = session.agent
    if session.path:
        converted["subpath"] = session.path
    if (model := session.model) is not None:
        variant = {"variant": model.variant} if model.variant else {}
        converted["model"] = {"id": model.id, "providerID": model.provider_id, **variant}
    if (revert := session.revert) is not None:
        optional = {"partID": revert.part_id, "snapshot": revert.snapshot, "diff": revert.diff}
        converted["revert"] = {
            "messageID": revert.message_id,
            **{name: value for name, value in optional.items() if value is not None},
        }
    return converted


SESSION = "/api/session/{sessionID}"

ROUTES = (
    Route("GET", "/api/session", list_api_sessions, "Sessions", query=SessionsQuery, answer=Json, scope="server"),
    Route("GET", "/api/session/active", list_active_sessions, "Sessions that run", answer=Json, scope="server"),
    Route("GET", SESSION, get_api_session, "One session", answer=Json, scope="server"),
    Route(
        "GET",
        f"{SESSION}/message",
        list_api_messages,
        "Messages of a session",
        query=MessagesQuery,
        answer=Json,
        scope="server",
    ),
    Route("GET", f"{SESSION}/message/{{messageID}}", get_api_message, "One message", answer=Json, scope="server"),
    Route("GET", f"{SESSION}/context", list_context_messages, "What a model is shown", answer=Json, scope="server"),
    Route("GET", f"{SESSION}/history", list_durable_events, "Events that are kept: none", answer=Json, scope="server"),
    Route("GET", f"{SESSION}/event", stream_durable_events, "Events that are kept: none", scope="server"),
)
