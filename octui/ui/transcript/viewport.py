"""The rows a viewport shows of a transcript, anchored to their content instead of an offset."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from textual.strip import Strip

from octui.render.blocks import Block
from octui.ui.transcript.layout import BlockRef, FoldState, RowRef
from octui.ui.transcript.message_slices import parse_slice_key
from octui.ui.transcript.protocols import StripRenderer, TranscriptSource
from octui.ui.transcript.row_ids import RowIds
from octui.ui.transcript.virtual_list import VirtualList

EMPTY = Strip([], 0)


class ViewportRow(NamedTuple):
    """One row of the viewport; past the end it has neither block nor `row_ref`. Selections use the `row_id`."""

    strip: Strip
    row_id: int
    block: Block | None = None
    row_ref: RowRef | None = None


class ScrollAnchor(NamedTuple):
    """This row is to be at row `y` of the viewport."""

    row_ref: RowRef
    y: int = 0


class BlockRow(NamedTuple):
    """A row by the index of its item, the number of its block in it, and its own there, counted with the gap above."""

    item: int
    number: int
    row: int


class Viewport:
    """A viewport on a list of items whose heights are mostly estimates, corrected when shown without moving anything.

    While `is_following`, the end is at the bottom. Otherwise the first row shown stays where it is, whatever grows,
    shrinks, appears or disappears around it: blank rows are shown after the end rather than moving the reader.
    """

    def __init__(self, source: TranscriptSource, renderer: StripRenderer, folds: FoldState) -> None:
        self.items = VirtualList(source, renderer, folds)
        self.row_ids = RowIds()
        self.rows: list[ViewportRow] = []
        self.height = 0
        self.top = 0
        """How many rows are above the viewport, partly estimated."""
        self.extent = 0
        """How many rows there are to scroll over, including blank ones shown after the end."""
        self.is_following = True
        self.at_end = True
        self._unseen: set[str] = set()
        self._start = BlockRow(0, 0, 0)
        self._anchor: ScrollAnchor | None = None
        """Where to scroll next, when that is not where the reader is."""
        self._unwrapped: tuple[ScrollAnchor, int] | None = None
        """The anchor, and the rows of its block, before the width began to change."""

    @property
    def unseen_count(self) -> int:
        """Messages appended since the reader left the end, and not seen since."""
        return len(self._unseen)

    # Changes of what is shown.

    def update_items(self, keys: Collection[str]) -> None:
        """The blocks of these items changed."""
        self.items.mark_stale(keys)
        self._relayout(clamp=False)

    def update_list(self) -> bool:
        """Read the list of items again; False when earlier row ids are no longer valid."""
        change = self.items.reload_keys()
        if change is None:
            return True
        self.row_ids.shift_for_prepended(change.prepended_count)
        self._unseen = {key for key in self._unseen if key in self.items}
        if not self.is_following:
            here = next(
                (index for anchor in self._iter_anchors() if (index := self.items.find_index(anchor.row_ref.item))), 0
            )
            self._unseen.update(
                key
                for key in change.new_keys
                if (self.items.find_index(key) or 0) > here and not parse_slice_key(key).start
            )
        self._relayout(clamp=False)
        return change.only_added

    def set_size(self, width: int, height: int) -> None:
        self.height = max(0, height) if width > 0 else 0
        unwrapped = self._change_width(width) if self.height and width != self.items.width else self._unwrapped
        self._relayout(clamp=True)
        self._unwrapped = unwrapped
        if self.rows and self.at_end:
            self._start_following()

    def change_renderer(self, renderer: StripRenderer) -> None:
        """Draw everything with another renderer."""
        self.items.set_renderer(renderer)
        self._relayout(clamp=False)

    def draw_uncoloured_block(self) -> bool:
        """Draw one of the blocks in colours whose code was plain; False where none can have them."""
        key = self.items.renderer.take_uncoloured_block()
        if key is not None:
            self.items.drop_block_strips(key)
            self._relayout(clamp=False)
        return key is not None

    def apply_folds(self) -> None:
        """Many blocks were expanded or collapsed."""
        self.items.forget_folds()
        self._relayout(clamp=True)

    def refine_estimates(self, count: int) -> bool:
        """Estimate the heights of `count` items not shown yet; True while there are more."""
        more = self.height > 0 and self.items.refine_estimates(count)
        self._update_extent()
        return more

    # Scrolling.

    def scroll_by(self, rows: int) -> None:
        """Scroll by visible rows, measuring what is passed."""
        self.items.renderer.begin_drawing()
        if self.rows:
            index, number, row = self._start
            self._scroll_to_start(self._normalize_row(index, number, row + rows))

    def scroll_to_row(self, top: int) -> None:
        """Scroll to a row of the whole, as far as heights are known."""
        self.items.renderer.begin_drawing()
        if top >= self.items.heights.total_rows - self.height:
            self.scroll_to_end()
        elif self.rows:
            index, row = self.items.heights.find_item_at(top)
            item = self.items.get_item(index)
            if item.blocks:
                number, row = item.find_block_at(row)
                row = min(row, max(0, self.items.measure_block(index, number) - 1))
                self._scroll_to_start(self._normalize_row(index, number, row))
            else:
                self._scroll_to_start(self._normalize_row(index, 0, 0))

    def scroll_to_end(self) -> None:
        self._start_following()
        self._relayout(clamp=True)

    def stop_following(self) -> None:
        """Stop following, without moving."""
        self.is_following = False

    def pin_block_row(self, block_ref: BlockRef, y: int = 0, row: int = 0) -> None:
        """Put a row of a block at a row of the viewport, as far as the ends allow."""
        self._anchor = ScrollAnchor(RowRef(block_ref.item, block_ref.block, row), y)
        self._land_on_anchor()

    def mark_place(self) -> ScrollAnchor | None:
        """Where the reader is, to go back to it; None for the end."""
        return None if self.is_following else next(self._iter_anchors(), None)

    def return_to_place(self, place: ScrollAnchor | None) -> None:
        if place is None:
            self.scroll_to_end()
        else:
            self.pin_block_row(place.row_ref.block_ref, place.y, place.row_ref.row)

    def find_visible_rows(self, block_ref: BlockRef) -> range:
        """The rows of the viewport where a block is visible, without the gap above it."""
        ys = [
            y
            for y, row in enumerate(self.rows)
            if row.row_ref and row.row_ref.block_ref == block_ref and row.row_ref.row >= 0
        ]
        return range(ys[0], ys[-1] + 1) if ys else range(0)

    # Layout.

    def _relayout(self, *, clamp: bool) -> None:
        self.items.renderer.begin_drawing()
        if not self.items.keys:
            self.is_following = self.at_end = True
            self.rows, self._start = [], BlockRow(0, 0, 0)
        elif not self.height:
            self._anchor = next(self._iter_anchors(), None)
            self.rows, self._start = [], BlockRow(min(self._start.item, len(self.items) - 1), 0, 0)
        else:
            self._start = self._find_start_of_end() if self.is_following else self._find_start_of_anchor()
            self.rows = self._fill_rows(self._start)
            if not self.rows or (clamp and len(self.rows) < self.height):
                self._start = self._find_start_of_end()
                self.rows = self._fill_rows(self._start)
            self._anchor = None
            beyond = self.row_ids.encode_row(len(self.items), 0, 0)
            self.rows += [ViewportRow(EMPTY, beyond + y) for y in range(len(self.rows), self.height)]
        self._unwrapped = None
        self._update_extent()
        shown = {row.row_ref.block_ref for row in self.rows if row.row_ref}
        self._unseen.difference_update(block_ref.item for block_ref in shown)
        self.items.prune_layouts(shown)

    def _update_extent(self) -> None:
        index, number, row = self._start
        above = self.items.get_item(index).count_rows_above(number) if self.rows else 0
        self.top = self.items.heights.count_rows_before(index) + above + row
        self.extent = max(self.items.heights.total_rows, self.top + self.height)

    def _find_start_of_end(self) -> BlockRow:
        start, missing = BlockRow(0, 0, 0), self.height
        for index, number in self.items.iter_blocks_before(len(self.items), 0):
            missing -= self.items.measure_block(index, number)
            start = BlockRow(index, number, max(0, -missing))
            if missing <= 0:
                break
        return start

    def _find_start_of_anchor(self) -> BlockRow:
        for place, y in self._iter_anchors():
            index = self.items.find_index(place.item)
            if index is not None:
                number = self.items.get_item(index).find_block_index(place.block)
                if number is not None and (strips := self.items.draw_block(index, number)):
                    gap = self.items.measure_block(index, number) - len(strips)
                    row = gap + min(max(place.row, -gap), len(strips) - 1)
                    return self._normalize_row(index, number, row - y)
        return self._normalize_row(min(self._start.item, len(self.items) - 1), 0, 0)

    def _normalize_row(self, index: int, number: int, row: int) -> BlockRow:
        """The same row, relative to the block it falls in; rows beyond an end become the last one."""
        if row < 0:
            for above in self.items.iter_blocks_before(index, number):
                # A row is found from below only where all of them are known.
                row += self.items.measure_block(*above, is_whole=True)
                if row >= 0:
                    return BlockRow(*above, row)
            index = number = row = 0
        last = BlockRow(len(self.items) - 1, 0, 0)
        for here in self.items.iter_blocks_from(index, number):
            height = self.items.measure_block(*here)
            if row < height:
                return BlockRow(*here, row)
            if height and here[0] == last.item:
                last = BlockRow(*here, height - 1)
            row -= height
        return last

    def _fill_rows(self, start: BlockRow) -> list[ViewportRow]:
        rows: list[ViewportRow] = []
        skipped = start.row
        blocks = self.items.iter_blocks_from(start.item, start.number)
        for index, number in blocks:
            height = self.items.measure_block(index, number)
            strips = self.items.draw_block(index, number)
            item = self.items.get_item(index)
            block, gap = item.blocks[number], height - len(strips)
            stop = min(height, skipped + self.height - len(rows))
            for row in range(skipped - gap, stop - gap):
                strip = strips[row] if row >= 0 else EMPTY
                row_id = self.row_ids.encode_row(index, number, row)
                rows.append(ViewportRow(strip, row_id, block, RowRef(item.key, block.key, row)))
            if stop < height:
                self.at_end = False
                return rows
            skipped = 0
            if len(rows) == self.height:
                break
        self.at_end = not any(self.items.measure_block(*later) for later in blocks)
        return rows

    # The anchor.

    def _iter_anchors(self) -> Iterator[ScrollAnchor]:
        """Rows to anchor to, best first; gaps last, as they depend on what is above them."""
        if self._anchor:
            yield self._anchor
        placed = [ScrollAnchor(row.row_ref, y) for y, row in enumerate(self.rows) if row.row_ref]
        yield from (anchor for anchor in placed if anchor.row_ref.row >= 0)
        yield from (anchor for anchor in placed if anchor.row_ref.row < 0)

    def _scroll_to_start(self, start: BlockRow) -> None:
        index, number, row = start
        item = self.items.get_item(index)
        height = self.items.measure_block(index, number) if item.blocks else 0
        if not height:
            return self.scroll_to_end()
        gap = height - len(self.items.draw_block(index, number))
        return self.pin_block_row(BlockRef(item.key, item.blocks[number].key), 0, row - gap)

    def _land_on_anchor(self) -> None:
        self.is_following = False
        self._relayout(clamp=True)
        if self.at_end:
            self._start_following()

    def _start_following(self) -> None:
        self.is_following = True
        self._unseen.clear()

    def _change_width(self, width: int) -> tuple[ScrollAnchor, int] | None:
        """Lay out for another width; the anchor keeps its relative position within its block."""
        anchor = next(self._iter_anchors(), None)
        origin = self._unwrapped or (anchor and (anchor, self._count_anchor_rows(anchor)))
        self.items.set_width(width)
        if origin and not self.is_following:
            (place, y), rows = origin
            if place.row > 0 and rows:
                place = place._replace(row=place.row * self._count_anchor_rows(origin[0]) // rows)
            self._anchor = ScrollAnchor(place, y)
        return origin

    def _count_anchor_rows(self, anchor: ScrollAnchor) -> int:
        """The rows of the anchor's block."""
        index = self.items.find_index(anchor.row_ref.item)
        if self.is_following or index is None or not self.items.width:
            return 0
        number = self.items.get_item(index).find_block_index(anchor.row_ref.block)
        return 0 if number is None else len(self.items.draw_block(index, number))
