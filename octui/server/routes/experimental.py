"""Sessions of all projects, and the server's experimental capabilities."""

from typing import Annotated, Any

import msgspec

from octui.server.http.json_response import EncodedJson
from octui.server.http.routing import Call, Route
from octui.server.json_encoding import encode_json
from octui.server.storage.session_query import SessionFilter
from octui.wire.sessions import Session
from octui.wire.struct import Json, Wire

DEFAULT_LIMIT = 100


class AllSessionsQuery(Wire, frozen=True):
    """`cursor` is the X-Next-Cursor header of the previous page."""

    directory: str | None = None
    roots: bool = False
    start: float | None = None
    cursor: float | None = None
    search: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = DEFAULT_LIMIT
    archived: bool = False


class Capabilities(Wire, frozen=True):
    background_subagents: bool


async def list_sessions_everywhere(call: Call) -> EncodedJson:
    query: AllSessionsQuery = call.query
    session_filter = SessionFilter(
        directory=query.directory,
        roots=query.roots,
        start=query.start,
        before=query.cursor,
        search=query.search,
        archived=query.archived,
        limit=query.limit + 1,
    )
    rows = msgspec.json.decode(await call.server.sessions.list_sessions_json(session_filter), type=list[dict[str, Any]])
    more = len(rows) > query.limit
    listed = rows[: query.limit]
    projects = {project_id: _summarize_project(call, project_id) for project_id in {row["projectID"] for row in listed}}
    body = encode_json([{**row, "project": projects[row["projectID"]]} for row in listed])
    return EncodedJson(body, {"x-next-cursor": f"{listed[-1]['time']['updated']:.0f}"} if more else None)


async def get_capabilities(_call: Call) -> Capabilities:
    return Capabilities(background_subagents=False)


def _summarize_project(call: Call, project_id: str) -> Json | None:
    project = call.server.projects.find_project(project_id)
    if project is None:
        return None
    name = {} if project.name is None else {"name": project.name}
    return {"id": project.id, **name, "worktree": project.worktree}


ROUTES = (
    Route(
        "GET",
        "/experimental/session",
        list_sessions_everywhere,
        "Sessions of all projects, most recently updated first",
        query=AllSessionsQuery,
        answer=list[Session],
        scope="server",
    ),
    Route(
        "GET",
        "/experimental/capabilities",
        get_capabilities,
        "Experimental capabilities",
        answer=Capabilities,
        scope="server",
    ),
)
