"""Worktrees beside the main checkout."""

import msgspec

from octui.server.errors import Named, NotFound
from octui.server.git.running import GitFailed
from octui.server.git.worktrees import NoRepository, NoSuchWorktree, Worktrees
from octui.server.routing import Call, Route
from octui.wire.worktrees import Worktree

PATH = "/experimental/worktree"


class WorktreeBody(msgspec.Struct, rename="camel"):
    name: str | None = None
    start_command: str | None = None


class DirectoryBody(msgspec.Struct):
    directory: str


async def list_worktrees(call: Call) -> list[str]:
    try:
        return await call.instance.service(Worktrees).listed()
    except GitFailed:
        return []


async def create_worktree(call: Call) -> Worktree:
    try:
        return await call.instance.service(Worktrees).create(call.body.name, call.body.start_command)
    except NoRepository as refused:
        message = "Worktrees are only supported for git projects"
        raise Named("WorktreeNotGitError", message) from refused
    except (GitFailed, OSError) as refused:
        raise Named("WorktreeCreateFailedError", str(refused)) from refused


async def remove_worktree(call: Call) -> bool:
    """The terminals and runs in it end first."""
    worktrees = call.instance.service(Worktrees)
    try:
        place = await worktrees.known(call.body.directory)
        await call.server.instances.dispose(place)
        await worktrees.remove(place)
    except NoSuchWorktree as unknown:
        raise NotFound(str(unknown)) from unknown
    except GitFailed as refused:
        raise Named("WorktreeRemoveFailedError", str(refused)) from refused
    return True


async def reset_worktree(call: Call) -> bool:
    try:
        await call.instance.service(Worktrees).reset(call.body.directory)
    except NoSuchWorktree as unknown:
        raise NotFound(str(unknown)) from unknown
    except GitFailed as refused:
        raise Named("WorktreeResetFailedError", str(refused)) from refused
    return True


ROUTES = (
    Route("GET", PATH, list_worktrees, "List worktrees", answer=list[str]),
    Route("POST", PATH, create_worktree, "Make a worktree", body=WorktreeBody, answer=Worktree),
    Route("DELETE", PATH, remove_worktree, "Remove a worktree", body=DirectoryBody, answer=bool),
    Route("POST", f"{PATH}/reset", reset_worktree, "Throw away a worktree's work", body=DirectoryBody, answer=bool),
)
