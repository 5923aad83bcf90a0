"""Results of searching a project."""

from typing import Final

import msgspec

from octui.wire.struct import Wire

HIDDEN_FILES_HEADER: Final = "x-octui-hidden-files"
"""How many files octui's own server left out of a search because of the rules for reading."""


class Words(Wire, frozen=True):
    text: str = ""


class Submatch(Wire, frozen=True):
    """Where in the line; `start` and `end` count bytes."""

    match: Words = Words()
    start: int = 0
    end: int = 0


class Match(Wire, frozen=True):
    """A line of a file that matches, as ripgrep reports it."""

    path: Words = Words()
    lines: Words = Words()
    line_number: int = msgspec.field(name="line_number", default=0)
    absolute_offset: int = msgspec.field(name="absolute_offset", default=0)
    submatches: tuple[Submatch, ...] = ()


class Position(Wire, frozen=True):
    """Both count from zero."""

    line: int = 0
    character: int = 0


class Range(Wire, frozen=True):
    start: Position = Position()
    end: Position = Position()


class SymbolLocation(Wire, frozen=True):
    uri: str = ""
    range: Range = Range()


class Symbol(Wire, frozen=True):
    """A name a language server knows; `kind` is a number of the language server protocol."""

    name: str
    kind: int = 0
    location: SymbolLocation = SymbolLocation()
