"""Parses requests: body and query as the types of the route, and the directory or session they are for."""

import asyncio
from typing import Any
from urllib.parse import unquote

import msgspec
from starlette.requests import ClientDisconnect, HTTPConnection, Request

from octui.server.errors import ApiError, BadRequest, InvalidRequest, NotFoundError, UnsupportedMediaTypeError
from octui.server.http.routing import Call, Route
from octui.server.instances import decode_twice
from octui.server.server import Server

MAX_BODY_BYTES = 256 * 1024 * 1024
LARGE_BODY = 512 * 1024
"""Larger bodies are decoded in a thread."""

DIRECTORY_HEADER = "x-opencode-directory"


class RequestTooLargeError(ApiError):
    status = 413

    def __init__(self) -> None:
        message = f"The request body is larger than {MAX_BODY_BYTES // 1024 // 1024} MB."
        super().__init__({"name": "PayloadTooLarge", "data": {"message": message}}, message)


async def parse_call(server: Server, route: Route, connection: HTTPConnection) -> Call:
    """The arguments of a handler; raises ApiError when the request is invalid."""
    call = Call(server, connection, {key: str(value) for key, value in connection.path_params.items()})
    if route.query is not None:
        call.query = _parse_query(connection, route)
    if route.body is not None and isinstance(connection, Request):
        call.body = await _parse_body(connection, route)
    if route.scope == "session":
        session_id = call.parameters["sessionID"]
        call.optional_session = server.sessions.find_session(session_id)
        if call.optional_session is None:
            raise NotFoundError(f"Session not found: {session_id}")
        call.optional_instance = await server.instances.open_instance(call.optional_session.directory)
    elif route.scope == "instance":
        directory = await asyncio.to_thread(server.instances.normalize_directory, _requested_directory(connection))
        call.optional_instance = await server.instances.open_instance(directory)
    return call


def _requested_directory(connection: HTTPConnection) -> str | None:
    if directory := connection.query_params.get("directory") or connection.query_params.get("location[directory]"):
        return decode_twice(directory)
    header = connection.headers.get(DIRECTORY_HEADER)
    return unquote(header, errors="surrogateescape") if header else None


def _parse_query(connection: HTTPConnection, route: Route) -> Any:
    try:
        return msgspec.convert(dict(connection.query_params), route.query, strict=False)
    except msgspec.ValidationError as problem:
        raise (InvalidRequest if route.is_tagged else BadRequest)(str(problem), "Query") from problem


async def _parse_body(request: Request, route: Route) -> Any:
    raw = await _receive_body(request)
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if raw and media and not route.reads_any_media and media != "application/json" and not media.endswith("+json"):
        raise UnsupportedMediaTypeError(media)
    if len(raw) > LARGE_BODY:
        return await asyncio.to_thread(_decode_body, raw, route.body)
    return _decode_body(raw, route.body)


async def _receive_body(request: Request) -> bytes:
    received = bytearray()
    try:
        async for chunk in request.stream():
            received += chunk
            if len(received) > MAX_BODY_BYTES:
                raise RequestTooLargeError
    except ClientDisconnect:
        raise BadRequest("The connection was closed during the request.") from None
    return bytes(received)


def _decode_body(raw: bytes, type_: Any) -> Any:
    try:
        return msgspec.json.decode(raw if raw.strip() else b"{}", type=type_)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as problem:
        raise BadRequest(str(problem)) from problem
