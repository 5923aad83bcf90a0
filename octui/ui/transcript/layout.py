"""One item of the transcript: its blocks, and the strips of those that were drawn."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import field
from itertools import accumulate, islice
from typing import NamedTuple

from textual.strip import Strip

from octui.lazy_dataclasses import dataclass
from octui.render.blocks import Block
from octui.ui.transcript.protocols import StripRenderer


class BlockRef(NamedTuple):
    """A block, by the key of its item and its own key."""

    item: str
    block: str


class RowRef(NamedTuple):
    """A row by what it shows, which stays valid when others change; rows below 0 are the gap above the block."""

    item: str
    block: str
    row: int

    @property
    def block_ref(self) -> BlockRef:
        return BlockRef(self.item, self.block)


@dataclass(slots=True)
class FoldState:
    """Which blocks are expanded: those the user toggled, and all others, where None means their initial state."""

    chosen: dict[str, bool] = field(default_factory=dict)
    others: bool | None = None

    @property
    def is_initial(self) -> bool:
        return not self.chosen and self.others is None

    def get_expanded(self, block: Block) -> bool | None:
        return self.chosen.get(block.key, self.others)

    def toggle_all(self) -> None:
        """Expand every block; or put all of them back as they begin."""
        self.chosen.clear()
        self.others = None if self.others else True


@dataclass(slots=True)
class ItemLayout:
    """The blocks of one item, each with the rows it takes: an estimate until it is drawn."""

    key: str
    blocks: tuple[Block, ...]
    heights: list[int]
    """The rows of each block with the gap above it."""
    strips: list[Sequence[Strip] | None] = field(default_factory=list)
    """None where a block was not drawn yet, or is drawn again when it is needed."""
    expanded: list[bool | None] = field(default_factory=list)
    unfinished: set[int] = field(default_factory=set)
    """Which blocks are drawn except for their rest, which follows when they are drawn again."""

    @classmethod
    def from_blocks(cls, key: str, blocks: tuple[Block, ...], estimate: Callable[[Block], int]) -> ItemLayout:
        count = len(blocks)
        return cls(key, blocks, [estimate(block) for block in blocks], [None] * count, [None] * count)

    @property
    def height(self) -> int:
        return sum(self.heights)

    def with_blocks(self, blocks: tuple[Block, ...], estimate: Callable[[Block], int], folds: FoldState) -> ItemLayout:
        """The item with other blocks, of which those that did not change need not be drawn again."""
        same = _count_same_blocks(self.blocks, blocks) if folds.is_initial and not any(self.expanded) else 0
        same = min([same, *self.unfinished])
        result = ItemLayout(self.key, blocks, self.heights[:same], self.strips[:same], self.expanded[:same])
        numbers = {block.key: number for number, block in enumerate(islice(self.blocks, same, None), same)}
        for block in islice(blocks, same, None):
            number = numbers.get(block.key)
            expanded = folds.get_expanded(block)
            strips = None
            if number is not None and number not in self.unfinished and self.expanded[number] == expanded:
                was = self.blocks[number]
                strips = self.strips[number] if was is block or was == block else None
            if number is None:
                result.heights.append(estimate(block))
            else:
                result.heights.append(self.heights[number] if strips is not None else max(1, self.heights[number]))
            result.strips.append(strips)
            result.expanded.append(expanded)
        return result

    def draw_block(
        self, number: int, renderer: StripRenderer, width: int, folds: FoldState, *, is_whole: bool = False
    ) -> Sequence[Strip]:
        """The strips of a block, which are drawn if they are not known; `is_whole` if its rest may not follow later."""
        strips, before = self.strips[number], None
        # What is postponed returns the same rows again: that is all there is of it now.
        while strips is None or (is_whole and number in self.unfinished and strips != before):
            block, before = self.blocks[number], strips
            self.unfinished.discard(number)
            self.expanded[number] = folds.get_expanded(block)
            strips = self.strips[number] = renderer.render_block(block, width, expanded=self.expanded[number])
            if renderer.is_unfinished(block):
                self.unfinished.add(number)
        return strips

    def fit_height(self, rows: int) -> None:
        """Take over the known height of the item, though not that of each block."""
        if self.heights:
            highest = max(range(len(self.heights)), key=self.heights.__getitem__)
            self.heights[highest] = max(0, self.heights[highest] + rows - self.height)

    def drop_strips(self) -> None:
        """Every block is drawn again when it is needed."""
        self.strips = [None] * len(self.blocks)
        self.unfinished.clear()

    def drop_block_strips(self, block: str) -> None:
        """A block is drawn again when it is needed."""
        number = self.find_block_index(block)
        if number is not None:
            self.strips[number] = None
            self.unfinished.discard(number)

    def count_rows_above(self, number: int) -> int:
        """The rows of all blocks before this one."""
        return sum(self.heights[:number])

    def find_block_at(self, row: int) -> tuple[int, int]:
        """The block this row of the item falls in, and the row inside it; the last block for rows beyond the end."""
        start = 0
        for number, end in enumerate(accumulate(self.heights)):
            if row < end:
                return number, row - start
            start = end
        last = max(0, len(self.blocks) - 1)
        return last, row - self.count_rows_above(last)

    def find_block_index(self, block: str) -> int | None:
        """Which of the blocks this is."""
        return next((number for number, candidate in enumerate(self.blocks) if candidate.key == block), None)


def _count_same_blocks(old: tuple[Block, ...], new: tuple[Block, ...]) -> int:
    """How many blocks at the beginning are the same objects; no Python code per block."""
    same = bytes(map(operator.is_, old, new))
    different = same.find(0)
    return len(same) if different < 0 else different
