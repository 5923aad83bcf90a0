"""What a session changed on disk, and taking it back."""

from octui.server import undoing
from octui.server.errors import Failed
from octui.server.git.running import GitFailed
from octui.server.routes.sessions import SESSION, MessageId
from octui.server.routing import Call, Route
from octui.wire.sessions import FileDiff, Session
from octui.wire.struct import Wire


class Diffed(Wire, frozen=True):
    """With the id of a prompt: what came of that one."""

    message_id: str | None = None


class Point(Wire, frozen=True):
    """Everything from here on is undone."""

    message_id: MessageId
    part_id: str | None = None


async def diff(call: Call) -> list[FileDiff]:
    query: Diffed = call.query
    return await undoing.changes(call.instance, call.session, query.message_id)


async def revert(call: Call) -> Session:
    body: Point = call.body
    try:
        return await undoing.revert(call.instance, call.session, body.message_id, body.part_id)
    except GitFailed as problem:
        raise Failed(f"It was not undone: {problem}") from problem


async def unrevert(call: Call) -> Session:
    try:
        return await undoing.unrevert(call.instance, call.session)
    except GitFailed as problem:
        raise Failed(f"It was not brought back: {problem}") from problem


ROUTES = (
    Route(
        "GET",
        f"{SESSION}/diff",
        diff,
        "What it changed",
        query=Diffed,
        answer=list[FileDiff],
        scope="session",
    ),
    Route("POST", f"{SESSION}/revert", revert, "Undo from here on", body=Point, answer=Session, scope="session"),
    Route("POST", f"{SESSION}/unrevert", unrevert, "Bring it back", answer=Session, scope="session"),
)
