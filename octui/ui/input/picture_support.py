"""Whether the terminal draws pictures: it is asked as octui starts, and nothing is taken for granted.

Two answers are needed. The reply to kitty's query says that pictures can be sent; WezTerm and Konsole give it too, but
do not show pictures in place of text, so the terminal's name has to be one of those that do.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from textual.message import Message

_QUERY_NUMBER: Final = 0x6F6374
ASK_GRAPHICS: Final = f"\x1b_Gi={_QUERY_NUMBER},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q"
"""Kitty's query with a picture of one pixel, and XTVERSION, which asks for the terminal's name."""

_GRAPHICS_REPLY: Final = re.compile(rf"\x1b_Gi={_QUERY_NUMBER}[^;]*;OK\x1b\\")
_NAME_REPLY: Final = re.compile(r"\x1bP>\|([\x20-\x7e]{1,80})(?:\x1b\\|\x07)")
_PLACEHOLDERS: Final = re.compile(r"(?i:kitty|ghostty)\b")


class TerminalGraphicsReported(Message):
    """The terminal answered one of the two questions."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self.name = name
        """What the terminal calls itself; None where it said that pictures can be sent."""


@dataclass(slots=True)
class TerminalGraphics:
    """What the terminal has said so far."""

    takes_pictures: bool = False
    name: str = ""

    @property
    def draws_pictures(self) -> bool:
        return self.takes_pictures and _PLACEHOLDERS.match(self.name) is not None

    def note_report(self, report: TerminalGraphicsReported) -> None:
        if report.name is None:
            self.takes_pictures = True
        else:
            self.name = report.name


def can_ask_graphics(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the question stays unseen: these print it, or take it for a title."""
    term = environment.get("TERM", "")
    return not (
        term == "linux"
        or term.startswith(("tmux", "screen"))
        or environment.get("TMUX")
        or environment.get("TERM_PROGRAM") == "Apple_Terminal"
    )


def parse_graphics_reply(sequence: str) -> TerminalGraphicsReported | None:
    """The answer to one of the questions; None for any other sequence."""
    if _GRAPHICS_REPLY.fullmatch(sequence):
        return TerminalGraphicsReported()
    match = _NAME_REPLY.fullmatch(sequence)
    return TerminalGraphicsReported(match[1]) if match else None
