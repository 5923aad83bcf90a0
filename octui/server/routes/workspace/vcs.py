"""Version control: the branch, changes in the working tree, and applying patches."""

import asyncio
from typing import Annotated

import msgspec
from starlette.responses import Response

from octui.server.errors import NamedError
from octui.server.git.apply_patch import PatchDoesNotApply, apply_git_patch
from octui.server.git.branches import BranchWatcher
from octui.server.git.git_command import GitError
from octui.server.git.tree_diff import CONTEXT_LINES
from octui.server.git.working_tree import DiffMode, diff_working_tree, find_changed_files, format_working_tree_patch
from octui.server.http.routing import Call, Route
from octui.server.permissions.shown_files import hide_patches, load_read_rules
from octui.wire.sessions import FileDiff
from octui.wire.workspace.vcs import Branch, ChangedFile


class DiffQuery(msgspec.Struct):
    mode: DiffMode
    context: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = CONTEXT_LINES


class PatchBody(msgspec.Struct):
    patch: str


class Applied(msgspec.Struct):
    applied: bool


async def get_branch(call: Call) -> Branch:
    return await call.instance.get_service(BranchWatcher).get_branch_info()


async def list_changed_files(call: Call) -> list[ChangedFile]:
    """Empty outside of a repository."""
    try:
        return await find_changed_files(call.instance.directory)
    except GitError:
        return []


async def get_working_tree_diff(call: Call) -> list[FileDiff]:
    try:
        changed = await diff_working_tree(call.instance.directory, call.query.mode, call.query.context)
    except GitError:
        return []
    return await asyncio.to_thread(hide_patches, await load_read_rules(call.instance), changed)


async def get_raw_diff(call: Call) -> Response:
    readable = await load_read_rules(call.instance)
    try:
        changed = await diff_working_tree(call.instance.directory, "git", CONTEXT_LINES)
        shown = await asyncio.to_thread(hide_patches, readable, changed)
        if shown == changed:
            patch = await format_working_tree_patch(call.instance.directory)
        else:
            patch = "".join(file.patch or "" for file in shown)
    except GitError:
        patch = ""
    return Response(patch.encode("utf-8", "replace"), media_type="text/x-diff; charset=utf-8")


async def apply_patch(call: Call) -> Applied:
    try:
        await apply_git_patch(call.instance.directory, call.body.patch)
    except PatchDoesNotApply as refused:
        message = f"Patch can't be applied: {refused}"
        raise NamedError("VcsApplyError", message, reason="not-clean") from refused
    return Applied(True)


ROUTES = (
    Route("GET", "/vcs", get_branch, "The current and the default branch", answer=Branch),
    Route("GET", "/vcs/status", list_changed_files, "Files that differ from the last commit", answer=list[ChangedFile]),
    Route("GET", "/vcs/diff", get_working_tree_diff, "Changes as patches", query=DiffQuery, answer=list[FileDiff]),
    Route("GET", "/vcs/diff/raw", get_raw_diff, "All changes as one patch", answer=str),
    Route("POST", "/vcs/apply", apply_patch, "Apply a patch", body=PatchBody, answer=Applied),
)
