"""MCP servers: how they fare, and what they offer."""

import msgspec

from octui.server.errors import Missing, Refusal
from octui.server.mcp.service import Mcp, NoSuchServer
from octui.server.routing import Call, Route
from octui.wire.mcp import McpConfig, McpResource, McpStatus

Statuses = dict[str, McpStatus]


class NewServer(msgspec.Struct):
    name: str
    config: McpConfig


class Code(msgspec.Struct):
    code: str


class Success(msgspec.Struct):
    success: bool


class NoSignIn(Refusal):
    """Signing in to MCP servers through a browser is not offered; a token goes into the server's `headers`."""

    def __init__(self, name: str) -> None:
        message = f"MCP server {name} does not support OAuth"
        super().__init__({"error": message}, message)


async def statuses(call: Call) -> Statuses:
    mcp = call.instance.service(Mcp)
    await mcp.ready()
    return mcp.status()


async def add(call: Call) -> Statuses:
    mcp = call.instance.service(Mcp)
    await mcp.add(call.body.name, call.body.config)
    await mcp.ready()
    return mcp.status()


async def connect(call: Call) -> bool:
    """True also when connecting failed, as with other servers: the status says how it went."""
    mcp, name = _named(call)
    await mcp.connect(name)
    return True


async def disconnect(call: Call) -> bool:
    mcp, name = _named(call)
    await mcp.disconnect(name)
    return True


async def refuse_sign_in(call: Call) -> bool:
    _, name = _named(call)
    raise NoSignIn(name)


async def forget_sign_in(call: Call) -> Success:
    """Nothing is kept, so nothing is left."""
    _named(call)
    return Success(True)


async def resources(call: Call) -> dict[str, McpResource]:
    mcp = call.instance.service(Mcp)
    await mcp.ready()
    return mcp.resources()


def _named(call: Call) -> tuple[Mcp, str]:
    mcp, name = call.instance.service(Mcp), call.parameters["name"]
    try:
        mcp.known(name)
    except NoSuchServer as unknown:
        raise Missing("McpServerNotFoundError", f"MCP server not found: {name}", name=name) from unknown
    return mcp, name


ROUTES = (
    Route("GET", "/mcp", statuses, "How the MCP servers fare", answer=Statuses),
    Route("POST", "/mcp", add, "Add an MCP server", body=NewServer, answer=Statuses),
    Route("POST", "/mcp/{name}/connect", connect, "Connect to an MCP server", answer=bool),
    Route("POST", "/mcp/{name}/disconnect", disconnect, "Disconnect from an MCP server", answer=bool),
    Route("POST", "/mcp/{name}/auth", refuse_sign_in, "Sign in to an MCP server"),
    Route("POST", "/mcp/{name}/auth/callback", refuse_sign_in, "Finish signing in", body=Code),
    Route("POST", "/mcp/{name}/auth/authenticate", refuse_sign_in, "Sign in through a browser"),
    Route("DELETE", "/mcp/{name}/auth", forget_sign_in, "Forget a sign-in", answer=Success),
    Route("DELETE", "/mcp/{name}/oauth", forget_sign_in, "Forget a sign-in", answer=Success),
    Route("GET", "/experimental/resource", resources, "Resources of the MCP servers", answer=dict[str, McpResource]),
)
