"""Worktrees that the server makes beside a project."""

from octui.client.capable_transport import CapableTransport
from octui.client.http.transport import omit_none
from octui.wire.workspace.projects import Worktree

WORKTREE_SECONDS = 120.0
"""Checking out a large repository takes a while."""


class WorktreesApi:
    def __init__(self, transport: CapableTransport) -> None:
        self._transport = transport

    async def list(self, *, directory: str | None = None) -> tuple[str, ...]:
        """The directories of the worktrees the server made."""
        return await self._transport.get_json_list("/experimental/worktree", str, directory=directory)

    async def create(
        self, *, name: str | None = None, start_command: str | None = None, directory: str | None = None
    ) -> Worktree:
        """Make a worktree on a branch of its own; an event of the worktree's directory says when it is ready."""
        body = omit_none(name=name, startCommand=start_command)
        path = "/experimental/worktree"
        return await self._transport.send_json(
            "POST", path, Worktree, body, directory=directory, timeout=WORKTREE_SECONDS
        )

    async def remove(self, worktree: str, *, directory: str | None = None) -> bool:
        body = {"directory": worktree}
        path = "/experimental/worktree"
        return await self._transport.send_json(
            "DELETE", path, bool, body, directory=directory, timeout=WORKTREE_SECONDS
        )

    async def reset(self, worktree: str, *, directory: str | None = None) -> bool:
        """Throw away everything done in a worktree."""
        body = {"directory": worktree}
        path = "/experimental/worktree/reset"
        return await self._transport.send_json("POST", path, bool, body, directory=directory, timeout=WORKTREE_SECONDS)
