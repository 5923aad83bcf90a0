"""Version control: the branch, what changed, and patches applied."""

from typing import Annotated

import msgspec
from starlette.responses import Response

from octui.server.errors import Named
from octui.server.git.applying import DoesNotFit, apply
from octui.server.git.branches import Branches
from octui.server.git.changes import Mode, changes, raw, status
from octui.server.git.diffing import CONTEXT
from octui.server.git.running import GitFailed
from octui.server.routing import Call, Route
from octui.wire.sessions import FileDiff
from octui.wire.vcs import Branch, ChangedFile


class DiffQuery(msgspec.Struct):
    mode: Mode
    context: Annotated[int, msgspec.Meta(ge=0, le=100_000)] = CONTEXT


class PatchBody(msgspec.Struct):
    patch: str


class Applied(msgspec.Struct):
    applied: bool


async def branch(call: Call) -> Branch:
    return await call.instance.service(Branches).current()


async def changed_files(call: Call) -> list[ChangedFile]:
    """Empty outside of a repository."""
    try:
        return await status(call.instance.directory)
    except GitFailed:
        return []


async def diff(call: Call) -> list[FileDiff]:
    try:
        return await changes(call.instance.directory, call.query.mode, call.query.context)
    except GitFailed:
        return []


async def raw_diff(call: Call) -> Response:
    try:
        patch = await raw(call.instance.directory)
    except GitFailed:
        patch = ""
    return Response(patch.encode("utf-8", "replace"), media_type="text/x-diff; charset=utf-8")


async def apply_patch(call: Call) -> Applied:
    try:
        await apply(call.instance.directory, call.body.patch)
    except DoesNotFit as refused:
        message = f"Patch can't be applied: {refused}"
        raise Named("VcsApplyError", message, reason="not-clean") from refused
    return Applied(True)


ROUTES = (
    Route("GET", "/vcs", branch, "The branch checked out, and the default one", answer=Branch),
    Route("GET", "/vcs/status", changed_files, "Files that differ from the last commit", answer=list[ChangedFile]),
    Route("GET", "/vcs/diff", diff, "Changes as patches", query=DiffQuery, answer=list[FileDiff]),
    Route("GET", "/vcs/diff/raw", raw_diff, "All changes as one patch", answer=str),
    Route("POST", "/vcs/apply", apply_patch, "Apply a patch", body=PatchBody, answer=Applied),
)
