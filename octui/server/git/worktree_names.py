"""Names for worktrees nobody named."""

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


def make_worktree_name(given: str | None) -> str:
    """A name that is safe as a folder and as a branch; an invented one when nothing of it is."""
    plain = re.sub(r"[^a-z0-9]+", "-", (given or "").lower()).strip("-")[:MAX_NAME_LENGTH].rstrip("-")
    return plain or f"{secrets.choice(ADJECTIVES)}-{secrets.choice(NOUNS)}"
