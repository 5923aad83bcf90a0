"""Permission requests from agents, and the replies to them.

They belong to the instance of one directory: with another directory the list is empty and replies find nothing.
"""

from typing import Final

from octui.client.address import quote_path_segment
from octui.client.api.pending import ensure_pending
from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import omit_none
from octui.wire.access.permissions import GrantScope, PermissionOverview, SavedPermission
from octui.wire.requests import Permission
from octui.wire.struct import Wire

OVERVIEW_PATH: Final = "/octui/permissions"
GRANTS_PATH: Final = f"{OVERVIEW_PATH}/grants"
SAVED_PATH: Final = "/api/permission/saved"


class _SavedList(Wire, frozen=True):
    data: tuple[SavedPermission, ...] = ()


class PermissionsApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, *, directory: str | None = None) -> tuple[Permission, ...]:
        """Requests of every session of the directory, subagents and dead runs included."""
        return await self._transport.get_json_list("/permission", Permission, directory=directory)

    async def reply(
        self,
        request_id: str,
        reply: str,
        message: str | None = None,
        *,
        scope: GrantScope | None = None,
        directory: str | None = None,
    ) -> None:
        """Answer `once`, `always` or `reject`; with a `message` a rejection lets the run go on.

        `scope` limits "always"; servers without scopes raise Unsupported, before anything is sent. Raises NotFound when
        the request is not pending any more: then nothing was decided by this call.
        """
        path = f"/permission/{quote_path_segment(request_id)}/reply"
        if scope is not None:
            await self._transport.require_capability("grant_scopes", "POST", path)
        await ensure_pending(self._transport, "/permission", request_id, path, directory)
        await self._transport.send_json(
            "POST", path, bool, omit_none(reply=reply, message=message, scope=scope), directory=directory
        )

    async def reply_in_session(
        self, session_id: str, request_id: str, response: str, *, directory: str | None = None
    ) -> None:
        """Answer by the older route, which newer servers find in any directory and which carries no message."""
        path = f"/session/{quote_path_segment(session_id)}/permissions/{quote_path_segment(request_id)}"
        await ensure_pending(self._transport, "/permission", request_id, path, directory)
        await self._transport.send_json("POST", path, bool, {"response": response}, directory=directory)

    async def get_overview(
        self, *, session_id: str | None = None, agent: str | None = None, directory: str | None = None
    ) -> PermissionOverview:
        """The rules in force and the grants; only octui's embedded server says them, others raise Unsupported."""
        await self._transport.require_capability("grant_scopes", "GET", OVERVIEW_PATH)
        query = {"sessionID": session_id, "agent": agent}
        return await self._transport.get_json(OVERVIEW_PATH, PermissionOverview, directory=directory, query=query)

    async def revoke_grant(self, grant_id: str, *, directory: str | None = None) -> bool:
        """Ask again for what a grant allows; returns whether there was such a grant."""
        path = f"{GRANTS_PATH}/{quote_path_segment(grant_id)}"
        await self._transport.require_capability("grant_scopes", "DELETE", path)
        return await self._transport.send_json("DELETE", path, bool, directory=directory)

    async def revoke_all_grants(self, *, directory: str | None = None) -> int:
        """Ask again for everything that was allowed in a directory; returns how many grants there were."""
        await self._transport.require_capability("grant_scopes", "DELETE", GRANTS_PATH)
        return await self._transport.send_json("DELETE", GRANTS_PATH, int, directory=directory)

    async def list_saved(self, project_id: str | None = None) -> tuple[SavedPermission, ...]:
        """What OpenCode 1.18 keeps for a project, or for all; older servers raise Unsupported."""
        await self._transport.require_capability("saved_permissions", "GET", SAVED_PATH)
        query = {"projectID": project_id}
        return (await self._transport.get_json(SAVED_PATH, _SavedList, directory="", query=query)).data

    async def delete_saved(self, saved_id: str) -> None:
        path = f"{SAVED_PATH}/{quote_path_segment(saved_id)}"
        await self._transport.require_capability("saved_permissions", "DELETE", path)
        await self._transport.send_without_answer("DELETE", path, directory="")
