"""All items of a transcript: their heights, estimated until measured, and the layouts of the few near the viewport."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice, takewhile
from typing import NamedTuple

from textual.strip import Strip

from octui.render.blocks import Block, ProseBlock
from octui.render.markdown.sections import PIECE_MARK
from octui.ui.transcript.block_traits import count_gap_rows
from octui.ui.transcript.fenwick import RowIndex
from octui.ui.transcript.layout import BlockRef, FoldState, ItemLayout
from octui.ui.transcript.message_slices import parse_slice_key
from octui.ui.transcript.protocols import StripRenderer, TranscriptSource

GUESS = 6
"""Rows an item is assumed to have until its source estimates it."""
KEPT_ITEMS = 200
KEPT_ROWS = 800
MANY = 200
"""Heights that are too many to add one by one, and to estimate at once."""


class ListChange(NamedTuple):
    """Items that are new in the list, how many of them were prepended, and whether nothing else changed."""

    new_keys: list[str]
    prepended_count: int
    only_added: bool


class VirtualList:
    """Only requested blocks are drawn; the strips of the least recently used are dropped first."""

    def __init__(self, source: TranscriptSource, renderer: StripRenderer, folds: FoldState) -> None:
        self.keys: list[str] = list(source.list_keys())
        self.heights = RowIndex([GUESS] * len(self.keys))
        self.folds = folds
        self.width = 0
        self.renderer = renderer
        self._source = source
        self._indexes = {key: index for index, key in enumerate(self.keys)}
        self._items: dict[str, ItemLayout] = {}
        self._drawn: dict[BlockRef, int] = {}
        """How many strips are kept of each block, the most recently used last."""
        self._kept_rows = 0
        self._stale: set[str] = set()
        self._cut_short: set[str] = set()
        """Items whose blocks are not all known so far."""
        self._measured: set[str] = set()
        self._refined = 0

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, key: str) -> bool:
        return key in self._indexes

    def find_index(self, key: str) -> int | None:
        return self._indexes.get(key)

    def read_blocks(self, key: str) -> tuple[Block, ...]:
        """The blocks of an item as the source has them, however long."""
        return self._source.build_blocks(key)

    def list_message_keys(self, key: str) -> list[str]:
        """All items of the message that this one is of."""
        message_id = parse_slice_key(key).message_id
        following = islice(self.keys, self._indexes.get(message_id, 0), None)
        return list(takewhile(lambda other: parse_slice_key(other).message_id == message_id, following))

    def read_whole_block(self, block_ref: BlockRef) -> Block | None:
        """The block that this one is, or is a piece of."""
        blocks = self.read_blocks(block_ref.item) if block_ref.item in self else ()
        return next((block for block in blocks if block_ref.block.partition(PIECE_MARK)[0] == block.key), None)

    def find_block_from(self, key: str) -> BlockRef | None:
        """The first block of this item, or of the next one that has any; None where there is none, or no such item."""
        index = self.find_index(key)
        place = next(self.iter_blocks_from(index, 0), None) if index is not None else None
        if place is None:
            return None
        item = self.get_item(place[0])
        return BlockRef(item.key, item.blocks[place[1]].key)

    def get_item(self, index: int) -> ItemLayout:
        """An item with current blocks; some may not be drawn."""
        key = self.keys[index]
        item = self._items.pop(key, None)
        if item is None or key in self._stale:
            blocks, is_complete = self.renderer.split_blocks(self._source.build_blocks(key))
            (self._cut_short.discard if is_complete else self._cut_short.add)(key)
            if item is None:
                item = ItemLayout.from_blocks(key, blocks, self._estimate_block_rows)
                if key in self._measured:
                    item.fit_height(self.heights[index])
            else:
                item = item.with_blocks(blocks, self._estimate_block_rows, self.folds)
            self.heights[index] = item.height
            self._stale.discard(key)
            self._measured.add(key)
        self._items[key] = item
        return item

    def iter_blocks_from(self, index: int, number: int) -> Iterator[tuple[int, int]]:
        """This block of an item and all that follow: the index of the item, and the number of the block in it."""
        while index < len(self.keys):
            yield from ((index, here) for here in range(number, len(self.get_item(index).blocks)))
            index, number = index + 1, 0

    def iter_blocks_before(self, index: int, number: int) -> Iterator[tuple[int, int]]:
        """All blocks before this one, the nearest first; `index` may be the length."""
        while True:
            yield from ((index, here) for here in range(number - 1, -1, -1))
            index -= 1
            if index < 0:
                return
            number = len(self.get_item(index).blocks)

    def draw_block(self, index: int, number: int, *, is_whole: bool = False) -> Sequence[Strip]:
        """The strips of a block, without the gap above it."""
        item = self.get_item(index)
        known = item.strips[number]
        strips = item.draw_block(number, self.renderer, self.width, self.folds, is_whole=is_whole)
        if known is not strips and item.heights[number] != len(strips):
            # With a gap, as almost everything has, until it is measured.
            self._set_block_height(index, item, number, len(strips) + bool(strips))
        block_ref = BlockRef(item.key, item.blocks[number].key)
        self._kept_rows += len(strips) - self._drawn.pop(block_ref, 0)
        self._drawn[block_ref] = len(strips)
        return strips

    def measure_block(self, index: int, number: int, *, is_whole: bool = False) -> int:
        """The true rows of a block as of now, with the gap above it; `is_whole` if no more of them may follow."""
        strips = self.draw_block(index, number, is_whole=is_whole)
        height = len(strips) + (self._measure_gap_above(index, number) if strips else 0)
        self._set_block_height(index, self.get_item(index), number, height)
        return height

    def list_unfinished(self) -> list[str]:
        """The items with a block that was drawn in part, or whose blocks are not all known."""
        return [key for key, item in self._items.items() if item.unfinished or key in self._cut_short]

    def mark_stale(self, keys: Iterable[str]) -> None:
        """The blocks of these items changed."""
        for key in keys:
            self._measured.discard(key)
            if key in self._items:
                self._stale.add(key)
            index = self._indexes.get(key)
            if index is not None and not self.heights[index]:
                self.heights[index] = 1

    def reload_keys(self) -> ListChange | None:
        """Read the keys again; None when they are what they were."""
        old, self.keys = self.keys, list(self._source.list_keys())
        if self.keys[: len(old)] == old:
            return self._replace_tail(old, len(old)) if len(self.keys) > len(old) else None
        front = self.keys.index(old[0]) if old[0] in self.keys else 0
        if front and self.keys[front : front + len(old)] == old:
            return self._extend_both_ends(front, len(old))
        return self._replace_tail(old, _count_common_prefix(old, self.keys))

    def _extend_both_ends(self, front: int, length: int) -> ListChange:
        """All earlier items are still there, after `front` new ones and perhaps before others."""
        above, below = self.keys[:front], self.keys[front + length :]
        self.heights = RowIndex([*map(self._estimate_rows, above), *self.heights, *map(self._estimate_rows, below)])
        self._indexes = dict(zip(self.keys, range(len(self.keys)), strict=True))
        self._refined += front
        return ListChange(above + below, front, True)

    def _replace_tail(self, old: list[str], same: int) -> ListChange:
        """Only the first `same` items are certain to be where they were."""
        was = {key: self.heights[index] for index, key in enumerate(islice(old, same, None), same)}
        for key in was:
            del self._indexes[key]
        self._indexes.update((key, index) for index, key in enumerate(islice(self.keys, same, None), same))
        if len(self.keys) - same > MANY:
            tail = (was.get(key, GUESS) for key in islice(self.keys, same, None))
            self.heights = RowIndex([*islice(self.heights, same), *tail])
        else:
            self.heights.truncate_items(same)
            for key in islice(self.keys, same, None):
                self.heights.append_height(was[key] if key in was else self._estimate_rows(key))
        self._refined = min(self._refined, same)
        for key in was:
            if key not in self._indexes:
                self._drop_item(key)
                self._measured.discard(key)
        return ListChange([key for key in islice(self.keys, same, None) if key not in was], 0, same == len(old))

    def set_width(self, width: int) -> None:
        """From now on blocks are drawn for this width; their previous heights are the best estimate."""
        self.width = width
        self._measured.clear()
        self._refined = 0
        self._drop_strips()

    def set_renderer(self, renderer: StripRenderer) -> None:
        """From now on blocks are drawn by another renderer, at unchanged heights."""
        self.renderer = renderer
        self._drop_strips()

    def drop_block_strips(self, key: str) -> None:
        """This block is drawn again when it is needed, at an unchanged height."""
        for block_ref in self._drawn:
            if block_ref.block == key and (item := self._items.get(block_ref.item)):
                item.drop_block_strips(key)

    def forget_folds(self) -> None:
        """Many blocks were expanded or collapsed."""
        self._measured.clear()
        self._drop_strips()

    def refine_estimates(self, count: int) -> bool:
        """Estimate `count` items from the source; True while there are more."""
        end = min(len(self.keys), self._refined + count)
        for index in range(self._refined, end):
            if self.keys[index] not in self._measured:
                self.heights[index] = self._estimate_rows(self.keys[index])
        self._refined = end
        return end < len(self.keys)

    def prune_layouts(self, shown: Collection[BlockRef]) -> None:
        """Drop strips and layouts beyond the limits, but never those that are shown."""
        for block_ref in list(self._drawn):
            if self._kept_rows <= KEPT_ROWS:
                break
            if block_ref not in shown:
                self._kept_rows -= self._drawn.pop(block_ref)
                if item := self._items.get(block_ref.item):
                    item.drop_block_strips(block_ref.block)
        if len(self._items) > KEPT_ITEMS:
            shown_items = {block_ref.item for block_ref in shown}
            for key in list(self._items)[:-KEPT_ITEMS]:
                if key not in shown_items:
                    self._drop_item(key)

    def _set_block_height(self, index: int, item: ItemLayout, number: int, height: int) -> None:
        if height != item.heights[number]:
            self.heights[index] += height - item.heights[number]
            item.heights[number] = height

    def _drop_strips(self) -> None:
        for item in self._items.values():
            item.drop_strips()
        self._drawn.clear()
        self._kept_rows = 0

    def _drop_item(self, key: str) -> None:
        item = self._items.pop(key, None)
        for block in item.blocks if item is not None else ():
            self._kept_rows -= self._drawn.pop(BlockRef(key, block.key), 0)
        self._stale.discard(key)
        self._cut_short.discard(key)

    def _measure_gap_above(self, index: int, number: int) -> int:
        """The blank rows above a block that shows something; what is above it is drawn only if they depend on it."""
        item = self.get_item(index)
        block = item.blocks[number]
        if isinstance(block, ProseBlock) and block.gap_above is not None:
            return block.gap_above
        for above in range(number - 1, -1, -1):
            if strips := self.draw_block(index, above):
                return count_gap_rows(item.blocks[above], block, len(strips))
        while index:
            index -= 1
            if blocks := self.get_item(index).blocks:
                return count_gap_rows(blocks[-1], block) or count_gap_rows(
                    blocks[-1], block, len(self.draw_block(index, len(blocks) - 1))
                )
        return count_gap_rows(None, block)

    def _estimate_block_rows(self, block: Block) -> int:
        return max(1, self.renderer.estimate_rows(block, self.width)) if self.width else GUESS

    def _estimate_rows(self, key: str) -> int:
        return max(1, self._source.estimate_height(key, self.width)) if self.width else GUESS


def _count_common_prefix(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items at the beginning are the same."""
    pairs = zip(old, new, strict=False)
    return next((index for index, (was, now) in enumerate(pairs) if was != now), min(len(old), len(new)))
