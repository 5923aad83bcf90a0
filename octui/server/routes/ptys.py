"""Terminals: made, sized, ended, and joined over a WebSocket."""

import asyncio
from typing import Annotated

import msgspec

from octui.server.errors import BadRequest, Forbidden, Missing
from octui.server.routing import WEBSOCKET, Call, Route
from octui.server.terminals.joining import serve
from octui.server.terminals.service import NoSuchTerminal, Terminals
from octui.server.terminals.shells import shells
from octui.server.terminals.spawning import CannotStart
from octui.server.terminals.terminal import Terminal
from octui.server.tickets import LIFETIME_SECONDS
from octui.wire.pty import Pty, PtySize, PtyTicket, Shell

TICKET_HEADER = "x-opencode-ticket"

Lines = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class NewPty(msgspec.Struct):
    command: str | None = None
    args: list[str] = []
    cwd: str | None = None
    title: str | None = None
    env: dict[str, str] = {}


class Size(msgspec.Struct):
    rows: Lines
    cols: Lines


class PtyChange(msgspec.Struct):
    title: str | None = None
    size: Size | None = None


async def list_shells(_call: Call) -> list[Shell]:
    return await asyncio.to_thread(shells)


async def list_ptys(call: Call) -> list[Pty]:
    return call.instance.service(Terminals).listed()


async def create_pty(call: Call) -> Pty:
    wanted: NewPty = call.body
    try:
        return await call.instance.service(Terminals).create(
            command=wanted.command, args=wanted.args, cwd=wanted.cwd, title=wanted.title, env=wanted.env
        )
    except CannotStart as refused:
        raise BadRequest(str(refused)) from refused


async def get_pty(call: Call) -> Pty:
    return _terminal(call).pty


async def update_pty(call: Call) -> Pty:
    change: PtyChange = call.body
    size = PtySize(rows=change.size.rows, cols=change.size.cols) if change.size is not None else None
    return call.instance.service(Terminals).update(_terminal(call).pty.id, change.title, size)


async def delete_pty(call: Call) -> bool:
    await call.instance.service(Terminals).remove(_terminal(call).pty.id)
    return True


async def issue_ticket(call: Call) -> PtyTicket:
    """Browsers cannot send a password with a WebSocket, and no page of another site can send this header."""
    pty_id = _terminal(call).pty.id
    if call.request.headers.get(TICKET_HEADER) != "1":
        raise Forbidden("Invalid PTY connect token request", "PtyForbiddenError")
    ticket = call.server.tickets.issue(f"/pty/{pty_id}/connect")
    return PtyTicket(ticket=ticket, expires_in=LIFETIME_SECONDS)


async def connect_pty(call: Call) -> None:
    served = await serve(call.socket, _terminal(call), _cursor(call.socket.query_params.get("cursor")))
    if not served and (client := call.socket.client) is not None:
        call.server.cut_off((client.host, client.port))


def _terminal(call: Call) -> Terminal:
    pty_id = call.parameters["ptyID"]
    try:
        return call.instance.service(Terminals).get(pty_id)
    except NoSuchTerminal as unknown:
        message = f"PTY session not found: {pty_id}"
        raise Missing("PtyNotFoundError", message, ptyID=pty_id) from unknown


def _cursor(given: str | None) -> int | None:
    """What is no number counts as none, as with other servers."""
    try:
        return int(given) if given is not None else None
    except ValueError:
        return None


ROUTES = (
    Route("GET", "/pty/shells", list_shells, "Shells of this machine", answer=list[Shell]),
    Route("GET", "/pty", list_ptys, "List terminals", answer=list[Pty]),
    Route("POST", "/pty", create_pty, "Start a terminal", body=NewPty, answer=Pty),
    Route("GET", "/pty/{ptyID}", get_pty, "One terminal", answer=Pty),
    Route("PUT", "/pty/{ptyID}", update_pty, "Rename or resize a terminal", body=PtyChange, answer=Pty),
    Route("DELETE", "/pty/{ptyID}", delete_pty, "End a terminal", answer=bool),
    Route("POST", "/pty/{ptyID}/connect-token", issue_ticket, "A ticket for one connection", answer=PtyTicket),
    Route(WEBSOCKET, "/pty/{ptyID}/connect", connect_pty, "Join a terminal"),
)
