"""Sessions: list, create, update, delete and fork."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from octui.server.errors import NotFoundError, NotOfferedError
from octui.server.http.json_response import EncodedJson
from octui.server.http.routing import Call, Route
from octui.server.identifiers import MessageId
from octui.server.storage.session_query import SessionFilter
from octui.wire.sessions import Rule, Session, SessionModel, Status, Todo
from octui.wire.struct import EpochMs, Json, Wire

MAX_INTEGER = 2**31 - 1
SessionId = Annotated[str, msgspec.Meta(pattern="^ses")]


class SessionListQuery(Wire, frozen=True):
    """The sessions of exactly one directory, or with `scope` those of its project at or below `path`."""

    directory: str | None = None
    scope: Literal["project"] | None = None
    path: str | None = None
    roots: bool = False
    start: float | None = None
    search: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=0, le=MAX_INTEGER)] | None = None


class ModelBody(Wire, frozen=True):
    id: str
    provider_id: str
    variant: str | None = None


class RuleBody(Wire, frozen=True):
    permission: str
    pattern: str
    action: Literal["allow", "ask", "deny"]


class CreateSessionBody(Wire, frozen=True):
    parent_id: SessionId | None = None
    title: str | None = None
    agent: str | None = None
    model: ModelBody | None = None
    metadata: Json | None = None
    permission: tuple[RuleBody, ...] | None = None


class ChangedTimeBody(Wire, frozen=True):
    """`null` unarchives the session."""

    archived: EpochMs | UnsetType | None = UNSET


class SessionChange(Wire, frozen=True):
    title: str | None = None
    metadata: Json | None = None
    permission: tuple[RuleBody, ...] | None = None
    time: ChangedTimeBody | None = None


class ForkBody(Wire, frozen=True):
    """The fork contains the messages before this one."""

    message_id: MessageId | None = None


async def list_sessions(call: Call) -> EncodedJson:
    query: SessionListQuery = call.query
    whole_project = query.scope == "project" or not query.directory
    session_filter = SessionFilter(
        project_id=call.instance.project.id if whole_project else None,
        directory=None if whole_project else call.instance.directory,
        path=query.path if whole_project else None,
        roots=query.roots,
        start=query.start,
        search=query.search,
        limit=query.limit,
    )
    return EncodedJson(await call.server.sessions.list_sessions_json(session_filter))


async def create_session(call: Call) -> Session:
    body: CreateSessionBody = call.body
    sessions = call.server.sessions
    if body.parent_id is not None and sessions.find_session(body.parent_id) is None:
        raise NotFoundError(f"Session not found: {body.parent_id}")
    model = None
    if (given := body.model) is not None:
        model = SessionModel(id=given.id, provider_id=given.provider_id, variant=given.variant)
    return sessions.create_session(
        call.instance.session_location,
        parent_id=body.parent_id,
        title=body.title,
        agent=body.agent,
        model=model,
        permission=_to_rules(body.permission),
        metadata=body.metadata,
    )


async def get_session(call: Call) -> Session:
    return call.session


async def patch_session(call: Call) -> Session:
    """Renaming or archiving a session does not move it up in the list."""
    body: SessionChange = call.body
    changes: dict[str, Any] = {}
    if body.title is not None:
        changes["title"] = body.title
    if body.metadata is not None:
        changes["metadata"] = body.metadata
    if body.permission is not None:
        changes["permission"] = _to_rules(body.permission) or None
    if body.time is not None and body.time.archived is not UNSET:
        changes["time"] = replace(call.session.time, archived=body.time.archived)
    if not changes:
        return call.session
    touch = body.metadata is not None or body.permission is not None
    return call.server.sessions.update_session(call.session.id, touch=touch, **changes)


async def remove_session(call: Call) -> bool:
    """Runs in it and in its child sessions are stopped first."""
    sessions = call.server.sessions
    below = [call.session]
    for family in below:
        below.extend(sessions.list_child_sessions(family.id))
    for family in below:
        await (await call.server.instances.open_instance(family.directory)).abort_session(family.id)
    sessions.delete_session(call.session.id)
    return True


async def list_session_statuses(call: Call) -> dict[str, Json]:
    return call.server.statuses.get_directory_statuses(call.instance.directory)


async def list_session_children(call: Call) -> list[Session]:
    return call.server.sessions.list_child_sessions(call.session.id)


async def list_session_todos(call: Call) -> list[Todo]:
    return list(call.server.sessions.load_todos(call.session.id))


async def create_fork(call: Call) -> Session:
    body: ForkBody = call.body
    return await call.server.sessions.fork_session(call.session.id, body.message_id)


async def refuse_share(_call: Call) -> None:
    raise NotOfferedError("Sharing is not supported by octui's embedded server.")


async def confirm_unshared(call: Call) -> Session:
    """Sessions are never shared, so there is nothing to do."""
    return call.session


def _to_rules(given: tuple[RuleBody, ...] | None) -> tuple[Rule, ...] | None:
    if given is None:
        return None
    return tuple(Rule(permission=rule.permission, pattern=rule.pattern, action=rule.action) for rule in given)


SESSION = "/session/{sessionID}"

ROUTES = (
    Route(
        "GET",
        "/session",
        list_sessions,
        "Sessions, most recently updated first",
        query=SessionListQuery,
        answer=list[Session],
    ),
    Route(
        "POST",
        "/session",
        create_session,
        "Create a session",
        body=CreateSessionBody,
        answer=Session,
        reads_any_media=True,
    ),
    Route(
        "GET",
        "/session/status",
        list_session_statuses,
        "Status of the sessions that are not idle",
        answer=dict[str, Status],
    ),
    Route("GET", SESSION, get_session, "One session", answer=Session, scope="session"),
    Route(
        "PATCH",
        SESSION,
        patch_session,
        "Update a session",
        body=SessionChange,
        answer=Session,
        scope="session",
    ),
    Route("DELETE", SESSION, remove_session, "Delete a session and its child sessions", answer=bool, scope="session"),
    Route("GET", f"{SESSION}/children", list_session_children, "Child sessions", answer=list[Session], scope="session"),
    Route("GET", f"{SESSION}/todo", list_session_todos, "The session's todos", answer=list[Todo], scope="session"),
    Route(
        "POST",
        f"{SESSION}/fork",
        create_fork,
        "Fork a session",
        body=ForkBody,
        answer=Session,
        scope="session",
        reads_any_media=True,
    ),
    Route("POST", f"{SESSION}/share", refuse_share, "Not offered", answer=Session, scope="session"),
    Route("DELETE", f"{SESSION}/share", confirm_unshared, "Nothing is shared", answer=Session, scope="session"),
)
