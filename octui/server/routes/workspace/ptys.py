"""Terminals: create, resize, end, and connect over a WebSocket."""

import asyncio
from typing import Annotated

import msgspec

from octui.server.errors import BadRequest, ForbiddenError, TaggedNotFoundError
from octui.server.http.routing import WEBSOCKET, Call, Route
from octui.server.http.websocket_tickets import LIFETIME_SECONDS
from octui.server.terminals.attach import attach_client
from octui.server.terminals.service import TerminalService, UnknownTerminal
from octui.server.terminals.shells import list_installed_shells
from octui.server.terminals.spawn import TerminalStartError
from octui.server.terminals.terminal import Terminal
from octui.wire.pty import Pty, PtySize, PtyTicket, Shell

TICKET_HEADER = "x-opencode-ticket"

Lines = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class NewPty(msgspec.Struct):
    command: str | None = None
    args: list[str] = []
    cwd: str | None = None
    title: str | None = None
    env: dict[str, str] = {}


class PtySizeBody(msgspec.Struct):
    rows: Lines
    cols: Lines


class PtyChange(msgspec.Struct):
    title: str | None = None
    size: PtySizeBody | None = None


async def list_shells(_call: Call) -> list[Shell]:
    return await asyncio.to_thread(list_installed_shells)


async def list_ptys(call: Call) -> list[Pty]:
    return call.instance.get_service(TerminalService).list_terminals()


async def create_pty(call: Call) -> Pty:
    wanted: NewPty = call.body
    # Without `..`, which the system would follow from where a link leads.
    directory = call.server.instances.normalize_directory(wanted.cwd, relative_to=call.instance.directory)
    await call.server.instances.require_served(directory)
    try:
        return await call.instance.get_service(TerminalService).create_terminal(
            command=wanted.command, args=wanted.args, cwd=directory, title=wanted.title, env=wanted.env
        )
    except TerminalStartError as refused:
        raise BadRequest(str(refused)) from refused


async def get_pty(call: Call) -> Pty:
    return _find_requested_terminal(call).pty


async def update_pty(call: Call) -> Pty:
    change: PtyChange = call.body
    size = PtySize(rows=change.size.rows, cols=change.size.cols) if change.size is not None else None
    return call.instance.get_service(TerminalService).update_terminal(
        _find_requested_terminal(call).pty.id, change.title, size
    )


async def delete_pty(call: Call) -> bool:
    await call.instance.get_service(TerminalService).remove_terminal(_find_requested_terminal(call).pty.id)
    return True


async def issue_pty_ticket(call: Call) -> PtyTicket:
    """Browsers cannot send a password with a WebSocket, and pages of other sites cannot send this header."""
    pty_id = _find_requested_terminal(call).pty.id
    if call.request.headers.get(TICKET_HEADER) != "1":
        raise ForbiddenError("Invalid PTY connect token request", "PtyForbiddenError")
    ticket = call.server.tickets.issue_ticket(f"/pty/{pty_id}/connect")
    return PtyTicket(ticket=ticket, expires_in=LIFETIME_SECONDS)


async def connect_pty(call: Call) -> None:
    served = await attach_client(
        call.socket, _find_requested_terminal(call), _parse_pty_cursor(call.socket.query_params.get("cursor"))
    )
    if not served and (client := call.socket.client) is not None:
        call.server.abort_connection((client.host, client.port))


def _find_requested_terminal(call: Call) -> Terminal:
    pty_id = call.parameters["ptyID"]
    try:
        return call.instance.get_service(TerminalService).find_terminal(pty_id)
    except UnknownTerminal as unknown:
        message = f"PTY session not found: {pty_id}"
        raise TaggedNotFoundError("PtyNotFoundError", message, ptyID=pty_id) from unknown


def _parse_pty_cursor(given: str | None) -> int | None:
    """Anything but a number counts as None, as with OpenCode."""
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
    Route(
        "POST", "/pty/{ptyID}/connect-token", issue_pty_ticket, "Issue a ticket for one connection", answer=PtyTicket
    ),
    Route(WEBSOCKET, "/pty/{ptyID}/connect", connect_pty, "Connect to a terminal"),
)
