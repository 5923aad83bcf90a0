"""Names for worktrees."""

import re

from octui.server.slugs import make_slug

MAX_NAME_LENGTH = 60


def make_worktree_name(requested: str | None) -> str:
    """A name that is safe for a folder and a branch; a random one when nothing of it is usable."""
    plain = re.sub(r"[^a-z0-9]+", "-", (requested or "").lower()).strip("-")[:MAX_NAME_LENGTH].rstrip("-")
    return plain or make_slug()
