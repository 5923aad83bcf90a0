"""Patches, applied to files and to nothing else."""

from octui.server.git.running import GitFailed, git, line


class DoesNotFit(Exception):
    """The patch is none, or the files are not what it was made from; `str()` says which."""


async def apply(directory: str, patch: str) -> None:
    """Apply a patch whose paths are below the directory: all of it or nothing."""
    top = await line(directory, "rev-parse", "--show-toplevel")
    prefix = await line(directory, "rev-parse", "--show-prefix")
    where = [f"--directory={prefix.rstrip('/')}"] if prefix is not None else []
    send = patch.encode("utf-8", "surrogatepass")
    try:
        await git(top or directory, "apply", "--whitespace=nowarn", *where, "-", send=send or b"\n")
    except GitFailed as refused:
        raise DoesNotFit(str(refused)) from refused
