"""One item of the transcript, laid out: its blocks, their strips, and which row belongs to what."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from textual.strip import Strip

from octui.render.blocks import Block
from octui.ui.transcript.block_traits import count_gap_rows
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

    def get_expanded(self, block: Block) -> bool | None:
        return self.chosen.get(block.key, self.others)


@dataclass(slots=True)
class ItemLayout:
    """The blocks of one item; once laid out, also their strips and the row each starts at."""

    key: str
    blocks: tuple[Block, ...]
    previous: ItemLayout | None = None
    """The item as it was drawn last; released once this one is laid out."""
    gap_above: int = 0
    """Blank rows above the first block, which depend on the item before this one."""
    rows: int = 0
    strips: list[Sequence[Strip]] = field(default_factory=list)
    row_starts: list[int] = field(default_factory=list)
    expanded: list[bool | None] = field(default_factory=list)
    is_laid_out: bool = False
    is_unfinished: bool = False
    """Laid out except for the rest of a long block, which is drawn when it is laid out again."""

    @property
    def height(self) -> int:
        return self.gap_above + self.rows if self.rows else 0

    @property
    def first_visible_block(self) -> Block | None:
        """The first block that has anything to show."""
        return next((block for block, strips in zip(self.blocks, self.strips, strict=True) if strips), None)

    def layout_blocks(self, renderer: StripRenderer, width: int, folds: FoldState) -> None:
        """Draw the blocks, except those that were drawn before and did not change."""
        was = self.previous
        drawn = {block.key: number for number, block in enumerate(was.blocks)} if was and was.is_laid_out else {}
        above: Block | None = None
        height = 0
        for block in self.blocks:
            expanded = folds.get_expanded(block)
            number = drawn.get(block.key)
            same = was and number is not None and was.expanded[number] == expanded and was.blocks[number] == block
            if was and number is not None and same and not (was.is_unfinished and renderer.is_unfinished(block)):
                strips = was.strips[number]
            else:
                strips = renderer.render_block(block, width, expanded=expanded)
            self.is_unfinished |= renderer.is_unfinished(block)
            if strips:
                self.rows += count_gap_rows(above, block, height) if above else 0
                above, height = block, len(strips)
            self.row_starts.append(self.rows)
            self.strips.append(strips)
            self.expanded.append(expanded)
            self.rows += len(strips)
        self.previous = None
        self.is_laid_out = True

    def with_blocks(self, blocks: tuple[Block, ...]) -> ItemLayout:
        return ItemLayout(self.key, blocks, self if self.is_laid_out else self.previous)

    def copy_without_strips(self) -> ItemLayout:
        return ItemLayout(self.key, self.blocks)

    def locate_row(self, row: int) -> tuple[int, int]:
        """The block that owns this row of the item, and the row inside it, below 0 in the gap above it."""
        row -= self.gap_above
        number = bisect_right(self.row_starts, row) - 1 if row >= 0 else 0
        if row < 0 or row - self.row_starts[number] >= len(self.strips[number]):
            later = range(number, len(self.strips))
            number = next(number for number in later if self.row_starts[number] > row and self.strips[number])
        return number, row - self.row_starts[number]

    def find_item_row(self, number: int, row: int) -> int:
        """The row of the item where a row of a block is.

        A row the block no longer has becomes its last, and a row of a gap that is no longer there its first.
        """
        start = self.row_starts[number]
        gap = start - self.row_starts[number - 1] - len(self.strips[number - 1]) if start else self.gap_above
        row = min(max(row, -gap), max(0, len(self.strips[number]) - 1))
        return self.gap_above + start + row

    def find_block_index(self, block: str) -> int | None:
        """Which of the blocks this is."""
        return next((number for number, candidate in enumerate(self.blocks) if candidate.key == block), None)
