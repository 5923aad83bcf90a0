"""Events that a program sends to its terminal besides text; all strings are bounded and free of control characters."""

import re
from typing import Final, Literal

from octui.lazy_dataclasses import dataclass

MAX_TITLE_LENGTH: Final = 256
MAX_BODY_LENGTH: Final = 1024
MAX_PLACE_LENGTH: Final = 4096
MAX_COPY: Final = 256 * 1024
"""Maximum size in bytes of a clipboard request."""

_CONTROLS: Final = re.compile(
    "[\0-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]+"
)


@dataclass(frozen=True, slots=True)
class Bell:
    """BEL."""


@dataclass(frozen=True, slots=True)
class Titled:
    """OSC 0 or 2: the program set the title."""

    title: str


@dataclass(frozen=True, slots=True)
class Notified:
    """OSC 9 or 777: a desktop notification."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Progressed:
    """OSC 9;4: progress in percent."""

    state: Literal["none", "running", "error", "unknown", "paused"]
    percent: int


@dataclass(frozen=True, slots=True)
class CopyAsked:
    """OSC 52: a request to copy `text` to the clipboard, which the user must confirm."""

    text: str


@dataclass(frozen=True, slots=True)
class CopyRefused:
    """OSC 52 with more than `MAX_COPY` bytes."""

    size: int


@dataclass(frozen=True, slots=True)
class Moved:
    """OSC 7: the shell's current directory, as the shell reports it (a path, without the host)."""

    directory: str


@dataclass(frozen=True, slots=True)
class Prompted:
    """OSC 133: a shell integration mark; `code` is the exit code of "finished", if reported."""

    kind: Literal["prompt", "command", "output", "finished"]
    code: int | None = None


Event = Bell | Titled | Notified | Progressed | CopyAsked | CopyRefused | Moved | Prompted


def sanitize_string(text: str, longest: int) -> str:
    """`text` on one line, truncated, without control or bidirectional formatting characters."""
    return _CONTROLS.sub(" ", text[: 4 * longest])[:longest].strip()
