"""Worktrees the server makes for work beside the main checkout."""

from octui.wire.struct import Wire


class Worktree(Wire, frozen=True):
    """A worktree; it is not ready before the event that says so."""

    name: str
    directory: str
    branch: str = ""
