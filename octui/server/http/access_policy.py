"""Who may speak to the server: checked for every request and WebSocket before anything else sees it.

A web page anywhere can make a browser on this machine send requests here, under a name of its own that resolves to
this machine. So the Host must be an address or a name of ours, and an Origin, where a browser sends one, must be known.
"""

import base64
import binascii
import hmac
import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from octui.server.errors import ApiError, ForbiddenError
from octui.server.http.json_response import encode_json
from octui.server.http.websocket_tickets import TicketStore

REALM = 'Basic realm="Secure Area"'

ALLOWED_METHODS = "GET, HEAD, PUT, PATCH, POST, DELETE"
ALLOWED_HEADERS = "content-type, authorization, x-opencode-directory, x-opencode-ticket"

OWN_ORIGINS = re.compile(
    r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?|tauri://localhost|https?://tauri\.localhost"
)
TICKET_PATH = re.compile(r"/pty/[^/]+/connect")

MDNS_NAMES = re.compile(r"opencode(-\d+)?\.local")


@dataclass(frozen=True)
class AccessPolicy:
    """What is asked of whoever knocks."""

    username: str = "opencode"
    password: str | None = field(default=None, repr=False)
    hostname: str = "127.0.0.1"
    """What the server listens on."""
    origins: tuple[str, ...] = ()
    """Web pages that may speak to it, and whose hosts it may be called by."""

    def is_host_allowed(self, host: str) -> bool:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".") if _is_parsable_host(host) else ""
        if _is_ip_address(name):
            return True
        known = {self.hostname.lower(), "localhost", *self._own_host_names()}
        known |= {urlsplit(origin).hostname or "" for origin in self.origins}
        return bool(name) and (name in known or name.endswith(".localhost") or bool(MDNS_NAMES.fullmatch(name)))

    def is_origin_allowed(self, origin: str, host: str) -> bool:
        if OWN_ORIGINS.fullmatch(origin) or origin in self.origins:
            return True
        return origin.partition("://")[2] == host and origin.startswith(("http://", "https://"))

    def is_authenticated(self, headers: Headers, query: dict[str, list[str]]) -> bool:
        """Whether the right user name and password came with the request, in either of two ways."""
        if self.password is None:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        tokens = [given] if scheme.lower() == "basic" else []
        tokens += query.get("auth_token", [])
        wanted = f"{self.username}:{self.password}".encode()
        return any(hmac.compare_digest(_decode_token(token), wanted) for token in tokens)

    def _own_host_names(self) -> Iterable[str]:
        name = socket.gethostname().lower()
        return (name, f"{name}.local")


class AccessMiddleware:
    """Lets through what the doorkeeper knows, and answers the rest itself."""

    def __init__(self, app: ASGIApp, doorkeeper: AccessPolicy, tickets: TicketStore) -> None:
        self._app = app
        self._policy = doorkeeper
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
            return _refusal_response(ForbiddenError("This server does not go by that name.", "HostForbiddenError"))
        if origin is not None and not self._policy.is_origin_allowed(origin, host):
            return _refusal_response(
                ForbiddenError("That web page may not speak to this server.", "OriginForbiddenError")
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


def is_loopback_host(hostname: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    if hostname.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(hostname.strip("[]")).is_loopback
    except ValueError:
        return False


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
    """Add to every response that the page which asked may read it."""
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


def _decode_token(token: str) -> bytes:
    try:
        # In a query a plus that was not escaped arrives as a space.
        return base64.b64decode(token.replace(" ", "+") + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return b""


def _is_parsable_host(host: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._-]+(:\d+)?|\[[0-9A-Fa-f:.%]+\](:\d+)?", host) is not None


def _is_ip_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
