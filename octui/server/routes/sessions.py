"""Sessions: listing, making, changing and removing them."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from octui.server.answers import Encoded
from octui.server.errors import NotFound, NotOffered
from octui.server.listed import SessionFilter
from octui.server.routing import Call, Route
from octui.wire.sessions import Rule, Session, SessionModel, Status, Todo
from octui.wire.struct import Json, Wire

MOST = 2**31 - 1
SessionId = Annotated[str, msgspec.Meta(pattern="^ses")]
MessageId = Annotated[str, msgspec.Meta(pattern="^msg")]


class Listed(Wire, frozen=True):
    """Which sessions: those of exactly one directory, or with `scope` of its whole project, at or below `path`."""

    directory: str | None = None
    scope: Literal["project"] | None = None
    path: str | None = None
    roots: bool = False
    start: float | None = None
    search: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=0, le=MOST)] | None = None


class Model(Wire, frozen=True):
    id: str
    provider_id: str
    variant: str | None = None


class SetRule(Wire, frozen=True):
    permission: str
    pattern: str
    action: Literal["allow", "ask", "deny"]


class Create(Wire, frozen=True):
    parent_id: SessionId | None = None
    title: str | None = None
    agent: str | None = None
    model: Model | None = None
    metadata: Json | None = None
    permission: tuple[SetRule, ...] | None = None


class ChangedTime(Wire, frozen=True):
    """`null` takes a session out of the archive."""

    archived: float | UnsetType | None = UNSET


class Change(Wire, frozen=True):
    title: str | None = None
    metadata: Json | None = None
    permission: tuple[SetRule, ...] | None = None
    time: ChangedTime | None = None


class Fork(Wire, frozen=True):
    """The fork has what was said before this message."""

    message_id: MessageId | None = None


async def sessions(call: Call) -> Encoded:
    query: Listed = call.query
    whole_project = query.scope == "project" or not query.directory
    wanted = SessionFilter(
        project_id=call.instance.project.id if whole_project else None,
        directory=None if whole_project else call.instance.directory,
        path=query.path if whole_project else None,
        roots=query.roots,
        start=query.start,
        search=query.search,
        limit=query.limit,
    )
    return Encoded(await call.server.conversations.sessions(wanted))


async def create(call: Call) -> Session:
    body: Create = call.body
    conversations = call.server.conversations
    if body.parent_id is not None and conversations.session(body.parent_id) is None:
        raise NotFound(f"Session not found: {body.parent_id}")
    model = None
    if (given := body.model) is not None:
        model = SessionModel(id=given.id, provider_id=given.provider_id, variant=given.variant)
    return conversations.create_session(
        call.instance,
        parent_id=body.parent_id,
        title=body.title,
        agent=body.agent,
        model=model,
        permission=_rules(body.permission),
        metadata=body.metadata,
    )


async def session(call: Call) -> Session:
    return call.session


async def change(call: Call) -> Session:
    """A new title or a place in the archive does not move a session up in the list."""
    body: Change = call.body
    changes: dict[str, Any] = {}
    if body.title is not None:
        changes["title"] = body.title
    if body.metadata is not None:
        changes["metadata"] = body.metadata
    if body.permission is not None:
        changes["permission"] = _rules(body.permission) or None
    if body.time is not None and body.time.archived is not UNSET:
        changes["time"] = replace(call.session.time, archived=body.time.archived)
    if not changes:
        return call.session
    touch = body.metadata is not None or body.permission is not None
    return call.server.conversations.change_session(call.session.id, touch=touch, **changes)


async def remove(call: Call) -> bool:
    """What runs in it, or below it, is stopped first."""
    conversations = call.server.conversations
    below = [call.session]
    for family in below:
        below.extend(conversations.children(family.id))
    for family in below:
        await (await call.server.instances.get(family.directory)).abort(family.id)
    conversations.remove_session(call.session.id)
    return True


async def statuses(call: Call) -> dict[str, Json]:
    return call.server.conversations.statuses(call.instance.directory)


async def children(call: Call) -> list[Session]:
    return call.server.conversations.children(call.session.id)


async def todos(call: Call) -> list[Todo]:
    return list(call.server.conversations.todos(call.session.id))


async def fork(call: Call) -> Session:
    body: Fork = call.body
    return await call.server.conversations.fork(call.session.id, body.message_id)


async def share(_call: Call) -> None:
    raise NotOffered("Sharing is not offered here: octui's embedded server publishes nothing.")


async def unshare(call: Call) -> Session:
    """Nothing was ever shared, so that this is done."""
    return call.session


def _rules(given: tuple[SetRule, ...] | None) -> tuple[Rule, ...] | None:
    if given is None:
        return None
    return tuple(Rule(permission=rule.permission, pattern=rule.pattern, action=rule.action) for rule in given)


SESSION = "/session/{sessionID}"

ROUTES = (
    Route("GET", "/session", sessions, "Sessions, latest change first", query=Listed, answer=list[Session]),
    Route("POST", "/session", create, "Begin a session", body=Create, answer=Session),
    Route("GET", "/session/status", statuses, "Sessions that are not idle", answer=dict[str, Status]),
    Route("GET", SESSION, session, "One session", answer=Session, scope="session"),
    Route("PATCH", SESSION, change, "Rename, archive or mark it", body=Change, answer=Session, scope="session"),
    Route("DELETE", SESSION, remove, "Remove it and all below it", answer=bool, scope="session"),
    Route("GET", f"{SESSION}/children", children, "Sessions below it", answer=list[Session], scope="session"),
    Route("GET", f"{SESSION}/todo", todos, "What its agent means to do", answer=list[Todo], scope="session"),
    Route("POST", f"{SESSION}/fork", fork, "Begin another with its past", body=Fork, answer=Session, scope="session"),
    Route("POST", f"{SESSION}/share", share, "Not offered", answer=Session, scope="session"),
    Route("DELETE", f"{SESSION}/share", unshare, "Nothing is shared", answer=Session, scope="session"),
)
