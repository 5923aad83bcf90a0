"""MCP servers: status, connecting, and resources."""

import msgspec

from octui.server.errors import ApiError, TaggedNotFoundError
from octui.server.http.routing import Call, Route
from octui.server.mcp.service import McpService, UnknownMcpServer
from octui.wire.mcp import McpConfig, McpResource, McpStatus

Statuses = dict[str, McpStatus]


class NewMcpServer(msgspec.Struct):
    name: str
    config: McpConfig


class SignInCode(msgspec.Struct):
    code: str


class SignOutResult(msgspec.Struct):
    success: bool


class SignInNotSupportedError(ApiError):
    """Signing in to MCP servers with a browser is not supported; put a token into the server's `headers`."""

    def __init__(self, name: str) -> None:
        message = f"MCP server {name} does not support OAuth"
        super().__init__({"error": message}, message)


async def get_mcp_statuses(call: Call) -> Statuses:
    mcp = call.instance.get_service(McpService)
    await mcp.wait_for_servers()
    return mcp.get_server_statuses()


async def add_mcp_server(call: Call) -> Statuses:
    mcp = call.instance.get_service(McpService)
    await mcp.add_server(call.body.name, call.body.config)
    await mcp.wait_for_servers()
    return mcp.get_server_statuses()


async def connect_mcp_server(call: Call) -> bool:
    """True even when connecting failed, as with OpenCode: the status shows the result."""
    mcp, name = _find_requested_server(call)
    await mcp.connect_server(name)
    return True


async def disconnect_mcp_server(call: Call) -> bool:
    mcp, name = _find_requested_server(call)
    await mcp.disconnect_server(name)
    return True


async def refuse_sign_in(call: Call) -> bool:
    _, name = _find_requested_server(call)
    raise SignInNotSupportedError(name)


async def forget_sign_in(call: Call) -> SignOutResult:
    """No sign-ins are stored, so there is nothing to delete."""
    _find_requested_server(call)
    return SignOutResult(True)


async def list_mcp_resources(call: Call) -> dict[str, McpResource]:
    mcp = call.instance.get_service(McpService)
    await mcp.wait_for_servers()
    return mcp.list_server_resources()


def _find_requested_server(call: Call) -> tuple[McpService, str]:
    mcp, name = call.instance.get_service(McpService), call.parameters["name"]
    try:
        mcp.find_server_config(name)
    except UnknownMcpServer as unknown:
        raise TaggedNotFoundError("McpServerNotFoundError", f"MCP server not found: {name}", name=name) from unknown
    return mcp, name


ROUTES = (
    Route("GET", "/mcp", get_mcp_statuses, "The status of the MCP servers", answer=Statuses),
    Route("POST", "/mcp", add_mcp_server, "Add an MCP server", body=NewMcpServer, answer=Statuses),
    Route("POST", "/mcp/{name}/connect", connect_mcp_server, "Connect to an MCP server", answer=bool),
    Route("POST", "/mcp/{name}/disconnect", disconnect_mcp_server, "Disconnect from an MCP server", answer=bool),
    Route("POST", "/mcp/{name}/auth", refuse_sign_in, "Sign in to an MCP server"),
    Route("POST", "/mcp/{name}/auth/callback", refuse_sign_in, "Finish signing in", body=SignInCode),
    Route("POST", "/mcp/{name}/auth/authenticate", refuse_sign_in, "Sign in with a browser"),
    Route("DELETE", "/mcp/{name}/auth", forget_sign_in, "Forget a sign-in", answer=SignOutResult),
    Route("DELETE", "/mcp/{name}/oauth", forget_sign_in, "Forget a sign-in", answer=SignOutResult),
    Route(
        "GET",
        "/experimental/resource",
        list_mcp_resources,
        "Resources of the MCP servers",
        answer=dict[str, McpResource],
    ),
)
