"""Markdown as strips, for text that grows: what is settled is never read or drawn again."""

from __future__ import annotations

from textual.strip import Strip

from octui.render.lines import strip
from octui.render.markdown_blocks import Drawing
from octui.render.markdown_inline import InlineReader
from octui.render.markdown_nodes import Block
from octui.render.markdown_open import Cut, OpenBlock, opened
from octui.render.markdown_parse import Outline, Piece, Running, build, outline
from octui.render.palette import Palette
from octui.render.safe import visible

_BLANK = Strip([], 0)


class MarkdownView:
    """One text and its strips.

    While the text only grows, a call reads and draws what follows the last commit point: the end of the last top-level
    block (or list item) that no further text can change, or a point inside a block that goes on and on (`OpenBlock`).
    Any other change starts again. A new width or palette draws the kept blocks again without reading them.
    """

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        self.characters_read = 0
        """How much source was ever parsed: the measure of what calls cost."""
        self._drawing = Drawing(palette)
        self._drawn_for: tuple[str, int] = ("", 0)
        self._last: tuple[bool, list[Strip]] | None = None
        self._begin("")

    def strips(self, text: str, width: int, *, final: bool) -> list[Strip]:
        """The rows of `text` in `width` cells, none wider; `final` once no more will come. The list is the caller's."""
        if width <= 0:
            return []
        grown = self._take(text)
        fits = self._drawn_for == (self.palette.key, width)
        if not fits:
            self._redraw(width)
        if grown or not fits or self._last is None or self._last[0] is not final:
            self._last = (final, self._advance(width, final))
        return list(self._last[1])

    def _begin(self, raw: str) -> None:
        self._raw = raw
        self._source = _clean(raw)
        self._reader = InlineReader()
        self._rewind()

    def _rewind(self) -> None:
        self._blocks: list[tuple[Block, bool]] = []
        self._settled: list[Strip] = []
        self._offset = 0
        self._running: Running | None = None
        self._open: OpenBlock | None = None

    def _take(self, text: str) -> bool:
        """Take up the text as it is now; whether anything changed."""
        if len(text) == len(self._raw) and text == self._raw:
            return False
        if self._raw and text.startswith(self._raw):
            added = text[len(self._raw) :]
            if self._raw.endswith("\r"):
                added = added.removeprefix("\n")
            clean = _clean(added)
            # Text that needs no cleaning is kept once, and not copied at every call.
            self._source = text if clean is added and self._source is self._raw else self._source + clean
            self._raw = text
        else:
            self._begin(text)
        return True

    def _redraw(self, width: int) -> None:
        self._drawn_for = (self.palette.key, width)
        self._drawing = Drawing(self.palette)
        blocks, self._blocks, self._settled = self._blocks, [], []
        for block, gap in blocks:
            self._settle(block, gap, self._drawn(block, width, settled=True))
        if self._open is not None:
            self._open.redraw(self._drawing, width)

    def _advance(self, width: int, final: bool) -> list[Strip]:
        """Settle what can be settled, then draw the rest behind it."""
        self._reader.next_round()
        self._drawing.next_round()
        found, base = self._outlined()
        count = _sure(found)
        if count and self._learned(found, count):
            found, base = self._outlined()
            count = _sure(found)
        if final and found.references != self._reader.references:
            return self._whole(found, width)

        for piece in found.pieces[:count]:
            block, strips = self._block(piece, found, base, width, settled=True)
            self._settle(self._open.whole(block) if self._open else block, piece.gap, strips)
            self._open = None
        rest = found.pieces[count:]
        if count:
            self._offset = base + sum(len(line) + 1 for line in found.lines[: found.pieces[count - 1].end])
            self._running = Running(rest[0].number, rest[0].gap) if rest and rest[0].continues else None

        rows = list(self._settled)
        for piece in rest:
            block, strips = self._block(piece, found, base, width, settled=final)
            if rows and piece.gap:
                rows.append(_BLANK)
            rows += strips
        if len(rest) == 1 and not final:
            self._commit_inside(block, Cut(rest[0], found.lines, base, self._reader), width)
        return rows

    def _block(
        self, piece: Piece, found: Outline, base: int, width: int, *, settled: bool
    ) -> tuple[Block, list[Strip]]:
        """A piece read and drawn; the first one goes on with the open block, if there is one."""
        if self._open is None or piece is not found.pieces[0]:
            block = build(piece, found.lines, self._reader)
            return block, self._drawn(block, width, settled=settled)
        block = self._open.read(Cut(piece, found.lines, base, self._reader))
        return block, self._open.finished(block) if settled else self._open.rows(block)

    def _outlined(self) -> tuple[Outline, int]:
        """What follows the commit point, and the source offset its first character would have."""
        if self._open is not None:
            rest = self._source[self._open.offset :]
            if self._open.holds(rest):
                found = self._outline(self._open.prefix + rest)
                if found.pieces and found.pieces[0].kind == self._open.kind:
                    return found, self._open.offset - len(self._open.prefix)
            self._open = None
        return self._outline(self._source[self._offset :]), self._offset

    def _outline(self, source: str) -> Outline:
        self.characters_read += len(source)
        return outline(source, self._reader.references, self._running)

    def _learned(self, found: Outline, count: int) -> bool:
        """Whether the part being settled defines links that turn settled text into links: then all is read again."""
        if found.references == self._reader.references:
            return False
        part = "\n".join(found.lines[: found.pieces[count - 1].end])
        references = outline(part, self._reader.references).references
        if references == self._reader.references:
            return False
        self._reader.define(references)
        if "[" not in self._source[: self._offset]:
            return False
        self._rewind()
        return True

    def _whole(self, found: Outline, width: int) -> list[Strip]:
        """Everything at once, with the definitions at the very end, which a further character could still change."""
        reader = InlineReader()
        reader.define(found.references)
        self.characters_read += len(self._source)
        whole = outline(self._source, found.references)
        rows: list[Strip] = []
        for piece in whole.pieces:
            if rows and piece.gap:
                rows.append(_BLANK)
            rows += self._drawn(build(piece, whole.lines, reader), width, settled=True)
        return rows

    def _commit_inside(self, block: Block, cut: Cut, width: int) -> None:
        if self._open is not None:
            self._open.advance(block, cut)
        elif not "".join(cut.lines[: cut.piece.start]).strip():
            # Link definitions before it would be out of sight behind a commit point.
            self._open = opened(block, cut, self._drawing, width)

    def _settle(self, block: Block, gap: bool, strips: list[Strip]) -> None:
        if self._settled and gap:
            self._settled.append(_BLANK)
        self._blocks.append((block, gap))
        self._settled += strips

    def _drawn(self, block: Block, width: int, *, settled: bool) -> list[Strip]:
        return [strip(row) for row in self._drawing.rows(block, width, settled=settled)]


def _sure(found: Outline) -> int:
    """How many pieces no further text can change: those before the last that surely began, and code that was closed."""
    complete = len(found.lines) - 1
    count = len(found.pieces)
    # A table is known by its second line.
    while count and found.pieces[count - 1].start + (found.pieces[count - 1].kind == "table_open") >= complete:
        count -= 1
    if not count:
        return 0
    last = found.pieces[count - 1]
    return count if last.kind == "fence" and last.closed and last.end <= complete else count - 1


def _clean(raw: str) -> str:
    """The source with one kind of line end and every control character visible."""
    return visible(raw.replace("\r\n", "\n").replace("\r", "\n") if "\r" in raw else raw)
