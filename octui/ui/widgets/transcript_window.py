"""The rows a viewport shows of a transcript, held by what they show and not by an offset."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from textual.strip import Strip

from octui.render.blocks import Block
from octui.ui.widgets.transcript_items import Folds, Place, Spot
from octui.ui.widgets.transcript_lines import LineNumbers
from octui.ui.widgets.transcript_list import ItemList
from octui.ui.widgets.transcript_source import StripMaker, TranscriptSource

EMPTY = Strip([], 0)


class Row(NamedTuple):
    """One row of the viewport; past the end it has neither block nor place. `line` is its number for the selection."""

    strip: Strip
    line: int
    block: Block | None = None
    place: Place | None = None


class Anchor(NamedTuple):
    """This place is to be at row `y` of the viewport."""

    place: Place
    y: int = 0


class Window:
    """A viewport on a list of items whose heights are mostly guesses, corrected when seen without moving what is shown.

    While `following`, the end is at the bottom. Otherwise the first row shown stays where it is, whatever grows or
    shrinks, comes or goes around it: blank rows after the end are shown rather than move a reader.
    """

    def __init__(self, source: TranscriptSource, maker: StripMaker, folds: Folds) -> None:
        self.items = ItemList(source, maker, folds)
        self.lines = LineNumbers()
        self.rows: list[Row] = []
        self.height = 0
        self.top = 0
        """How many rows are above the viewport, partly a guess."""
        self.extent = 0
        """How many rows there are to scroll over, blank ones shown after the end included."""
        self.following = True
        self.at_end = True
        self._unseen: set[str] = set()
        self._start = (0, 0)
        self._anchor: Anchor | None = None
        """Where to go next, when that is not where the reader is."""
        self._unwrapped: tuple[Anchor, int] | None = None
        """The anchor, and the rows of its block, before the width began to change."""

    @property
    def new_below(self) -> int:
        """Items appended since the reader left the end, and not seen since."""
        return len(self._unseen)

    # What happened around the reader.

    def touch(self, keys: Collection[str]) -> None:
        """The blocks of these items changed."""
        self.items.touch(keys)
        self._settle(clamp=False)

    def reorder(self) -> bool:
        """Read the list of items again; False when line numbers given before mean nothing any more."""
        change = self.items.reread()
        if change is None:
            return True
        self.lines.put_before(change.front)
        self._unseen = {key for key in self._unseen if key in self.items}
        if not self.following:
            here = next((index for anchor in self._anchors() if (index := self.items.index(anchor.place.item))), 0)
            self._unseen.update(key for key in change.fresh if (self.items.index(key) or 0) > here)
        self._settle(clamp=False)
        return change.only_added

    def resize(self, width: int, height: int) -> None:
        self.height = max(0, height) if width > 0 else 0
        unwrapped = self._rewrap(width) if self.height and width != self.items.width else self._unwrapped
        self._settle(clamp=True)
        self._unwrapped = unwrapped
        if self.rows and self.at_end:
            self._follow()

    def redraw(self, maker: StripMaker) -> None:
        """Draw everything with another maker."""
        self.items.redraw(maker)
        self._settle(clamp=False)

    def refold(self) -> None:
        """What is open changed for many blocks."""
        self.items.refold()
        self._settle(clamp=True)

    def refine(self, count: int) -> bool:
        """Estimate so many items that nobody has seen; True while there are more."""
        more = self.height > 0 and self.items.refine(count)
        self._locate()
        return more

    # What the reader does.

    def move(self, rows: int) -> None:
        """Scroll by rows as they are seen, measuring what is passed."""
        if self.rows:
            index, row = self._start
            self._go(index, row + rows)

    def jump(self, top: int) -> None:
        """Scroll to a row of the whole, as far as the whole is known."""
        if top >= self.items.heights.total - self.height:
            self.last()
        elif self.rows:
            index, row = self.items.heights.at(top)
            self._go(index, min(row, max(0, self.items.measure(index) - 1)))

    def last(self) -> None:
        self._follow()
        self._settle(clamp=True)

    def hold(self) -> None:
        """Stop following, without moving."""
        self.following = False

    def pin(self, spot: Spot, y: int = 0, row: int = 0) -> None:
        """Put a row of a block at a row of the viewport, as far as the ends allow."""
        self._anchor = Anchor(Place(spot.item, spot.block, row), y)
        self._land()

    def shown(self, spot: Spot) -> range:
        """The rows of the viewport where a block is seen, the gap above it not counted."""
        ys = [y for y, row in enumerate(self.rows) if row.place and row.place.spot == spot and row.place.row >= 0]
        return range(ys[0], ys[-1] + 1) if ys else range(0)

    # Layout.

    def _settle(self, *, clamp: bool) -> None:
        if not self.items.keys:
            self.following = self.at_end = True
            self.rows, self._start = [], (0, 0)
        elif not self.height:
            self._anchor = next(self._anchors(), None)
            self.rows, self._start = [], (min(self._start[0], len(self.items) - 1), 0)
        else:
            self._start = self._start_of_end() if self.following else self._start_of_anchor()
            self.rows = self._fill(*self._start)
            if not self.rows or (clamp and len(self.rows) < self.height):
                self._start = self._start_of_end()
                self.rows = self._fill(*self._start)
            self._anchor = None
            beyond = self.lines.number(len(self.items), 0, 0)
            self.rows += [Row(EMPTY, beyond + y) for y in range(len(self.rows), self.height)]
        self._unwrapped = None
        self._locate()
        shown = {row.place.item for row in self.rows if row.place}
        self._unseen -= shown
        self.items.prune(shown)

    def _locate(self) -> None:
        index, row = self._start
        self.top = self.items.heights.before(index) + row
        self.extent = max(self.items.heights.total, self.top + self.height)

    def _start_of_end(self) -> tuple[int, int]:
        index, missing = len(self.items), self.height
        while index and missing > 0:
            index -= 1
            missing -= self.items.measure(index)
        return index, max(0, -missing)

    def _start_of_anchor(self) -> tuple[int, int]:
        for place, y in self._anchors():
            index = self.items.index(place.item)
            if index is not None and self.items.measure(index):
                item = self.items.laid_out(index)
                number = item.number(place.block)
                if number is not None and item.strips[number]:
                    return self._inside(index, item.row_of(number, place.row) - y)
        return self._inside(min(self._start[0], len(self.items) - 1), 0)

    def _inside(self, index: int, row: int) -> tuple[int, int]:
        """The same row, given in the item it falls in; rows beyond an end become the last there is."""
        while row < 0 and index:
            index -= 1
            row += self.items.measure(index)
        row = max(0, row)
        while row >= (height := self.items.measure(index)):
            if index == len(self.items) - 1:
                return index, max(0, height - 1)
            row -= height
            index += 1
        return index, row

    def _fill(self, index: int, start: int) -> list[Row]:
        rows: list[Row] = []
        while index < len(self.items) and len(rows) < self.height:
            height = self.items.measure(index)
            item = self.items.laid_out(index)
            stop = min(height, start + self.height - len(rows))
            for row in range(start, stop):
                number, inside = item.at(row)
                strip = item.strips[number][inside] if inside >= 0 else EMPTY
                block = item.blocks[number]
                line = self.lines.number(index, number, inside)
                rows.append(Row(strip, line, block, Place(item.key, block.key, inside)))
            if stop < height:
                self.at_end = False
                return rows
            start = 0
            index += 1
        self.at_end = not any(self.items.measure(later) for later in range(index, len(self.items)))
        return rows

    # The anchor.

    def _anchors(self) -> Iterator[Anchor]:
        """What to hold on to, best first; gaps last, for they come and go with what is above them."""
        if self._anchor:
            yield self._anchor
        placed = [Anchor(row.place, y) for y, row in enumerate(self.rows) if row.place]
        yield from (anchor for anchor in placed if anchor.place.row >= 0)
        yield from (anchor for anchor in placed if anchor.place.row < 0)

    def _go(self, index: int, row: int) -> None:
        index, row = self._inside(index, row)
        item = self.items.laid_out(index)
        if not item.height:
            return self.last()
        number, inside = item.at(row)
        return self.pin(Spot(item.key, item.blocks[number].key), 0, inside)

    def _land(self) -> None:
        self.following = False
        self._settle(clamp=True)
        if self.at_end:
            self._follow()

    def _follow(self) -> None:
        self.following = True
        self._unseen.clear()

    def _rewrap(self, width: int) -> tuple[Anchor, int] | None:
        """Lay out for another width; the anchor stays as far into its block, in proportion, as it was."""
        anchor = next(self._anchors(), None)
        origin = self._unwrapped or (anchor and (anchor, self._size(anchor)))
        self.items.rewrap(width)
        if origin and not self.following:
            (place, y), rows = origin
            if place.row > 0 and rows:
                place = place._replace(row=place.row * self._size(origin[0]) // rows)
            self._anchor = Anchor(place, y)
        return origin

    def _size(self, anchor: Anchor) -> int:
        """The rows of the anchor's block."""
        index = self.items.index(anchor.place.item)
        if self.following or index is None or not self.items.width:
            return 0
        item = self.items.laid_out(index)
        number = item.number(anchor.place.block)
        return 0 if number is None else len(item.strips[number])
