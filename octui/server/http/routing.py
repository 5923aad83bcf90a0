"""Routes, and the calls their handlers receive."""

from collections.abc import Awaitable, Callable
from dataclasses import field
from typing import Any, Literal

from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket

from octui.lazy_dataclasses import dataclass
from octui.server.instance import Instance
from octui.server.server import Server
from octui.wire.sessions import Session

Scope = Literal["instance", "session", "server"]
"""What a call is for: the directory it names, the session in its path, or the server."""

WEBSOCKET = "WEBSOCKET"
"""The method of a WebSocket route; its handler accepts `call.socket` itself."""


@dataclass
class Call:
    """One request: what it is for, and its parameters."""

    server: Server
    connection: HTTPConnection
    parameters: dict[str, str]
    body: Any = None
    """Decoded as the route's type."""
    query: Any = None
    """Decoded as the route's type."""
    optional_instance: Instance | None = None
    optional_session: Session | None = None

    @property
    def instance(self) -> Instance:
        assert self.optional_instance is not None, "a route of scope `server` has no instance"
        return self.optional_instance

    @property
    def session(self) -> Session:
        assert self.optional_session is not None, "only a route of scope `session` has a session"
        return self.optional_session

    @property
    def request(self) -> Request:
        assert isinstance(self.connection, Request)
        return self.connection

    @property
    def socket(self) -> WebSocket:
        assert isinstance(self.connection, WebSocket)
        return self.connection


Handler = Callable[[Call], Awaitable[object]]


@dataclass(frozen=True)
class Route:
    """A method and a path like `/session/{sessionID}`; used to serve requests and to generate `/doc`.

    `body` and `query` are msgspec types. An empty body counts as `{}`; `answer` is the result's type.
    """

    method: str
    path: str
    handler: Handler = field(compare=False)
    summary: str
    body: Any = None
    query: Any = None
    answer: Any = None
    scope: Scope = "instance"
    reads_any_media: bool = False
    """Whether the body is JSON whatever its Content-Type says, as OpenCode has it where a body may be left out."""

    @property
    def is_tagged(self) -> bool:
        """Whether its errors have the shape of `/api`, with a `_tag`."""
        return self.path.startswith("/api/")
