"""Blocks that go on and on: a commit point inside one, so that its settled part is neither read nor drawn again."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import accumulate

from textual.strip import Strip

from octui.render.lines import Line, flowed, flowed_so_far, strip
from octui.render.markdown_blocks import Drawing
from octui.render.markdown_inline import InlineReader
from octui.render.markdown_nodes import Block, Code, Paragraph, Prose, Span, Table
from octui.render.markdown_parse import Piece, build
from octui.render.table import TableDrawing

_KEPT_OPEN = 16
"""Lines of code or rows of a table that are read again at every call before they are committed."""
_LONG_PROSE = 1_000
_NO_STRIP = Strip([], 0)

_UNDERLINE = re.compile(r"[ \t]*[-:|][-:| \t]*(?:\n|$)")


class Cut:
    """Where a piece lies in the text: turns its lines into offsets of the whole source."""

    def __init__(self, piece: Piece, lines: list[str], base: int, reader: InlineReader) -> None:
        self.piece = piece
        self.lines = lines
        self.reader = reader
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        self._base = base

    def line(self, number: int) -> int:
        """The source offset at which a line of the piece begins."""
        return self._base + self._starts[self.piece.start + number]

    @property
    def complete(self) -> int:
        """How many of the piece's lines are finished."""
        return min(self.piece.end, len(self.lines) - 1) - self.piece.start

    def prose(self) -> tuple[str, int]:
        """The piece as one text, and the source offset of its first character."""
        text = "\n".join(self.lines[self.piece.start : self.piece.end])
        return text.strip(), self.line(0) + len(text) - len(text.lstrip())


class OpenBlock(ABC):
    """The settled part of the last block.

    Its source goes on at `offset`; with `prefix` before it, what follows there reads as more of the same block.
    """

    kind: str
    undone_by: re.Pattern[str] | None = None
    """A second line that would make something else of the first, and of the block."""

    def __init__(self, offset: int, prefix: str, drawing: Drawing, width: int) -> None:
        self.offset = offset
        self.prefix = prefix
        self.strips: list[Strip] = []
        self.redraw(drawing, width)

    def holds(self, source: str) -> bool:
        """Whether what follows still belongs to this kind of block, as far as can be told before reading it."""
        second = source.find("\n") + 1 or len(source)
        return self.undone_by is None or not self.undone_by.match(source, second)

    def read(self, cut: Cut) -> Block:
        """What was found behind the prefix."""
        return build(cut.piece, cut.lines, cut.reader)

    def redraw(self, drawing: Drawing, width: int) -> None:
        """Draw the settled part anew, for another width or palette."""
        self.drawing = drawing
        self.width = width
        self.strips = self.drawn_kept()

    @abstractmethod
    def drawn_kept(self) -> list[Strip]:
        """The rows of the settled part that no further text can change."""

    @abstractmethod
    def whole(self, rest: Block) -> Block:
        """The block itself, given what was read behind the prefix."""

    @abstractmethod
    def rows(self, rest: Block) -> list[Strip]:
        """All its rows so far, of which the settled ones are not drawn again."""

    def finished(self, rest: Block) -> list[Strip]:
        """All its rows, when no more will come."""
        return self.rows(rest)

    @abstractmethod
    def advance(self, rest: Block, cut: Cut) -> None:
        """Move the commit point as far as it goes."""


def opened(block: Block, cut: Cut, drawing: Drawing, width: int) -> OpenBlock | None:
    """A commit point inside the last block, when it is long enough to want one."""
    new: OpenBlock
    match block:
        case Code(closed=False) if cut.complete > _KEPT_OPEN:
            new = _OpenCode(block, cut, drawing, width)
        case Table() if cut.complete > _KEPT_OPEN:
            new = _OpenTable(cut, drawing, width)
        case Paragraph() if len(cut.prose()[0]) > _LONG_PROSE:
            new = _OpenProse(cut, drawing, width)
        case _:
            return None
    before = new.offset
    new.advance(block, cut)
    return new if new.offset > before else None


class _OpenCode(OpenBlock):
    kind = "fence"

    def __init__(self, code: Code, cut: Cut, drawing: Drawing, width: int) -> None:
        self._language = code.language
        self._lines: list[str] = []
        super().__init__(cut.line(1), cut.lines[cut.piece.start] + "\n", drawing, width)

    def drawn_kept(self) -> list[Strip]:
        label = self.drawing.code_label(self._language, self.width)
        return [strip(row) for row in label] + self._drawn(self._lines)

    def whole(self, rest: Block) -> Block:
        assert isinstance(rest, Code)
        return Code(self._language, (*self._lines, *rest.lines), rest.closed)

    def rows(self, rest: Block) -> list[Strip]:
        assert isinstance(rest, Code)
        return self.finished(rest) if rest.closed else self.strips + self._drawn(rest.lines)

    def finished(self, rest: Block) -> list[Strip]:
        return [strip(row) for row in self.drawing.rows(self.whole(rest), self.width, settled=True)]

    def advance(self, rest: Block, cut: Cut) -> None:
        assert isinstance(rest, Code)
        count = cut.complete - 1
        if count >= _KEPT_OPEN and not rest.closed:
            self.strips += self._drawn(rest.lines[:count])
            self._lines += rest.lines[:count]
            self.offset = cut.line(1 + count)

    def _drawn(self, lines: Sequence[str]) -> list[Strip]:
        coloured = [self.drawing.one_line(line, self._language) for line in lines]
        return [strip(row) for row in self.drawing.code_rows(coloured, self.width)]


class _OpenTable(OpenBlock):
    kind = "table_open"

    def __init__(self, cut: Cut, drawing: Drawing, width: int) -> None:
        self._kept: tuple[tuple[Prose, ...], ...] = ()
        head = cut.lines[cut.piece.start : cut.piece.start + 2]
        super().__init__(cut.line(2), "\n".join(head) + "\n", drawing, width)

    def drawn_kept(self) -> list[Strip]:
        # Rows may still move their columns: it is the drawing that keeps those that did not.
        self._table_drawing = TableDrawing(self.drawing.palette, self.drawing.ink, self.drawing.palette.text)
        self._closed: list[tuple[Line, Strip]] = []
        return []

    def whole(self, rest: Block) -> Table:
        assert isinstance(rest, Table)
        return Table(rest.head, rest.aligns, self._kept + rest.rows)

    def rows(self, rest: Block) -> list[Strip]:
        rows = self._table_drawing.rows(self.whole(rest), self.width)
        known = self._closed + [([], _NO_STRIP)] * (len(rows) - len(self._closed))
        self._closed = [old if old[0] is row else (row, strip(row)) for row, old in zip(rows, known, strict=False)]
        return [closed for _, closed in self._closed]

    def advance(self, rest: Block, cut: Cut) -> None:
        assert isinstance(rest, Table)
        count = cut.complete - 2
        if count >= _KEPT_OPEN:
            self._kept += rest.rows[:count]
            self.offset = cut.line(2 + count)


class _OpenProse(OpenBlock):
    kind = "paragraph_open"
    # Under the first line it would be the head of a table, and the commit point may be in the middle of that.
    undone_by = _UNDERLINE

    def __init__(self, cut: Cut, drawing: Drawing, width: int) -> None:
        self._spans: list[Span] = []
        self._carry: Line = []
        super().__init__(cut.prose()[1], "", drawing, width)

    def read(self, cut: Cut) -> Block:
        return Paragraph(cut.reader.read(cut.piece.tokens[1].content.removeprefix(self.prefix)))

    def drawn_kept(self) -> list[Strip]:
        self._carry = []
        return self._frozen(tuple(self._spans))

    def whole(self, rest: Block) -> Block:
        assert isinstance(rest, Paragraph)
        return Paragraph((*self._spans, *rest.prose))

    def rows(self, rest: Block) -> list[Strip]:
        assert isinstance(rest, Paragraph)
        rows = [row for line in self._lines(rest.prose) for row in flowed(line, self.width)]
        return self.strips + [strip(row) for row in rows]

    def advance(self, rest: Block, cut: Cut) -> None:
        assert isinstance(rest, Paragraph)
        text, start = cut.prose()
        # What begins like a link definition may yet turn out to be one.
        if len(text) <= _LONG_PROSE or (text.startswith("[") and "]:" in text):
            return
        start += len(self.prefix)
        text = text.removeprefix(self.prefix)
        while (section := cut.reader.section(text)) is not None:
            prose, length = section
            self.strips += self._frozen(prose)
            self._spans += prose
            text, start = text[length:], start + length
            # One letter before the rest, so that it cannot begin another kind of block.
            self.offset, self.prefix = start, "x"

    def _lines(self, prose: Prose) -> list[Line]:
        first, *others = self.drawing.ink(prose, self.drawing.palette.text)
        return [[*self._carry, *first], *others]

    def _frozen(self, prose: Prose) -> list[Strip]:
        """The full rows of what goes on; the last one is carried to what follows."""
        *lines, last = self._lines(prose)
        full, self._carry = flowed_so_far(last, self.width)
        return [strip(row) for row in (*(row for line in lines for row in flowed(line, self.width)), *full)]
