"""Worktrees the server makes for work beside the main checkout."""

from octui.wire.struct import Wire


class Worktree(Wire, frozen=True):
    """A worktree; it is usable once the `worktree.ready` event arrives."""

    name: str
    directory: str
    branch: str = ""
