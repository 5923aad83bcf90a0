"""All items of a transcript: their heights, estimated until measured, and the layouts of the few near the viewport."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from octui.render.blocks import Block
from octui.ui.transcript.block_traits import count_gap_rows
from octui.ui.transcript.fenwick import RowIndex
from octui.ui.transcript.layout import FoldState, ItemLayout
from octui.ui.transcript.protocols import StripRenderer, TranscriptSource

GUESS = 6
"""Rows an item is assumed to have until its source estimates it."""
KEPT_ITEMS = 200
KEPT_ROWS = 1_500
MANY = 200
"""Heights for which rebuilding the sums is faster than adding them one by one."""


class ListChange(NamedTuple):
    """Items that are new in the list, how many of them were prepended, and whether nothing else changed."""

    new_keys: list[str]
    prepended_count: int
    only_added: bool


class VirtualList:
    """Only requested items are laid out; the least recently used layouts are dropped first."""

    def __init__(self, source: TranscriptSource, renderer: StripRenderer, folds: FoldState) -> None:
        self.keys: list[str] = list(source.list_keys())
        self.heights = RowIndex([GUESS] * len(self.keys))
        self.folds = folds
        self.width = 0
        self.renderer = renderer
        self._source = source
        self._indexes = {key: index for index, key in enumerate(self.keys)}
        self._items: dict[str, ItemLayout] = {}
        self._stale: set[str] = set()
        self._measured: set[str] = set()
        self._refined = 0

    def __len__(self) -> int:
        return len(self.keys)

    def __contains__(self, key: str) -> bool:
        return key in self._indexes

    def find_index(self, key: str) -> int | None:
        return self._indexes.get(key)

    def get_item(self, index: int) -> ItemLayout:
        """An item with current blocks; it may not be laid out."""
        key = self.keys[index]
        item = self._items.pop(key, None)
        if item is None:
            item = ItemLayout(key, self._source.build_blocks(key))
        elif key in self._stale:
            item = item.with_blocks(self._source.build_blocks(key))
        self._stale.discard(key)
        self._items[key] = item
        return item

    def get_laid_out_item(self, index: int) -> ItemLayout:
        item = self.get_item(index)
        if not item.is_laid_out:
            item.layout_blocks(self.renderer, self.width, self.folds)
        return item

    def measure_item(self, index: int) -> int:
        """The true height of an item, as of now."""
        item = self.get_laid_out_item(index)
        first = item.first_visible_block
        item.gap_above = self._measure_gap_above(index, first) if first else 0
        self.heights[index] = item.height
        self._measured.add(item.key)
        return item.height

    def list_unfinished(self) -> list[str]:
        """The items that were laid out in part."""
        return [key for key, item in self._items.items() if item.is_unfinished]

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
        tail = [was[key] if key in was else self._estimate_rows(key) for key in islice(self.keys, same, None)]
        if len(tail) > MANY:
            self.heights = RowIndex([*islice(self.heights, same), *tail])
        else:
            self.heights.truncate_items(same)
            for height in tail:
                self.heights.append_height(height)
        self._refined = min(self._refined, same)
        for key in was:
            if key not in self._indexes:
                self._items.pop(key, None)
                self._stale.discard(key)
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

    def prune_layouts(self, shown: Collection[str]) -> None:
        """Drop layouts beyond the limits, but never those of items that are shown."""
        rows = sum(item.rows for item in self._items.values())
        for key in list(self._items):
            if (rows <= KEPT_ROWS and len(self._items) <= KEPT_ITEMS) or key in shown:
                return
            rows -= self._items.pop(key).rows
            self._stale.discard(key)

    def _drop_strips(self) -> None:
        self._items = {key: item.copy_without_strips() for key, item in self._items.items()}

    def _measure_gap_above(self, index: int, first: Block) -> int:
        """The blank rows above an item; the item before it is laid out only if they depend on it."""
        while index:
            index -= 1
            if blocks := self.get_item(index).blocks:
                return count_gap_rows(blocks[-1], first) or count_gap_rows(
                    blocks[-1], first, len(self.get_laid_out_item(index).strips[-1])
                )
        return count_gap_rows(None, first)

    def _estimate_rows(self, key: str) -> int:
        return max(1, self._source.estimate_height(key, self.width)) if self.width else GUESS


def _count_common_prefix(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items at the beginning are the same."""
    pairs = zip(old, new, strict=False)
    return next((index for index, (was, now) in enumerate(pairs) if was != now), min(len(old), len(new)))
