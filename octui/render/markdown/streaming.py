"""Long blocks that are still growing: a commit point inside one, before which nothing is parsed or drawn again."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from itertools import accumulate

from textual.strip import Strip

from octui.render.markdown.block_layout import PROSE_COLUMNS, BlockLayout, can_colour_whole
from octui.render.markdown.grammar import MAX_HEADING_LENGTH
from octui.render.markdown.inline import InlineParser
from octui.render.markdown.nodes import Block, CodeBlock, Paragraph, Prose, ProseSpan, Table
from octui.render.markdown.parser import MarkdownPiece, build_block
from octui.render.markdown.table import TableLayout, count_measured_rows
from octui.render.text.segments import Line, make_strip, wrap_growing_line, wrap_segments

_KEPT_OPEN = 16
"""Lines of code or rows of a table that are parsed again at every call before they are committed."""
_KEPT_CHARACTERS = 2_000
_WIDE_TABLE = 40
"""Columns from which even a few rows are many cells."""
_LONG_PROSE = MAX_HEADING_LENGTH
_NO_STRIP = Strip([], 0)

_UNDERLINE = re.compile(r"[ \t]*[-:|][-:| \t]*(?:\n|$)")


class SourceSlice:
    """Where a piece lies in the text: turns its lines into offsets of the whole source."""

    def __init__(self, piece: MarkdownPiece, lines: list[str], base: int, reader: InlineParser) -> None:
        self.piece = piece
        self.lines = lines
        self.reader = reader
        self._starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
        self._base = base

    def find_line_offset(self, number: int) -> int:
        """The source offset at which a line of the piece begins."""
        return self._base + self._starts[self.piece.start + number]

    @property
    def complete_lines(self) -> int:
        """How many of the piece's lines are finished."""
        return min(self.piece.end, len(self.lines) - 1) - self.piece.start

    @property
    def is_long(self) -> bool:
        """Whether its finished lines are too many characters to parse again at every call."""
        return self.complete_lines > 1 and (
            self.find_line_offset(self.complete_lines) - self.find_line_offset(1) > _KEPT_CHARACTERS
        )

    def extract_prose(self) -> tuple[str, int]:
        """The piece as one text, and the source offset of its first character."""
        text = "\n".join(self.lines[self.piece.start : self.piece.end])
        return text.strip(), self.find_line_offset(0) + len(text) - len(text.lstrip())


class StreamingBlock(ABC):
    """The settled part of the last block.

    Its source continues at `offset`; with `prefix` before it, what follows parses as more of the same block.
    """

    kind: str
    is_prose = False
    """It is too long to become a heading."""
    undone_by: re.Pattern[str] | None = None
    """A second line that would turn the first, and so the block, into something else."""

    def __init__(self, offset: int, prefix: str, drawing: BlockLayout, width: int) -> None:
        self.offset = offset
        self.prefix = prefix
        self.strips: list[Strip] = []
        self.redraw_kept_rows(drawing, width)

    def can_continue(self, source: str) -> bool:
        """Whether what follows still belongs to this kind of block, as far as its beginning shows."""
        second = source.find("\n") + 1 or len(source)
        return self.undone_by is None or not self.undone_by.match(source, second)

    def parse_continuation(self, cut: SourceSlice) -> Block:
        """What was parsed after the prefix."""
        return build_block(cut.piece, cut.lines, cut.reader)

    def redraw_kept_rows(self, drawing: BlockLayout, width: int) -> None:
        """Draw the settled part again, for another width or palette."""
        self.drawing = drawing
        self.width = width
        self.strips = self.draw_kept_rows()

    @abstractmethod
    def draw_kept_rows(self) -> list[Strip]:
        """The rows of the settled part that no further text can change."""

    @abstractmethod
    def join_continuation(self, rest: Block) -> Block:
        """The whole block, given what was parsed after the prefix."""

    @abstractmethod
    def render_so_far(self, rest: Block) -> list[Strip]:
        """All its rows so far, of which the settled ones are not drawn again."""

    def render_finished(self, rest: Block) -> list[Strip]:
        """All its rows, when no more will come."""
        return self.render_so_far(rest)

    def commit_window(self, _rest: Block, _end: int) -> bool:
        """Commit everything up to a source offset, in the middle of a line maybe; False where that is not possible."""
        return False

    @abstractmethod
    def advance_commit_point(self, rest: Block, cut: SourceSlice) -> None:
        """Move the commit point as far as it goes."""


def open_streaming_block(block: Block, cut: SourceSlice, drawing: BlockLayout, width: int) -> StreamingBlock | None:
    """A commit point inside the last block, when it is long enough to need one."""
    new: StreamingBlock
    match block:
        case CodeBlock(closed=False) if cut.complete_lines > _KEPT_OPEN or cut.is_long:
            new = _StreamingCode(block, cut, drawing, width)
        case Table() if cut.complete_lines > _KEPT_OPEN or (cut.complete_lines > 2 and len(block.head) > _WIDE_TABLE):
            new = _StreamingTable(cut, drawing, width)
        case Paragraph() if len(cut.extract_prose()[0]) > _LONG_PROSE:
            new = _StreamingProse(cut, drawing, width)
        case _:
            return None
    before = new.offset
    new.advance_commit_point(block, cut)
    return new if new.offset > before else None


def open_cut_block(block: Block, cut: SourceSlice, drawing: BlockLayout, width: int) -> StreamingBlock | None:
    """For a block that is longer than what is parsed at once: code remains code, or its end would begin other code."""
    if isinstance(block, CodeBlock) and not block.closed:
        return _StreamingCode(block, cut, drawing, width)
    return None


class _StreamingCode(StreamingBlock):
    kind = "fence"

    def __init__(self, code: CodeBlock, cut: SourceSlice, drawing: BlockLayout, width: int) -> None:
        self._language = code.language
        self._lines: list[str] = []
        super().__init__(cut.find_line_offset(1), cut.lines[cut.piece.start] + "\n", drawing, width)

    def draw_kept_rows(self) -> list[Strip]:
        label = self.drawing.layout_code_label(self._language, self.width)
        return [make_strip(row) for row in label] + self._draw_code_lines(self._lines)

    def join_continuation(self, rest: Block) -> Block:
        assert isinstance(rest, CodeBlock)
        return CodeBlock(self._language, (*self._lines, *rest.lines), rest.closed)

    def render_so_far(self, rest: Block) -> list[Strip]:
        assert isinstance(rest, CodeBlock)
        return self.render_finished(rest) if rest.closed else self.strips + self._draw_code_lines(rest.lines)

    def render_finished(self, rest: Block) -> list[Strip]:
        assert isinstance(rest, CodeBlock)
        if not can_colour_whole([*self._lines, *rest.lines]):
            return self.strips + self._draw_code_lines(rest.lines)
        return [
            make_strip(row) for row in self.drawing.layout_block(self.join_continuation(rest), self.width, settled=True)
        ]

    def advance_commit_point(self, rest: Block, cut: SourceSlice) -> None:
        assert isinstance(rest, CodeBlock)
        count = cut.complete_lines - 1
        is_long = count > 0 and cut.find_line_offset(1 + count) - self.offset > _KEPT_CHARACTERS
        if (count >= _KEPT_OPEN or is_long) and not rest.closed:
            self.strips += self._draw_code_lines(rest.lines[:count])
            self._lines += rest.lines[:count]
            self.offset = cut.find_line_offset(1 + count)

    def commit_window(self, _rest: Block, _end: int) -> bool:
        assert isinstance(_rest, CodeBlock)
        self.strips += self._draw_code_lines(_rest.lines)
        self._lines += _rest.lines
        self.offset = _end
        return True

    def _draw_code_lines(self, lines: Sequence[str]) -> list[Strip]:
        coloured = [self.drawing.highlight_open_line(line, self._language) for line in lines]
        return [make_strip(row) for row in self.drawing.layout_code_lines(coloured, self.width)]


class _StreamingTable(StreamingBlock):
    kind = "table_open"

    def __init__(self, cut: SourceSlice, drawing: BlockLayout, width: int) -> None:
        self._kept: list[tuple[Prose, ...]] = []
        self._head: Table | None = None
        head = cut.lines[cut.piece.start : cut.piece.start + 2]
        super().__init__(cut.find_line_offset(2), "\n".join(head) + "\n", drawing, width)

    def draw_kept_rows(self) -> list[Strip]:
        # A new row may still change column widths: the table layout keeps the rows that did not move.
        self._table_drawing = TableLayout(self.drawing.palette, self.drawing.style_prose, self.drawing.palette.text)
        self._closed: list[tuple[Line, Strip]] = []
        self._fixed = 0
        if self._head is None or len(self._kept) <= count_measured_rows(self._head):
            return []
        return self._fix_rows(self._head)

    def join_continuation(self, rest: Block) -> Table:
        assert isinstance(rest, Table)
        return self._join_rows(rest, [*self._kept, *rest.rows])

    def _join_rows(self, table: Table, rows: Sequence[tuple[Prose, ...]]) -> Table:
        return Table(table.head, table.aligns, tuple(rows), table.sample_rows)

    def render_so_far(self, rest: Block) -> list[Strip]:
        assert isinstance(rest, Table)
        drawing = self._table_drawing
        if self._fixed:
            more = [*drawing.layout_more_rows(rest.rows, self._fixed), *drawing.layout_foot()]
            return [*self.strips, *map(make_strip, more)]
        rows = drawing.layout_table(self.join_continuation(rest), self.width)
        known = self._closed + [([], _NO_STRIP)] * (len(rows) - len(self._closed))
        self._closed = [old if old[0] is row else (row, make_strip(row)) for row, old in zip(rows, known, strict=False)]
        return [closed for _, closed in self._closed]

    def advance_commit_point(self, rest: Block, cut: SourceSlice) -> None:
        assert isinstance(rest, Table)
        count = cut.complete_lines - 2
        if count < 1 or (count < _KEPT_OPEN and cut.find_line_offset(2 + count) - self.offset < _KEPT_CHARACTERS):
            return
        self._head = rest
        self._kept += rest.rows[:count]
        self.offset = cut.find_line_offset(2 + count)
        if self._fixed:
            more = self._table_drawing.layout_more_rows(rest.rows[:count], self._fixed)
            self.strips += map(make_strip, more)
            self._fixed = len(self._kept)
        elif len(self._kept) > count_measured_rows(rest):
            self.strips = self._fix_rows(rest)

    def _fix_rows(self, table: Table) -> list[Strip]:
        """The rows so far, once the columns no longer change: none of them is looked at again."""
        self._closed = []
        measured = self._join_rows(table, self._kept[: count_measured_rows(table)])
        self._fixed = len(self._kept)
        head = self._table_drawing.layout_head(measured, self.width)
        return [make_strip(row) for row in (*head, *self._table_drawing.layout_more_rows(self._kept, 0))]


class _StreamingProse(StreamingBlock):
    kind = "paragraph_open"
    is_prose = True
    # Under the first line it would be the head of a table, and the commit point may be in the middle of that.
    undone_by = _UNDERLINE

    def __init__(self, cut: SourceSlice, drawing: BlockLayout, width: int) -> None:
        self._spans: list[ProseSpan] = []
        self._carry: Line = []
        super().__init__(cut.extract_prose()[1], "", drawing, width)

    def parse_continuation(self, cut: SourceSlice) -> Block:
        return Paragraph(cut.reader.parse_prose(cut.piece.tokens[1].content.removeprefix(self.prefix)))

    def draw_kept_rows(self) -> list[Strip]:
        self._carry = []
        return self._freeze_full_rows(tuple(self._spans))

    def join_continuation(self, rest: Block) -> Block:
        assert isinstance(rest, Paragraph)
        return Paragraph((*self._spans, *rest.prose))

    def render_so_far(self, rest: Block) -> list[Strip]:
        assert isinstance(rest, Paragraph)
        rows = [row for line in self._style_carried_lines(rest.prose) for row in wrap_segments(line, self._room)]
        return self.strips + [make_strip(row) for row in rows]

    def advance_commit_point(self, rest: Block, cut: SourceSlice) -> None:
        assert isinstance(rest, Paragraph)
        text, start = cut.extract_prose()
        # What begins like a link definition may yet turn out to be one.
        if len(text) <= _LONG_PROSE or (text.startswith("[") and "]:" in text):
            return
        start += len(self.prefix)
        text = text.removeprefix(self.prefix)
        while (section := cut.reader.parse_section(text)) is not None:
            prose, length = section
            self.strips += self._freeze_full_rows(prose)
            self._spans += prose
            text, start = text[length:], start + length
            # One letter before the rest, so that it cannot start another kind of block.
            self.offset, self.prefix = start, "x"

    @property
    def _room(self) -> int:
        return min(self.width, PROSE_COLUMNS)

    def _style_carried_lines(self, prose: Prose) -> list[Line]:
        first, *others = self.drawing.style_prose(prose, self.drawing.palette.text)
        return [[*self._carry, *first], *others]

    def _freeze_full_rows(self, prose: Prose) -> list[Strip]:
        """The full rows; the last one, which may still grow, is carried over to what follows."""
        *lines, last = self._style_carried_lines(prose)
        full, self._carry = wrap_growing_line(last, self._room)
        return [make_strip(row) for row in (*(row for line in lines for row in wrap_segments(line, self._room)), *full)]
