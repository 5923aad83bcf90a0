"""Permission requests from agents, and the replies to them.

They belong to the instance of one directory: with another directory the list is empty and replies find nothing.
"""

from octui.client.address import quote_path_segment
from octui.client.api.pending import ensure_pending
from octui.client.capabilities import CapableTransport
from octui.client.http.request_body import omit_none
from octui.wire.requests import Permission


class PermissionsApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, *, directory: str | None = None) -> tuple[Permission, ...]:
        """Requests of every session of the directory, subagents and dead runs included."""
        return await self._transport.get_json_list("/permission", Permission, directory=directory)

    async def reply(
        self, request_id: str, reply: str, message: str | None = None, *, directory: str | None = None
    ) -> None:
        """Answer `once`, `always` or `reject`; with a `message` a rejection lets the run go on.

        Raises NotFound when the request is not pending any more: then nothing was decided by this call.
        """
        path = f"/permission/{quote_path_segment(request_id)}/reply"
        await ensure_pending(self._transport, "/permission", request_id, path, directory)
        await self._transport.send_json(
            "POST", path, bool, omit_none(reply=reply, message=message), directory=directory
        )

    async def reply_in_session(
        self, session_id: str, request_id: str, response: str, *, directory: str | None = None
    ) -> None:
        """Answer by the older route, which newer servers find in any directory and which carries no message."""
        path = f"/session/{quote_path_segment(session_id)}/permissions/{quote_path_segment(request_id)}"
        await ensure_pending(self._transport, "/permission", request_id, path, directory)
        await self._transport.send_json("POST", path, bool, {"response": response}, directory=directory)
