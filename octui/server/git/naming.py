"""Names for worktrees nobody named."""

import re
import secrets

WHAT = ("amber", "brave", "calm", "clever", "crisp", "eager", "gentle", "happy", "keen", "lucky", "mellow", "neat")
WHO = (
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

LONGEST = 60


def slug(given: str | None) -> str:
    """A name that is safe as a folder and as a branch; an invented one when nothing of it is."""
    plain = re.sub(r"[^a-z0-9]+", "-", (given or "").lower()).strip("-")[:LONGEST].rstrip("-")
    return plain or f"{secrets.choice(WHAT)}-{secrets.choice(WHO)}"
