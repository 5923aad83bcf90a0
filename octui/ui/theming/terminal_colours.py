"""The terminal's own colours: how they are asked for, how it answers, and what is used while it has not."""

import re
from collections.abc import Mapping
from dataclasses import field, replace
from typing import Final, Self

from textual.message import Message

from octui.lazy_dataclasses import dataclass

ASK_PAGE: Final = "\x1b]10;?\x1b\\\x1b]11;?\x1b\\"
"""OSC 10 and 11: the colours of text and background."""

ASK_PALETTE: Final = "".join(f"\x1b]4;{number};?\x1b\\" for number in range(16))
"""OSC 4: the sixteen colours that programs use by number."""

FOLLOW_MODE: Final = "\x1b[?2031h\x1b[?996n"
"""Mode 2031: report when the terminal turns dark or light; and report now."""

LEAVE_MODE: Final = "\x1b[?2031l"

_REPLY: Final = re.compile(r"\x1b\](4;(\d{1,3})|1[01]);(?:rgba?:)?#?([0-9a-fA-F/]{3,24})(?:\x07|\x1b\\)")
_DARK_TEXT, _LIGHT_TEXT = "#e4e4e4", "#1f1f1f"
_DARK_PAGE, _LIGHT_PAGE = "#101010", "#fbfbfb"


@dataclass(frozen=True, slots=True)
class TerminalColours:
    """What the terminal has said about its colours so far, as `#rrggbb`."""

    foreground: str = ""
    background: str = ""
    palette: Mapping[int, str] = field(default_factory=dict)

    def find_background(self, dark: bool) -> str:
        return self.background or (_DARK_PAGE if dark else _LIGHT_PAGE)

    def find_foreground(self, dark: bool) -> str:
        return self.foreground or (_DARK_TEXT if dark else _LIGHT_TEXT)

    @property
    def is_complete(self) -> bool:
        """Whether a theme can be made of them."""
        return bool(self.foreground and self.background) and all(number in self.palette for number in range(16))

    def with_colour(self, place: str, colour: str) -> Self:
        match place:
            case "10":
                return replace(self, foreground=colour)
            case "11":
                return replace(self, background=colour)
            case _:
                return replace(self, palette={**self.palette, int(place.partition(";")[2]): colour})


class TerminalColourReported(Message):
    """The terminal answered what one of its colours is."""

    def __init__(self, place: str, colour: str) -> None:
        super().__init__()
        self.place = place
        """`10` for text, `11` for the background, `4;N` for colour N."""
        self.colour = colour


class TerminalModeReported(Message):
    """The terminal is dark or light now."""

    def __init__(self, dark: bool) -> None:
        super().__init__()
        self.dark = dark


TerminalReport = TerminalColourReported | TerminalModeReported


def parse_colour_reply(sequence: str) -> TerminalColourReported | None:
    """The answer to a question for a colour; None for any other sequence."""
    match = _REPLY.fullmatch(sequence)
    if match is None:
        return None
    parts = match[3].split("/")
    if len(parts) == 1:
        parts = [match[3][index : index + 2] for index in (0, 2, 4)] if len(match[3]) == 6 else []
    if len(parts) not in (3, 4) or not all(1 <= len(part) <= 4 for part in parts):
        return None
    channels = (round(int(part, 16) * 255 / (16 ** len(part) - 1)) for part in parts[:3])
    return TerminalColourReported(match[1], "#" + "".join(f"{channel:02x}" for channel in channels))
