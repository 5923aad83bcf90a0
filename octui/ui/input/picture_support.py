"""How the terminal draws pictures: it is asked as octui starts, and nothing is taken for granted.

For kitty's protocol, two answers are needed. The reply to its query says that pictures can be sent; WezTerm and Konsole
give it too, but do not show pictures in place of text, so the terminal's name has to be one of those that do. For
sixels, the primary device attributes are enough: 4 is among them.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from textual.message import Message

_QUERY_NUMBER: Final = 0x6F6374
ASK_GRAPHICS: Final = f"\x1b_Gi={_QUERY_NUMBER},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q"
"""Kitty's query with a picture of one pixel, and XTVERSION, which asks for the terminal's name."""

ASK_SIXELS: Final = "\x1b[16t\x1b[c"
"""The size of a cell in pixels, and DA1: every terminal knows the one, and takes no notice of the other."""

_GRAPHICS_REPLY: Final = re.compile(rf"\x1b_Gi={_QUERY_NUMBER}[^;]*;OK\x1b\\")
_NAME_REPLY: Final = re.compile(r"\x1bP>\|([\x20-\x7e]{1,80})(?:\x1b\\|\x07)")
_ATTRIBUTES_REPLY: Final = re.compile(r"\x1b\[\?([\d;]{1,80})c")
_CELL_REPLY: Final = re.compile(r"\x1b\[6;(\d{1,4});(\d{1,4})t")
_SIXEL: Final = "4"
_PLACEHOLDERS: Final = re.compile(r"(?i:kitty|ghostty)\b")


class PictureProtocol(StrEnum):
    KITTY = "kitty"
    SIXEL = "sixel"
    BLOCKS = "blocks"


class TerminalGraphicsReported(Message):
    """The terminal answered one of the questions; each of the others is left open."""

    def __init__(
        self,
        *,
        takes_pictures: bool = False,
        name: str = "",
        draws_sixels: bool = False,
        cell_size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__()
        self.takes_pictures = takes_pictures
        self.name = name
        """What the terminal calls itself."""
        self.draws_sixels = draws_sixels
        self.cell_size = cell_size
        """The width and the height of a cell in pixels."""


@dataclass(slots=True)
class TerminalGraphics:
    """What the terminal has said so far."""

    takes_pictures: bool = False
    name: str = ""
    draws_sixels: bool = False
    cell_size: tuple[int, int] | None = None

    @property
    def protocol(self) -> PictureProtocol:
        if self.takes_pictures and _PLACEHOLDERS.match(self.name):
            return PictureProtocol.KITTY
        return PictureProtocol.SIXEL if self.draws_sixels else PictureProtocol.BLOCKS

    def note_report(self, report: TerminalGraphicsReported) -> None:
        self.takes_pictures |= report.takes_pictures
        self.draws_sixels |= report.draws_sixels
        self.name = report.name or self.name
        self.cell_size = report.cell_size or self.cell_size


def list_questions(environment: Mapping[str, str] = os.environ) -> str:
    """What may be asked of this terminal without a trace on its screen."""
    if environment.get("TERM", "") == "linux":
        return ""
    return (ASK_GRAPHICS if can_ask_graphics(environment) else "") + ASK_SIXELS


def can_ask_graphics(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether kitty's question stays unseen: these print it, or take it for a title."""
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
        return TerminalGraphicsReported(takes_pictures=True)
    if match := _NAME_REPLY.fullmatch(sequence):
        return TerminalGraphicsReported(name=match[1])
    if match := _ATTRIBUTES_REPLY.fullmatch(sequence):
        # The first number is the kind of terminal.
        return TerminalGraphicsReported(draws_sixels=_SIXEL in match[1].split(";")[1:])
    if match := _CELL_REPLY.fullmatch(sequence):
        height, width = map(int, match.groups())
        return TerminalGraphicsReported(cell_size=(width, height) if width and height else None)
    return None
