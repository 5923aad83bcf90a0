"""Sessions of every project, and what else clients may look for."""

from typing import Annotated, Any

import msgspec

from octui.server.answers import Encoded, encoded
from octui.server.listed import SessionFilter
from octui.server.routing import Call, Route
from octui.wire.sessions import Session
from octui.wire.struct import Json, Wire

USUAL_LIMIT = 100


class Everywhere(Wire, frozen=True):
    """`cursor` is what the page before gave in X-Next-Cursor."""

    directory: str | None = None
    roots: bool = False
    start: float | None = None
    cursor: float | None = None
    search: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = USUAL_LIMIT
    archived: bool = False


class Backgrounds(Wire, frozen=True):
    background_subagents: bool


async def sessions(call: Call) -> Encoded:
    query: Everywhere = call.query
    wanted = SessionFilter(
        directory=query.directory,
        roots=query.roots,
        start=query.start,
        before=query.cursor,
        search=query.search,
        archived=query.archived,
        limit=query.limit + 1,
    )
    rows = msgspec.json.decode(await call.server.conversations.sessions(wanted), type=list[dict[str, Any]])
    more = len(rows) > query.limit
    listed = rows[: query.limit]
    projects = {project_id: _project(call, project_id) for project_id in {row["projectID"] for row in listed}}
    body = encoded([{**row, "project": projects[row["projectID"]]} for row in listed])
    return Encoded(body, {"x-next-cursor": f"{listed[-1]['time']['updated']:.0f}"} if more else None)


async def capabilities(_call: Call) -> Backgrounds:
    return Backgrounds(background_subagents=False)


def _project(call: Call, project_id: str) -> Json | None:
    project = call.server.projects.project(project_id)
    if project is None:
        return None
    named = {} if project.name is None else {"name": project.name}
    return {"id": project.id, **named, "worktree": project.worktree}


ROUTES = (
    Route(
        "GET",
        "/experimental/session",
        sessions,
        "Sessions of every project, latest change first",
        query=Everywhere,
        answer=list[Session],
        scope="server",
    ),
    Route(
        "GET",
        "/experimental/capabilities",
        capabilities,
        "What is being tried out",
        answer=Backgrounds,
        scope="server",
    ),
)
