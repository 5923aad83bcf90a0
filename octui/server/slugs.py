"""Short readable names for things that only have an id."""

import secrets

_HOW = [
    "brave",
    "bright",
    "calm",
    "clever",
    "crisp",
    "eager",
    "gentle",
    "happy",
    "kind",
    "lucky",
    "mighty",
    "misty",
    "neat",
    "nimble",
    "proud",
    "quick",
    "quiet",
    "shiny",
    "silent",
    "stellar",
    "sunny",
    "swift",
    "tidy",
    "witty",
]
_WHAT = [
    "cabin",
    "cactus",
    "canyon",
    "comet",
    "eagle",
    "engine",
    "falcon",
    "forest",
    "garden",
    "harbor",
    "island",
    "knight",
    "lagoon",
    "meadow",
    "moon",
    "mountain",
    "nebula",
    "orchid",
    "otter",
    "panda",
    "planet",
    "river",
    "rocket",
    "sailor",
    "squid",
    "tiger",
    "wizard",
    "wolf",
]


def make_slug() -> str:
    return f"{secrets.choice(_HOW)}-{secrets.choice(_WHAT)}"
