"""Patches, applied to files and to nothing else."""

from octui.server.git.git_process import GitError, read_git_line, run_git


class PatchDoesNotApply(Exception):
    """The patch is none, or the files are not what it was made from; `str()` says which."""


async def apply_git_patch(directory: str, patch: str) -> None:
    """Apply a patch whose paths are below the directory: all of it or nothing."""
    top = await read_git_line(directory, "rev-parse", "--show-toplevel")
    prefix = await read_git_line(directory, "rev-parse", "--show-prefix")
    where = [f"--directory={prefix.rstrip('/')}"] if prefix is not None else []
    send = patch.encode("utf-8", "surrogatepass")
    try:
        await run_git(top or directory, "apply", "--whitespace=nowarn", *where, "-", send=send or b"\n")
    except GitError as refused:
        raise PatchDoesNotApply(str(refused)) from refused
