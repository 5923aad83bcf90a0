"""Applies the access policy to every request and WebSocket before anything else sees it."""

import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from octui.server.errors import ApiError, ForbiddenError
from octui.server.http.access_policy import AccessPolicy
from octui.server.http.websocket_tickets import TicketStore
from octui.server.json_encoding import encode_json

REALM = 'Basic realm="Secure Area"'

ALLOWED_METHODS = "GET, HEAD, PUT, PATCH, POST, DELETE"
ALLOWED_HEADERS = "content-type, authorization, x-opencode-directory, x-opencode-ticket"

TICKET_PATH = re.compile(r"/pty/[^/]+/connect")


class AccessMiddleware:
    """Passes on requests that the policy accepts, and answers all others itself."""

    def __init__(self, app: ASGIApp, policy: AccessPolicy, tickets: TicketStore) -> None:
        self._app = app
        self._policy = policy
        self._tickets = tickets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        refusal = self._find_refusal(scope, headers, origin)
        if refusal is None and scope["type"] == "http" and scope["method"] == "OPTIONS":
            refusal = Response(status_code=204, headers=_preflight_headers(origin))
        if refusal is None:
            await self._app(scope, receive, _add_cors_headers(send, origin))
        elif scope["type"] == "http":
            await refusal(scope, receive, send)
        else:
            await WebSocket(scope, receive, send).send_denial_response(refusal)

    def _find_refusal(self, scope: Scope, headers: Headers, origin: str | None) -> Response | None:
        host = headers.get("host", "")
        if not self._policy.is_host_allowed(host):
            return _refusal_response(
                ForbiddenError("This host name is not allowed for this server.", "HostForbiddenError")
            )
        is_allowed = (
            self._policy.is_page_request_allowed(headers)
            if origin is None
            else self._policy.is_origin_allowed(origin, host)
        )
        if not is_allowed:
            return _refusal_response(
                ForbiddenError("This web page is not allowed to use this server.", "OriginForbiddenError")
            )
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"))
        path = str(scope["path"]).rstrip("/")
        if scope["type"] == "websocket" and TICKET_PATH.fullmatch(path) and (tickets := query.get("ticket")):
            return None if self._tickets.redeem_ticket(tickets[0], path) else Response(status_code=403)
        if not self._policy.is_authenticated(headers, query):
            return Response(status_code=401, headers={"www-authenticate": REALM})
        return None


def _refusal_response(refusal: ApiError) -> Response:
    return Response(encode_json(refusal.body), refusal.status, media_type="application/json")


def _preflight_headers(origin: str | None) -> dict[str, str]:
    if origin is None:
        return {"allow": ALLOWED_METHODS}
    return {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": ALLOWED_METHODS,
        "access-control-allow-headers": ALLOWED_HEADERS,
        "access-control-max-age": "86400",
        "vary": "Origin",
    }


def _add_cors_headers(send: Send, origin: str | None) -> Send:
    """Add headers to every response that let the requesting page read it."""
    if origin is None:
        return send

    async def send_with_cors(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["access-control-allow-origin"] = origin
            headers["access-control-expose-headers"] = "x-next-cursor, link"
            headers.add_vary_header("Origin")
        await send(message)

    return send_with_cors
