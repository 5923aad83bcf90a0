"""Names for worktrees that were created without one."""

import re
import secrets

ADJECTIVES = (
    "amber",
    "brave",
    "calm",
    "clever",
    "crisp",
    "eager",
    "gentle",
    "happy",
    "keen",
    "lucky",
    "mellow",
    "neat",
)
NOUNS = (
    "badger",
    "comet",
    "falcon",
    "forest",
    "harbor",
    "lantern",
    "meadow",
    "otter",
    "pine",
    "river",
    "sparrow",
    "tiger",
)

MAX_NAME_LENGTH = 60


def make_worktree_name(requested: str | None) -> str:
    """A name that is safe for a folder and a branch; a random one when nothing of it is usable."""
    plain = re.sub(r"[^a-z0-9]+", "-", (requested or "").lower()).strip("-")[:MAX_NAME_LENGTH].rstrip("-")
    return plain or f"{secrets.choice(ADJECTIVES)}-{secrets.choice(NOUNS)}"
