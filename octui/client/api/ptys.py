"""The server's terminals: created, resized, ended, and connected to."""

from collections.abc import Mapping, Sequence

import msgspec

from octui.client.address import quote_path_segment
from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import omit_none
from octui.client.pty_socket import PtySocket
from octui.wire.pty import Pty, PtySize, PtyTicket, Shell


class PtysApi:
    """Terminals belong to the instance of one directory, and end with it."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, *, directory: str | None = None) -> tuple[Pty, ...]:
        return await self._transport.get_json_list("/pty", Pty, directory=directory)

    async def create(
        self,
        *,
        command: str | None = None,
        args: Sequence[str] | None = None,
        cwd: str | None = None,
        title: str | None = None,
        env: Mapping[str, str] | None = None,
        directory: str | None = None,
    ) -> Pty:
        """Start a terminal of 80 columns and 24 lines, running the login shell by default; resize it afterwards."""
        body = omit_none(
            command=command,
            args=list(args) if args is not None else None,
            cwd=cwd,
            title=title,
            env=dict(env) if env is not None else None,
        )
        return await self._transport.send_json("POST", "/pty", Pty, body, directory=directory)

    async def get(self, pty_id: str, *, directory: str | None = None) -> Pty:
        """Raises NotFound once its process has ended."""
        return await self._transport.get_json(_pty_path(pty_id), Pty, directory=directory)

    async def update(
        self,
        pty_id: str,
        *,
        title: str | None = None,
        size: PtySize | None = None,
        directory: str | None = None,
    ) -> Pty:
        """Every update is announced to all clients, so leave out sizes it already has."""
        body = omit_none(title=title, size=size)
        return await self._transport.send_json("PUT", _pty_path(pty_id), Pty, body, directory=directory)

    async def delete(self, pty_id: str, *, directory: str | None = None) -> bool:
        return await self._transport.send_json("DELETE", _pty_path(pty_id), bool, directory=directory)

    async def list_shells(self, *, directory: str | None = None) -> tuple[Shell, ...]:
        await self._transport.require_capability("pty_shells", "GET", "/pty/shells")
        return await self._transport.get_json_list("/pty/shells", Shell, directory=directory)

    async def create_ticket(self, pty_id: str, *, directory: str | None = None) -> PtyTicket:
        """A ticket for someone who cannot send a password with a WebSocket; octui itself can."""
        path = f"{_pty_path(pty_id)}/connect-token"
        await self._transport.require_capability("pty_ticket", "POST", path)
        headers = {"x-opencode-ticket": "1"}
        answer = await self._transport.send_request("POST", path, directory=directory, headers=headers)
        return await self._transport.decode_response(path, answer, _decode_ticket)

    async def connect(self, pty_id: str, *, cursor: int | None = None, directory: str | None = None) -> PtySocket:
        """Join a terminal: its output so far, or from a cursor on, then what it writes; -1 skips what was.

        Raises NotFound when its process has ended.
        """
        # A server that has to start the directory's instance first leaves the upgrade unanswered forever.
        await self.get(pty_id, directory=directory)
        query = self._transport.build_query(directory, {"cursor": cursor})
        return await PtySocket.open_socket(
            self._transport.address, self._transport.credentials, f"{_pty_path(pty_id)}/connect", query
        )


def _pty_path(pty_id: str) -> str:
    return f"/pty/{quote_path_segment(pty_id)}"


def _decode_ticket(body: bytes) -> PtyTicket:
    return msgspec.json.decode(body, type=PtyTicket)
