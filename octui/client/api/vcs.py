"""Version control of a directory: its branch, what changed, and patches."""

from octui.client.api.files import FilesApi
from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import REQUEST_TIMEOUT
from octui.wire.sessions import FileDiff
from octui.wire.workspace.vcs import Branch, ChangedFile


class VcsApi:
    def __init__(self, transport: CapableTransport, files: FilesApi) -> None:
        self._transport = transport
        self._files = files

    async def get_branch(self, *, directory: str | None = None) -> Branch:
        return await self._transport.get_json("/vcs", Branch, directory=directory)

    async def get_status(
        self, *, directory: str | None = None, timeout: float = REQUEST_TIMEOUT
    ) -> tuple[ChangedFile, ...]:
        """What differs from the last commit, untracked files included; asked in whichever way the server knows.

        It is as slow as `get_diff` where there are thousands of untracked files.
        """
        if (await self._transport.get_capabilities()).vcs_status:
            return await self._transport.get_json_list("/vcs/status", ChangedFile, directory=directory, timeout=timeout)
        return tuple(file.changed for file in await self._files.get_status(directory=directory))

    async def get_diff(
        self,
        mode: str = "git",
        *,
        context: int | None = None,
        directory: str | None = None,
        timeout: float = REQUEST_TIMEOUT,
    ) -> tuple[FileDiff, ...]:
        """Patches against the last commit (`git`) or the default branch (`branch`).

        OpenCode 1.18 starts git several times for each untracked file: thousands of them take minutes.
        """
        await self._transport.require_capability("vcs_diff", "GET", "/vcs/diff")
        query = {"mode": mode, "context": context}
        return await self._transport.get_json_list(
            "/vcs/diff", FileDiff, directory=directory, query=query, timeout=timeout
        )

    async def get_patch(self, *, directory: str | None = None) -> str:
        """All changes as one patch."""
        await self._transport.require_capability("vcs_diff", "GET", "/vcs/diff/raw")
        answer = await self._transport.send_request("GET", "/vcs/diff/raw", directory=directory)
        return answer.body.decode("utf-8", "replace")

    async def apply_patch(self, patch: str, *, directory: str | None = None) -> bool:
        """Apply a patch to the files; raises Rejected when it does not fit."""
        await self._transport.require_capability("vcs_apply", "POST", "/vcs/apply")
        applied = await self._transport.send_json(
            "POST", "/vcs/apply", dict[str, bool], {"patch": patch}, directory=directory
        )
        return applied.get("applied", False)
