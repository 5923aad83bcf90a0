"""The ASGI application: routes in, JSON out, never an HTML page."""

import logging
import secrets
import sqlite3

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.routing import Route as HttpRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from octui.server.errors import ApiError, InternalError
from octui.server.http.access_middleware import AccessMiddleware
from octui.server.http.access_policy import AccessPolicy, is_loopback_host
from octui.server.http.json_response import build_response
from octui.server.http.requests import parse_call
from octui.server.http.routing import WEBSOCKET, Route
from octui.server.json_encoding import encode_json
from octui.server.routes import load_all_routes
from octui.server.server import Server
from octui.server.storage.failures import describe_storage_failure

log = logging.getLogger("octui.server")


def create_app(server: Server, policy: AccessPolicy) -> ASGIApp:
    """The complete application, with the access middleware in front."""
    by_path: dict[str, dict[str, Route]] = {}
    for route in load_all_routes():
        by_path.setdefault(route.path, {})[route.method] = route
    served: list[BaseRoute] = []
    for path, methods in by_path.items():
        if (socket := methods.pop(WEBSOCKET, None)) is not None:
            served.append(WebSocketRoute(path, _WebSocketEndpoint(server, socket)))
        if methods:
            served.append(HttpRoute(path, _HttpEndpoint(server, methods)))
    app = Starlette(
        routes=served,
        exception_handlers={404: _handle_not_found, Exception: _handle_unexpected_error},
    )
    app.router.redirect_slashes = False
    server.has_password = policy.password is not None
    server.instances.is_confined = policy.password is None and not policy.serves_all_directories
    return AccessMiddleware(_TrailingSlashMiddleware(app), policy, server.tickets)


class _HttpEndpoint:
    """One path with all its methods."""

    def __init__(self, server: Server, methods: dict[str, Route]) -> None:
        self._server = server
        self._methods = methods | ({"HEAD": methods["GET"]} if "GET" in methods else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        response = await self._handle_request(request)
        await response(scope, receive, send)

    async def _handle_request(self, request: Request) -> Response:
        route = self._methods.get(request.method)
        if route is None:
            allowed = ", ".join(sorted({*self._methods, "OPTIONS"}))
            message = f"{request.url.path} allows {allowed}, not {request.method}."
            return _error_response({"name": "MethodNotAllowed", "data": {"message": message}}, 405, {"allow": allowed})
        try:
            result = await route.handler(await parse_call(self._server, route, request))
        except ApiError as refusal:
            return _error_response(refusal.body, refusal.status, refusal.headers)
        except (OSError, sqlite3.Error) as failed:
            if (reason := describe_storage_failure(failed)) is None:
                raise
            log.error("%s %s failed: %s", request.method, request.url.path, failed)
            return _error_response(InternalError(reason).body, InternalError.status)
        return await build_response(result, packed=_accepts_gzip(request))


class _WebSocketEndpoint:
    """A WebSocket; until it is accepted, errors are answered with an HTTP status."""

    def __init__(self, server: Server, route: Route) -> None:
        self._server = server
        self._route = route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        try:
            await self._route.handler(await parse_call(self._server, self._route, socket))
        except ApiError as refusal:
            await socket.send_denial_response(_error_response(refusal.body, refusal.status, refusal.headers))


class _TrailingSlashMiddleware:
    """Ignores a trailing slash in the path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan" and len(scope["path"]) > 1 and scope["path"].endswith("/"):
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
        await self._app(scope, receive, send)


async def _handle_not_found(request: Request, _problem: Exception) -> Response:
    message = f"No such endpoint: {request.method} {request.url.path}."
    return _error_response({"name": "NotFoundError", "data": {"message": message}}, 404)


async def _handle_unexpected_error(request: Request, problem: Exception) -> Response:
    """A bug of ours: its text may contain anything, so it only goes to the log."""
    reference = f"err_{secrets.token_hex(4)}"
    log.error("%s: %s %s failed with %s", reference, request.method, request.url.path, type(problem).__name__)
    message = "Unexpected server error. Check server logs for details."
    return _error_response({"name": "UnknownError", "data": {"message": message, "ref": reference}}, 500)


def _error_response(body: object, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(encode_json(body), status, headers, "application/json")


def _accepts_gzip(request: Request) -> bool:
    """Compression costs more than it saves for clients on the same machine."""
    near = request.client is not None and is_loopback_host(request.client.host)
    return not near and "gzip" in request.headers.get("accept-encoding", "")
