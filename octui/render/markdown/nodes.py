"""The Markdown syntax tree, between parsing and layout: no widths, no colours."""

from __future__ import annotations

from enum import IntFlag
from typing import NamedTuple

from octui.lazy_dataclasses import dataclass


class InlineMark(IntFlag):
    """How a span of prose is emphasized; marks combine."""

    PLAIN = 0
    STRONG = 1
    EMPH = 2
    STRIKE = 4
    CODE = 8
    LINK = 16
    HOST = 32
    """The host octui adds after a label, so that no label can hide where the link goes."""
    IMAGE = 64


class ProseSpan(NamedTuple):
    """A span of prose with the same marks; a newline in it ends the row."""

    text: str
    marks: InlineMark = InlineMark.PLAIN
    link: str = ""
    """Where it leads: only what `sanitize_link` accepted."""


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
    """`closed` once its end was seen. While it is open, more lines may follow and its colours are provisional."""

    language: str
    lines: tuple[str, ...]
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """`aligns` holds `left`, `right` or `center` for each column; every row has as many cells as the head.

    The first `sample_rows` decide how wide the columns are; None if that is up to the layout.
    """

    head: tuple[Prose, ...]
    aligns: tuple[str, ...]
    rows: tuple[tuple[Prose, ...], ...]
    sample_rows: int | None = None


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
    """One list entry; a list is just its items. `number` is None for a bullet, `done` is None if it is not a task."""

    children: tuple[NestedBlock, ...]
    depth: int
    number: int | None = None
    done: bool | None = None
    delimiter: str = "."


Block = Paragraph | Heading | CodeBlock | Table | Rule | BlockQuote | ListItem
