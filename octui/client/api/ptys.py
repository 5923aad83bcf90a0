"""The server's terminals: made, sized, ended, and connected to."""

from collections.abc import Mapping, Sequence

import msgspec

from octui.client.address import segment
from octui.client.capabilities import Capable
from octui.client.http.request_body import given
from octui.client.pty_socket import PtySocket
from octui.wire.pty import Pty, PtySize, PtyTicket, Shell


class Ptys(Capable):
    """Terminals belong to the instance of one directory, and are gone with it."""

    async def ptys(self, *, directory: str | None = None) -> tuple[Pty, ...]:
        return await self.get_list("/pty", Pty, directory=directory)

    async def create_pty(
        self,
        *,
        command: str | None = None,
        args: Sequence[str] | None = None,
        cwd: str | None = None,
        title: str | None = None,
        env: Mapping[str, str] | None = None,
        directory: str | None = None,
    ) -> Pty:
        """Start a terminal of 24 by 80, of the login shell unless told otherwise; give it its size afterwards."""
        body = given(
            command=command,
            args=list(args) if args is not None else None,
            cwd=cwd,
            title=title,
            env=dict(env) if env is not None else None,
        )
        return await self.send("POST", "/pty", Pty, body, directory=directory)

    async def pty(self, pty_id: str, *, directory: str | None = None) -> Pty:
        """Raises NotFound once its process has ended."""
        return await self.get(_path(pty_id), Pty, directory=directory)

    async def update_pty(
        self,
        pty_id: str,
        *,
        title: str | None = None,
        size: PtySize | None = None,
        directory: str | None = None,
    ) -> Pty:
        """Every update is announced to all clients, so leave out sizes it already has."""
        body = given(title=title, size=size)
        return await self.send("PUT", _path(pty_id), Pty, body, directory=directory)

    async def delete_pty(self, pty_id: str, *, directory: str | None = None) -> bool:
        return await self.send("DELETE", _path(pty_id), bool, directory=directory)

    async def pty_shells(self, *, directory: str | None = None) -> tuple[Shell, ...]:
        await self.require("pty_shells", "GET", "/pty/shells")
        return await self.get_list("/pty/shells", Shell, directory=directory)

    async def pty_token(self, pty_id: str, *, directory: str | None = None) -> PtyTicket:
        """A ticket for someone who cannot send a password with a WebSocket; octui itself can."""
        path = f"{_path(pty_id)}/connect-token"
        await self.require("pty_ticket", "POST", path)
        headers = {"x-opencode-ticket": "1"}
        answer = await self.ask("POST", path, directory=directory, headers=headers)
        return await self.decoded(path, answer, _ticket)

    async def connect_pty(self, pty_id: str, *, cursor: int | None = None, directory: str | None = None) -> PtySocket:
        """Join a terminal: its output so far, or from a cursor on, then what it writes; -1 skips what was.

        Raises NotFound when its process has ended.
        """
        # A server that has to start the directory's instance first leaves the upgrade unanswered for ever.
        await self.pty(pty_id, directory=directory)
        query = self.parameters(directory, {"cursor": cursor})
        return await PtySocket.open(self.address, self.credentials, f"{_path(pty_id)}/connect", query)


def _path(pty_id: str) -> str:
    return f"/pty/{segment(pty_id)}"


def _ticket(body: bytes) -> PtyTicket:
    return msgspec.json.decode(body, type=PtyTicket)
