"""A session's file changes, and reverting them."""

from octui.server.errors import InternalError
from octui.server.git.git_command import GitError
from octui.server.http.routing import Call, Route
from octui.server.identifiers import MessageId
from octui.server.routes.sessions.sessions import SESSION
from octui.server.sessions import revert
from octui.wire.sessions import FileDiff, Session
from octui.wire.struct import Wire


class SessionDiffQuery(Wire, frozen=True):
    """With the id of a prompt, only the changes it led to."""

    message_id: str | None = None


class RevertPoint(Wire, frozen=True):
    """Everything from this point on is reverted."""

    message_id: MessageId
    part_id: str | None = None


async def get_session_diff(call: Call) -> list[FileDiff]:
    query: SessionDiffQuery = call.query
    return await revert.diff_session(call.instance, call.session, query.message_id)


async def revert_session(call: Call) -> Session:
    body: RevertPoint = call.body
    try:
        return await revert.revert_to_point(call.instance, call.session, body.message_id, body.part_id)
    except GitError as problem:
        raise InternalError(f"Could not revert: {problem}") from problem


async def unrevert_session(call: Call) -> Session:
    try:
        return await revert.restore_reverted(call.instance, call.session)
    except GitError as problem:
        raise InternalError(f"Could not restore: {problem}") from problem


ROUTES = (
    Route(
        "GET",
        f"{SESSION}/diff",
        get_session_diff,
        "The session's file changes",
        query=SessionDiffQuery,
        answer=list[FileDiff],
        scope="session",
    ),
    Route(
        "POST",
        f"{SESSION}/revert",
        revert_session,
        "Revert from a message on",
        body=RevertPoint,
        answer=Session,
        scope="session",
    ),
    Route(
        "POST", f"{SESSION}/unrevert", unrevert_session, "Restore what was reverted", answer=Session, scope="session"
    ),
)
