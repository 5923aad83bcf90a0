"""What the files of a folder ask for, and what the user decides; only octui's embedded server has this."""

from octui.client.capable_transport import CapableTransport
from octui.wire.access.trust import FolderTrust, TrustDecision, TrustedFolder

PATH = "/octui/trust"
FOLDERS_PATH = f"{PATH}/folders"


class TrustApi:
    """Each raises Unsupported on other servers, before anything is sent."""

    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def get(self, *, directory: str | None = None) -> FolderTrust:
        await self._transport.require_capability("folder_trust", "GET", PATH)
        return await self._transport.get_json(PATH, FolderTrust, directory=directory)

    async def decide(self, digest: str, decision: TrustDecision, *, directory: str | None = None) -> FolderTrust:
        """Decide about exactly the requests with this digest; raises Busy when the folder asks for others by now.

        Everything that is open in the folder is closed, so that the decision takes effect.
        """
        await self._transport.require_capability("folder_trust", "POST", PATH)
        body = {"digest": digest, "decision": decision}
        return await self._transport.send_json("POST", PATH, FolderTrust, body, directory=directory)

    async def list_folders(self, *, directory: str | None = None) -> tuple[TrustedFolder, ...]:
        """All decisions, the newest first; without a password only those about this folder and others that are open."""
        await self._transport.require_capability("folder_trust", "GET", FOLDERS_PATH)
        return await self._transport.get_json_list(FOLDERS_PATH, TrustedFolder, directory=directory)

    async def revoke(self, root: str) -> bool:
        """Forget the decisions about a folder, which asks again then; returns whether there was one."""
        await self._transport.require_capability("folder_trust", "DELETE", FOLDERS_PATH)
        return await self._transport.send_json("DELETE", FOLDERS_PATH, bool, directory="", query={"root": root})
