"""Whether the terminal around octui tells when keys come up: it is asked to only while a program inside needs it."""

import re
from typing import Final

from textual.message import Message

_RELEASES: Final = 2
"""Kitty's flag for reporting repeats and releases."""

START_RELEASES: Final = f"\x1b[={_RELEASES};2u"
STOP_RELEASES: Final = f"\x1b[={_RELEASES};3u"
ASK_RELEASES: Final = f"{START_RELEASES}\x1b[?u{STOP_RELEASES}"
"""A terminal confirms of the flags that were set those that it knows; one without the protocol does not answer."""

_FLAGS_REPLY: Final = re.compile(r"\x1b\[\?(\d{1,5})u")


class KeyReleasesReported(Message):
    """The terminal answered whether it can tell when keys come up."""

    def __init__(self, *, are_known: bool) -> None:
        super().__init__()
        self.are_known = are_known


def parse_key_report(sequence: str) -> KeyReleasesReported | None:
    """The answer to the question; None for any other sequence."""
    match = _FLAGS_REPLY.fullmatch(sequence)
    return KeyReleasesReported(are_known=bool(int(match[1]) & _RELEASES)) if match is not None else None
