"""Worktrees in addition to the main checkout."""

import msgspec

from octui.server.errors import NamedError, NotFoundError
from octui.server.git.git_command import GitError
from octui.server.git.worktrees import NotARepository, UnknownWorktree, WorktreeService
from octui.server.http.routing import Call, Route
from octui.wire.workspace.projects import Worktree

PATH = "/experimental/worktree"


class WorktreeBody(msgspec.Struct, rename="camel"):
    name: str | None = None
    start_command: str | None = None


class DirectoryBody(msgspec.Struct):
    directory: str


async def list_worktrees(call: Call) -> list[str]:
    try:
        return await call.instance.get_service(WorktreeService).list_worktree_paths()
    except GitError:
        return []


async def create_worktree(call: Call) -> Worktree:
    try:
        return await call.instance.get_service(WorktreeService).add_worktree(call.body.name, call.body.start_command)
    except NotARepository as refused:
        message = "Worktrees are only supported for git projects"
        raise NamedError("WorktreeNotGitError", message) from refused
    except (GitError, OSError) as refused:
        raise NamedError("WorktreeCreateFailedError", str(refused)) from refused


async def remove_worktree(call: Call) -> bool:
    """Terminals and runs in it are stopped first."""
    worktrees = call.instance.get_service(WorktreeService)
    try:
        place = await worktrees.resolve_worktree(call.body.directory)
        await call.server.instances.dispose_instance(place)
        await worktrees.remove_checkout(place)
    except UnknownWorktree as unknown:
        raise NotFoundError(str(unknown)) from unknown
    except GitError as refused:
        raise NamedError("WorktreeRemoveFailedError", str(refused)) from refused
    return True


async def reset_worktree(call: Call) -> bool:
    try:
        await call.instance.get_service(WorktreeService).reset_checkout(call.body.directory)
    except UnknownWorktree as unknown:
        raise NotFoundError(str(unknown)) from unknown
    except GitError as refused:
        raise NamedError("WorktreeResetFailedError", str(refused)) from refused
    return True


ROUTES = (
    Route("GET", PATH, list_worktrees, "List worktrees", answer=list[str]),
    Route("POST", PATH, create_worktree, "Create a worktree", body=WorktreeBody, answer=Worktree),
    Route("DELETE", PATH, remove_worktree, "Remove a worktree", body=DirectoryBody, answer=bool),
    Route(
        "POST", f"{PATH}/reset", reset_worktree, "Discard all changes in a worktree", body=DirectoryBody, answer=bool
    ),
)
