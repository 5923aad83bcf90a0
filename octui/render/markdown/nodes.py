"""What Markdown means, without a width or a colour: the tree between reading and drawing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import NamedTuple


class InlineMark(IntFlag):
    """How a stretch of prose is set apart; marks combine."""

    PLAIN = 0
    STRONG = 1
    EMPH = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    HOST = 32
    """The address octui adds behind a label, so that no label can lie about it."""
    IMAGE = 64


class ProseSpan(NamedTuple):
    """A stretch of prose of one kind; a newline in it ends the row."""

    text: str
    marks: InlineMark = InlineMark.PLAIN
    link: str = ""
    """Where it leads: only ever what `safe_link` let through."""


Prose = tuple[ProseSpan, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    prose: Prose


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    prose: Prose


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """`closed` once its end was seen: while it is open, more lines may come and its colours are provisional."""

    language: str
    lines: tuple[str, ...]
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`aligns` holds `left`, `right` or `center` for each column; every row has as many cells as the head."""

    head: tuple[Prose, ...]
    aligns: tuple[str, ...]
    rows: tuple[tuple[Prose, ...], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    pass


class NestedBlock(NamedTuple):
    """A block inside another one; `gap` when a blank row belongs above it."""

    block: Block
    gap: bool


@dataclass(frozen=True, slots=True)
class BlockQuote:
    children: tuple[NestedBlock, ...]


@dataclass(frozen=True, slots=True)
class ListItem:
    """One list entry: a list is nothing but its items. `number` is None for a bullet, `done` for what is no task."""

    children: tuple[NestedBlock, ...]
    depth: int
    number: int | None = None
    done: bool | None = None
    delimiter: str = "."


Block = Paragraph | Heading | CodeBlock | Table | Rule | BlockQuote | ListItem
