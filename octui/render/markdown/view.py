"""Markdown as strips, for text that grows: what is settled is never parsed or drawn again."""

from __future__ import annotations

from dataclasses import replace

from textual.strip import Strip

from octui.render.markdown.block_layout import BlockLayout
from octui.render.markdown.inline import InlineParser
from octui.render.markdown.nodes import Block, Table
from octui.render.markdown.parser import ContinuedList, MarkdownPiece, Outline, build_block, outline_markdown
from octui.render.markdown.streaming import SourceSlice, StreamingBlock, open_cut_block, open_streaming_block
from octui.render.markdown.window import find_window_end
from octui.render.text.sanitize import escape_ascii_controls
from octui.render.text.segments import make_strip
from octui.render.theme.palette import Palette

_BLANK = Strip([], 0)
_LATE_DEFINITIONS = 100_000
"""Characters before a link definition that are parsed again because of it."""


class MarkdownView:
    """One text and its strips.

    While the text only grows, a call parses and draws what follows the last commit point: the end of the last top-level
    block (or list item) that no further text can change, or a point inside a long block (`StreamingBlock`). Any other
    change starts over. A new width or palette draws the kept blocks again without parsing them.
    """

    def __init__(self, palette: Palette, first_number: int | None = None, *, begins_with_sample: bool = False) -> None:
        """`first_number` is that of the first list item, where it continues a list.

        With `begins_with_sample`, the first row of a table at the beginning decides how wide its columns are.
        """
        self.palette = palette
        self._begins_with_sample = begins_with_sample
        self._continued = None if first_number is None else ContinuedList(first_number, True)
        self.kept_rows = 0
        """How many rows at the beginning are the same strips as in the call before: at least so many."""
        self.characters_read = 0
        """How many characters of source were parsed so far: the measure of the cost."""
        self._drawing = BlockLayout(palette)
        self._drawn_for: tuple[str, int] = ("", 0)
        self._last: tuple[bool, list[Strip]] | None = None
        self._returned_settled = 0
        """How many of the rows returned last were settled."""
        self._restart_with("")

    def render_markdown(self, text: str, width: int, *, final: bool) -> list[Strip]:
        """The rows of `text`, none wider than `width`; `final` once the text is complete. The caller owns the list."""
        if width <= 0:
            return []
        grown = self._update_source(text)
        fits = self._drawn_for == (self.palette.key, width)
        if not fits:
            self._redraw_settled(width)
        if grown or not fits or self._last is None or self._last[0] is not final:
            self._last = (final, self._render_new_text(width, final))
            self.kept_rows = self._returned_settled
            self._returned_settled = self._count_settled_rows(self._last[1])
        else:
            self.kept_rows = len(self._last[1])
        return list(self._last[1])

    def _count_settled_rows(self, rows: list[Strip]) -> int:
        """How many of these rows are settled; none where everything was drawn apart from them."""
        return len(self._settled) if rows and self._settled and rows[0] is self._settled[0] else 0

    def _restart_with(self, raw: str) -> None:
        self._raw = raw
        self._source = _normalize_source(raw)
        self._reader = InlineParser()
        self._reset_blocks()

    def _reset_blocks(self) -> None:
        self._returned_settled = 0
        self._blocks: list[tuple[Block, bool]] = []
        self._settled: list[Strip] = []
        self._offset = 0
        self._running = self._continued
        self._open: StreamingBlock | None = None

    def _update_source(self, text: str) -> bool:
        """Take over the present text; returns whether anything changed."""
        if len(text) == len(self._raw) and text == self._raw:
            return False
        if self._raw and text.startswith(self._raw):
            added = text[len(self._raw) :]
            if self._raw.endswith("\r"):
                added = added.removeprefix("\n")
            clean = _normalize_source(added)
            # Text that needs no cleaning is kept once, and not copied at every call.
            self._source = text if clean is added and self._source is self._raw else self._source + clean
            self._raw = text
        else:
            self._restart_with(text)
        return True

    def _redraw_settled(self, width: int) -> None:
        self._drawn_for = (self.palette.key, width)
        self._drawing = BlockLayout(self.palette)
        blocks, self._blocks, self._settled, self._returned_settled = self._blocks, [], [], 0
        for block, gap in blocks:
            self._settle_block(block, gap, self._draw_block(block, width, settled=True))
        if self._open is not None:
            self._open.redraw_kept_rows(self._drawing, width)

    def _render_new_text(self, width: int, final: bool) -> list[Strip]:
        """Settle what can be settled, then draw the rest after it."""
        self._reader.rotate_cache()
        self._drawing.rotate_cache()
        found, base, is_cut = self._outline_rest()
        while is_cut:
            self._settle_window(found, base, width)
            found, base, is_cut = self._outline_rest()
        count = _count_settled_pieces(found)
        if count and self._learn_references(found, count):
            return self._render_new_text(width, final)
        if final and found.references != self._reader.references and len(self._source) <= _LATE_DEFINITIONS:
            return self._render_everything(found, width)

        self._settle_pieces(found, count, base, width)
        rest = found.pieces[count:]
        rows = list(self._settled)
        for piece in rest:
            block, strips = self._render_piece(piece, found, base, width, settled=final)
            if rows and piece.gap:
                rows.append(_BLANK)
            rows += strips
        if len(rest) == 1 and not final:
            self._commit_inside(block, SourceSlice(rest[0], found.lines, base, self._reader), width)
        return rows

    def _settle_pieces(self, found: Outline, count: int, base: int, width: int) -> None:
        for piece in found.pieces[:count]:
            block, strips = self._render_piece(piece, found, base, width, settled=True)
            self._settle_block(self._open.join_continuation(block) if self._open else block, piece.gap, strips)
            self._open = None
        if count:
            rest = found.pieces[count:]
            self._offset = base + sum(len(line) + 1 for line in found.lines[: found.pieces[count - 1].end])
            self._running = ContinuedList(rest[0].number, rest[0].gap) if rest and rest[0].continues else None

    def _settle_window(self, found: Outline, base: int, width: int) -> None:
        """Settle what is complete of a window that does not reach the end."""
        count = _count_settled_pieces(found)
        if count and self._learn_references(found, count):
            return
        if count:
            self._settle_pieces(found, count, base, width)
        else:
            self._cut_window(found, base, width)

    def _cut_window(self, found: Outline, base: int, width: int) -> None:
        """Get past a block that is longer than the window: commit a part of it, or cut it here."""
        before = self._open.offset if self._open else self._offset
        end = base + sum(len(line) + 1 for line in found.lines) - 1
        if found.pieces:
            cut = SourceSlice(found.pieces[0], found.lines, base, self._reader)
            block, strips = self._render_piece(found.pieces[0], found, base, width, settled=False)
            self._commit_inside(block, cut, width)
            if self._open is not None and self._open.offset > before:
                return
            self._open = self._open or open_cut_block(block, cut, self._drawing, width)
            if self._open is not None and self._open.commit_window(block, end):
                return
            block = self._open.join_continuation(block) if self._open else block
            self._settle_block(block, found.pieces[0].gap, strips)
        self._open = self._running = None
        self._offset = end

    def _render_piece(
        self, piece: MarkdownPiece, found: Outline, base: int, width: int, *, settled: bool
    ) -> tuple[Block, list[Strip]]:
        """A piece parsed and drawn; the first one continues the open block, if there is one."""
        is_first = not self._blocks and piece is found.pieces[0]
        if self._open is None or piece is not found.pieces[0]:
            block = self._mark_sample(build_block(piece, found.lines, self._reader), is_first)
            return block, self._draw_block(block, width, settled=settled)
        block = self._open.parse_continuation(SourceSlice(piece, found.lines, base, self._reader))
        block = self._mark_sample(block, is_first)
        return block, self._open.render_finished(block) if settled else self._open.render_so_far(block)

    def _mark_sample(self, block: Block, is_first: bool) -> Block:
        """A table that begins with a row for the widths of its columns says so."""
        if is_first and self._begins_with_sample and isinstance(block, Table):
            return replace(block, sample_rows=1)
        return block

    def _outline_rest(self) -> tuple[Outline, int, bool]:
        """What follows the commit point, the source offset of its first character, and whether more follows it."""
        if self._open is not None:
            end = find_window_end(self._source, self._open.offset)
            rest = self._source[self._open.offset : end]
            if self._open.can_continue(rest):
                found = self._outline_source(self._open.prefix + rest, continues_prose=self._open.is_prose)
                if found.pieces and found.pieces[0].kind == self._open.kind:
                    return found, self._open.offset - len(self._open.prefix), end < len(self._source)
            self._open = None
        end = find_window_end(self._source, self._offset)
        return self._outline_source(self._source[self._offset : end]), self._offset, end < len(self._source)

    def _outline_source(self, source: str, *, continues_prose: bool = False) -> Outline:
        self.characters_read += len(source)
        return outline_markdown(source, self._reader.references, self._running, continues_prose=continues_prose)

    def _learn_references(self, found: Outline, count: int) -> bool:
        """Whether the part being settled defines links used in settled text: then everything is parsed again."""
        if found.references == self._reader.references:
            return False
        part = "\n".join(found.lines[: found.pieces[count - 1].end])
        references = outline_markdown(part, self._reader.references).references
        if references == self._reader.references:
            return False
        self._reader.set_references(references)
        if "[" not in self._source[: self._offset] or self._offset > _LATE_DEFINITIONS:
            return False
        self._reset_blocks()
        return True

    def _render_everything(self, found: Outline, width: int) -> list[Strip]:
        """Everything at once, with the definitions at the very end, which a further character could still change."""
        reader = InlineParser()
        reader.set_references(found.references)
        self.characters_read += len(self._source)
        outline = outline_markdown(self._source, found.references)
        rows: list[Strip] = []
        for piece in outline.pieces:
            if rows and piece.gap:
                rows.append(_BLANK)
            block = self._mark_sample(build_block(piece, outline.lines, reader), piece is outline.pieces[0])
            rows += self._draw_block(block, width, settled=True)
        return rows

    def _commit_inside(self, block: Block, cut: SourceSlice, width: int) -> None:
        if self._open is not None:
            self._open.advance_commit_point(block, cut)
        elif not "".join(cut.lines[: cut.piece.start]).strip():
            # Link definitions before it would be lost behind a commit point.
            self._open = open_streaming_block(block, cut, self._drawing, width)

    def _settle_block(self, block: Block, gap: bool, strips: list[Strip]) -> None:
        if self._settled and gap:
            self._settled.append(_BLANK)
        self._blocks.append((block, gap))
        self._settled += strips

    def _draw_block(self, block: Block, width: int, *, settled: bool) -> list[Strip]:
        return [make_strip(row) for row in self._drawing.layout_block(block, width, settled=settled)]


def _count_settled_pieces(found: Outline) -> int:
    """How many pieces no further text can change: those before the last that has certainly begun, and closed code."""
    complete = len(found.lines) - 1
    count = len(found.pieces)
    # A table is recognized by its second line.
    while count and found.pieces[count - 1].start + (found.pieces[count - 1].kind == "table_open") >= complete:
        count -= 1
    if not count:
        return 0
    last = found.pieces[count - 1]
    return count if last.kind == "fence" and last.closed and last.end <= complete else count - 1


def _normalize_source(raw: str) -> str:
    """The source with uniform line ends and visible control characters.

    Those that are shown as codes follow once it is parsed: each of these begins with a backslash, which is markup.
    """
    return escape_ascii_controls(raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw)
