"""Applies patches to files, without touching the index."""

from octui.server.git.git_command import GitError
from octui.server.git.git_process import read_git_line, run_git


class PatchDoesNotApply(Exception):
    """The patch is malformed, or does not match the files; `str()` says which."""


async def apply_git_patch(directory: str, patch: str) -> None:
    """Apply a patch with paths below the directory: all of it or nothing."""
    top = await read_git_line(directory, "rev-parse", "--show-toplevel")
    prefix = await read_git_line(directory, "rev-parse", "--show-prefix")
    options = [f"--directory={prefix.rstrip('/')}"] if prefix is not None else []
    stdin = patch.encode("utf-8", "surrogatepass")
    try:
        await run_git(top or directory, "apply", "--whitespace=nowarn", *options, "-", stdin=stdin or b"\n")
    except GitError as refused:
        raise PatchDoesNotApply(str(refused)) from refused
