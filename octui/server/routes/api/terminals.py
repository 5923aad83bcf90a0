"""Terminals in the shapes of `/api`, to read."""

from octui.server.http.routing import Call, Route
from octui.server.routes.api.location import wrap_located
from octui.server.routes.workspace.ptys import get_pty, list_ptys
from octui.wire.struct import Json


async def list_api_ptys(call: Call) -> Json:
    return wrap_located(call, await list_ptys(call))


async def get_api_pty(call: Call) -> Json:
    return wrap_located(call, await get_pty(call))


ROUTES = (
    Route("GET", "/api/pty", list_api_ptys, "List terminals", answer=Json),
    Route("GET", "/api/pty/{ptyID}", get_api_pty, "One terminal", answer=Json),
)
