"""What a program tells its terminal beyond text; every string is bare of control characters and bounded."""

import re
from dataclasses import dataclass
from typing import Final, Literal

LONGEST_TITLE: Final = 256
LONGEST_BODY: Final = 1024
LONGEST_PLACE: Final = 4096
LARGEST_COPY: Final = 256 * 1024
"""Bytes a program may ask to have copied."""

_CONTROLS: Final = re.compile(
    "[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]+"
)


@dataclass(frozen=True, slots=True)
class Bell:
    """BEL."""


@dataclass(frozen=True, slots=True)
class Titled:
    """OSC 0 or 2: what the program calls itself now."""

    title: str


@dataclass(frozen=True, slots=True)
class Notified:
    """OSC 9 or 777: something to show to whoever looks elsewhere."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Progressed:
    """OSC 9;4: how far a program is, in percent."""

    state: Literal["none", "running", "error", "unknown", "paused"]
    percent: int


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """OSC 52: the program wants `text` in the clipboard; a person decides."""

    text: str


@dataclass(frozen=True, slots=True)
class CopyRefused:
    """OSC 52 with more than `LARGEST_COPY`."""

    size: int


@dataclass(frozen=True, slots=True)
class Moved:
    """OSC 7: the shell's directory, as it spells it (a path; the host is left out)."""

    directory: str


@dataclass(frozen=True, slots=True)
class Prompted:
    """OSC 133: a shell's mark; `code` is the exit code that goes with "finished", where it was said."""

    kind: Literal["prompt", "command", "output", "finished"]
    code: int | None = None


Event = Bell | Titled | Notified | Progressed | CopyAsked | CopyRefused | Moved | Prompted


def sanitize_string(text: str, longest: int) -> str:
    """`text` on one line, without what could act on a terminal or deceive about its order, and no longer."""
    return _CONTROLS.sub(" ", text[: 4 * longest])[:longest].strip()
