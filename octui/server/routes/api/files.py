"""Files in the shapes of `/api`: list, read, and find by name."""

import asyncio
from typing import Annotated

import msgspec
from starlette.responses import Response

from octui.server.errors import ApiError, InvalidRequest
from octui.server.files.error_responses import to_api_error
from octui.server.files.file_content import read_regular_file
from octui.server.files.path_containment import FileAccessError
from octui.server.http.routing import Call, Route
from octui.server.permissions.shown_files import load_read_rules
from octui.server.routes.api.location import wrap_located
from octui.server.routes.workspace.files import list_visible_files
from octui.server.routes.workspace.read_access import resolve_readable
from octui.server.routes.workspace.search import PathKind, find_visible_paths
from octui.wire.struct import Json, Wire


class FolderQuery(Wire, frozen=True):
    path: str = ""


class PathsQuery(Wire, frozen=True):
    query: str
    type: PathKind = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


async def list_api_folder(call: Call) -> Json:
    try:
        nodes = await list_visible_files(call.instance, call.query.path)
    except FileAccessError as problem:
        raise _to_tagged_error(problem) from problem
    return wrap_located(call, [{"path": node.path, "type": node.type} for node in nodes])


async def read_api_file(call: Call) -> Response:
    """The bytes of a file, where the rules for reading allow them."""
    directory, path = call.instance.directory, call.parameters["path"]
    readable = await load_read_rules(call.instance)
    try:
        real = await asyncio.to_thread(resolve_readable, readable, directory, path)
        content = await asyncio.to_thread(read_regular_file, real, path)
    except FileAccessError as problem:
        raise _to_tagged_error(problem) from problem
    return Response(content, media_type="application/octet-stream")


async def find_api_paths(call: Call) -> Json:
    query: PathsQuery = call.query
    readable = await load_read_rules(call.instance)
    paths = await find_visible_paths(call.instance, readable, query.query, query.type, limit=query.limit)
    entries = [{"path": path, "type": "directory" if path.endswith("/") else "file"} for path in paths]
    return wrap_located(call, entries)


def _to_tagged_error(problem: FileAccessError) -> ApiError:
    """With the status that the older routes answer."""
    error = InvalidRequest(str(problem), field="path")
    error.status = to_api_error(problem).status
    return error


ROUTES = (
    Route("GET", "/api/fs/list", list_api_folder, "List a folder", query=FolderQuery, answer=Json),
    Route("GET", "/api/fs/read/{path:path}", read_api_file, "Read a file"),
    Route("GET", "/api/fs/find", find_api_paths, "Find files and folders by name", query=PathsQuery, answer=Json),
)
