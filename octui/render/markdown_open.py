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

_LINES_KEPT_OPEN = 16
_LONG_PROSE = 1_000
_UNDERLINE = re.compile(r"[ \t]*[-:|][-:| \t]*(?:\n|$)")


class OpenBlock(ABC):
    """The settled part of the last block. Its source goes on at `offset`; `prefix` before that makes it the same block."""

    prefix: str
    kind: str

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.strips: list[Strip] = []

    def holds(self, source: str) -> bool:
        """Whether what follows still belongs to this kind of block, as far as can be told before reading it."""
        return True

    def read(self, piece: Piece, lines: list[str], reader: InlineReader) -> Block:
        """What was found behind the prefix."""
        return build(piece, lines, reader)

    @abstractmethod
    def whole(self, rest: Block) -> Block:
        """The block itself, given what was read behind the prefix."""

    @abstractmethod
    def rows(self, rest: Block, drawing: Drawing, width: int, *, settled: bool) -> list[Strip]:
        """All its rows, of which the settled ones are not drawn again."""

    @abstractmethod
    def redraw(self, drawing: Drawing, width: int) -> None:
        """Draw the settled part anew, for another width or palette."""

    @abstractmethod
    def advance(self, rest: Block, cut: Cut, drawing: Drawing, width: int) -> None:
        """Move the commit point as far as it goes."""


class Cut:
    """Where a piece lies in the text: turns its lines and characters into offsets of the whole source."""

    def __init__(self, piece: Piece, lines: list[str], base: int, reader: InlineReader) -> None:
        self.piece = piece
        self.lines = lines
        self.reader = reader
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        self._base = base

    def line(self, number: int) -> int:
        """The source offset at which a line of the piece begins."""
        return self._base + self._starts[number]

    @property
    def complete(self) -> int:
        """How many of the piece's lines are finished."""
        return min(self.piece.end, len(self.lines) - 1) - self.piece.start

    def prose(self) -> tuple[str, int]:
        """The piece as one text, and the source offset of its first character."""
        text = "\n".join(self.lines[self.piece.start : self.piece.end])
        return text.strip(), self.line(self.piece.start) + len(text) - len(text.lstrip())


def opened(block: Block, cut: Cut, drawing: Drawing, width: int) -> OpenBlock | None:
    """A commit point inside the last block, when it is long enough to want one."""
    start = cut.piece.start
    new: OpenBlock
    match block:
        case Code(closed=False) if cut.complete > _LINES_KEPT_OPEN:
            new = _OpenCode(cut.line(start + 1), cut.lines[start], block.language)
        case Table() if cut.complete > _LINES_KEPT_OPEN:
            new = _OpenTable(cut.line(start + 2), "\n".join(cut.lines[start : start + 2]), block)
        case Paragraph() if len(cut.prose()[0]) > _LONG_PROSE:
            new = _OpenProse(cut.prose()[1])
        case _:
            return None
    before = new.offset
    new.redraw(drawing, width)
    new.advance(block, cut, drawing, width)
    return new if new.offset > before else None


class _OpenCode(OpenBlock):
    kind = "fence"

    def __init__(self, offset: int, fence: str, language: str) -> None:
        super().__init__(offset)
        self.prefix = fence + "\n"
        self._language = language
        self._lines: list[str] = []

    def whole(self, rest: Block) -> Block:
        assert isinstance(rest, Code)
        return Code(self._language, (*self._lines, *rest.lines), rest.closed)

    def rows(self, rest: Block, drawing: Drawing, width: int, *, settled: bool) -> list[Strip]:
        assert isinstance(rest, Code)
        if settled or rest.closed:
            return [strip(row) for row in drawing.rows(self.whole(rest), width, settled=True)]
        return self.strips + self._drawn(rest.lines, drawing, width)

    def redraw(self, drawing: Drawing, width: int) -> None:
        self.strips = [strip(row) for row in drawing.code_label(self._language, width)]
        self.strips += self._drawn(self._lines, drawing, width)

    def advance(self, rest: Block, cut: Cut, drawing: Drawing, width: int) -> None:
        assert isinstance(rest, Code)
        count = cut.complete - 1
        if count < _LINES_KEPT_OPEN or rest.closed:
            return
        lines = rest.lines[:count]
        self._lines += lines
        self.strips += self._drawn(lines, drawing, width)
        self.offset = cut.line(cut.piece.start + 1 + count)

    def _drawn(self, lines: Sequence[str], drawing: Drawing, width: int) -> list[Strip]:
        return [strip(row) for row in drawing.code_rows([drawing.one_line(line, self._language) for line in lines], width)]


class _OpenTable(OpenBlock):
    kind = "table_open"

    def __init__(self, offset: int, head: str, table: Table) -> None:
        super().__init__(offset)
        self.prefix = head + "\n"
        self._table = Table(table.head, table.aligns, ())
        self._drawing: TableDrawing | None = None

    def whole(self, rest: Block) -> Block:
        assert isinstance(rest, Table)
        return Table(rest.head, rest.aligns, self._table.rows + rest.rows)

    def rows(self, rest: Block, drawing: Drawing, width: int, *, settled: bool) -> list[Strip]:
        whole = self.whole(rest)
        assert isinstance(whole, Table)
        if self._drawing is None:
            self._drawing = TableDrawing(drawing.palette, drawing.ink, drawing.palette.text)
        return [strip(row) for row in self._drawing.rows(whole, width)]

    def redraw(self, drawing: Drawing, width: int) -> None:
        self._drawing = None

    def advance(self, rest: Block, cut: Cut, drawing: Drawing, width: int) -> None:
        assert isinstance(rest, Table)
        count = cut.complete - 2
        if count < _LINES_KEPT_OPEN:
            return
        self._table = Table(rest.head, rest.aligns, self._table.rows + rest.rows[:count])
        self.offset = cut.line(cut.piece.start + 2 + count)


class _OpenProse(OpenBlock):
    kind = "paragraph_open"

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.prefix = ""
        self._spans: list[Span] = []
        self._carry: Line = []

    def holds(self, source: str) -> bool:
        # Under this line it would be the head of a table, and the commit point may be in the middle of it.
        return not _UNDERLINE.match(source, source.find("\n") + 1 or len(source))

    def read(self, piece: Piece, lines: list[str], reader: InlineReader) -> Block:
        return Paragraph(reader.read(self._bare(piece.tokens[1].content)))

    def whole(self, rest: Block) -> Block:
        assert isinstance(rest, Paragraph)
        return Paragraph((*self._spans, *rest.prose))

    def rows(self, rest: Block, drawing: Drawing, width: int, *, settled: bool) -> list[Strip]:
        assert isinstance(rest, Paragraph)
        return self.strips + [
            strip(row) for line in self._lines(rest.prose, drawing) for row in flowed(line, width)
        ]

    def redraw(self, drawing: Drawing, width: int) -> None:
        self.strips, self._carry = [], []
        self._freeze(tuple(self._spans), drawing, width)

    def advance(self, rest: Block, cut: Cut, drawing: Drawing, width: int) -> None:
        text, start = cut.prose()
        if text.startswith("[") and "]:" in text:
            return
        text, start = self._bare(text), start + len(self.prefix)
        while (section := cut.reader.section(text)) is not None:
            prose, length = section
            self._freeze(prose, drawing, width)
            self._spans += prose
            text, start = text[length:], start + length
            # One letter before the rest, so that it cannot begin another kind of block.
            self.offset, self.prefix = start, "x"

    def _bare(self, text: str) -> str:
        return text.removeprefix(self.prefix)

    def _lines(self, prose: Prose, drawing: Drawing) -> list[Line]:
        first, *others = drawing.ink(prose, drawing.palette.text)
        return [[*self._carry, *first], *others]

    def _freeze(self, prose: Prose, drawing: Drawing, width: int) -> None:
        *lines, last = self._lines(prose, drawing)
        full, self._carry = flowed_so_far(last, width)
        self.strips += [strip(row) for line in lines for row in flowed(line, width)]
        self.strips += [strip(row) for row in full]
