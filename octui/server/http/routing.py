"""What a route is, and what its handler is given."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket

from octui.server.instance import Instance
from octui.server.server import Server
from octui.wire.sessions import Session

Scope = Literal["instance", "session", "server"]
"""Whose the call is: the directory's it names, the session's in its path, or the server's."""

WEBSOCKET = "WEBSOCKET"
"""The method of a route that is a WebSocket; its handler gets `call.socket` and accepts it itself."""


@dataclass
class Call:
    """One request: where it goes, what it brings."""

    server: Server
    connection: HTTPConnection
    parameters: dict[str, str]
    body: Any = None
    """Decoded to the type the route names."""
    query: Any = None
    """Decoded to the type the route names."""
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
    """A method and a path like `/session/{sessionID}`; requests and `/doc` are both made from it.

    `body` and `query` are msgspec types. A body left out counts as `{}`; `answer` is the type of what is returned.
    """

    method: str
    path: str
    handler: Handler = field(compare=False)
    summary: str
    body: Any = None
    query: Any = None
    answer: Any = None
    scope: Scope = "instance"
