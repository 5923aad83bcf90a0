"""The block the keyboard is on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from octui.render.blocks import Block, ToolBlock, UserBlock
from octui.ui.transcript.block_traits import is_cursor_stop
from octui.ui.transcript.folding import count_block_rows, find_block, scroll_into_view
from octui.ui.transcript.layout import BlockRef
from octui.ui.transcript.viewport import Viewport


class BlockCursor:
    """Moves from block to block, and the viewport with it; the end is followed only while it is on the last block."""

    def __init__(self, viewport: Viewport) -> None:
        self.block_ref: BlockRef | None = None
        self._remembered: BlockRef | None = None
        """Where it was when the focus left."""
        self._viewport = viewport

    @property
    def block(self) -> Block | None:
        return find_block(self._viewport, self.block_ref) if self.block_ref else None

    @property
    def child_session_id(self) -> str:
        """The session of the task it is on; `""` on anything else."""
        block = self.block
        return block.child.session_id if isinstance(block, ToolBlock) and block.child is not None else ""

    def find_current_block(self) -> BlockRef | None:
        """Where it is, or was when the focus left; else the last block in view."""
        for block_ref in (self.block_ref, self._remembered):
            if block_ref is not None and find_block(self._viewport, block_ref) is not None:
                return block_ref
        rows = (row.row_ref for row in reversed(self._viewport.rows) if row.block and row.row_ref)
        return next((row_ref.block_ref for row_ref in rows if row_ref.row >= 0), None)

    def place_in_view(self, *, at_top: bool = False) -> None:
        """Move to a block in view: the last one, or the first if `at_top`."""
        rows = self._viewport.rows if at_top else reversed(self._viewport.rows)
        shown = (
            row.row_ref.block_ref
            for row in rows
            if row.block and row.row_ref and row.row_ref.row >= 0 and is_cursor_stop(row.block)
        )
        self.block_ref = next(shown, None)

    def move_to_block(self, block_ref: BlockRef) -> None:
        block = find_block(self._viewport, block_ref)
        if block is not None and is_cursor_stop(block):
            self.block_ref = block_ref

    def return_to_view(self) -> None:
        """Move to where it was when the focus left, if that is in view, else to the last block in view."""
        if self.block_ref is not None:
            return
        if self._remembered and self._viewport.find_visible_rows(self._remembered):
            self.move_to_block(self._remembered)
        else:
            self.place_in_view()

    def clear_cursor(self, *, remember: bool = False) -> None:
        """Mark no block, and follow the end again if it is in view."""
        if remember:
            self._remembered = self.block_ref
        self.block_ref = None
        if self._viewport.at_end:
            self._viewport.scroll_to_end()

    def move_by_step(self, step: int) -> None:
        """To the next or the previous block; through a block higher than the viewport by half a viewport at a time."""
        viewport = self._viewport
        if self.block_ref is None or not viewport.find_visible_rows(self.block_ref):
            self.place_in_view(at_top=self.block_ref is not None and step > 0)
        elif hidden := self._count_hidden_rows(self.block_ref, step):
            viewport.scroll_by(step * min(hidden, max(1, viewport.height // 2)))
        elif following := next(self._iter_blocks_from(self.block_ref, step, is_cursor_stop), None):
            self.block_ref = following
            scroll_into_view(viewport, following, from_below=step < 0)
        elif step < 0:
            viewport.scroll_to_row(0)
        self._update_following()

    def move_to_prompt(self, step: int) -> bool:
        """To the next or the previous prompt; False when there is none."""
        block_ref = self.block_ref or self._find_first_shown()
        found = (
            next(self._iter_blocks_from(block_ref, step, lambda block: isinstance(block, UserBlock)), None)
            if block_ref
            else None
        )
        if found is None:
            return False
        self.block_ref = found
        self._viewport.pin_block_row(found)
        self._update_following()
        return True

    def _update_following(self) -> None:
        if self.block_ref is None:
            return
        if next(self._iter_blocks_from(self.block_ref, 1, is_cursor_stop), None) is None:
            if count_block_rows(self._viewport, self.block_ref) <= self._viewport.height:
                self._viewport.scroll_to_end()
        else:
            self._viewport.stop_following()

    def _count_hidden_rows(self, block_ref: BlockRef, step: int) -> int:
        """How many rows of a block are out of view, in the direction of the step."""
        shown = self._viewport.find_visible_rows(block_ref)
        place = self._viewport.rows[shown[-1] if step > 0 else shown[0]].row_ref
        if place is None:
            return 0
        return count_block_rows(self._viewport, block_ref) - 1 - place.row if step > 0 else place.row

    def _find_first_shown(self) -> BlockRef | None:
        return next(
            (row.row_ref.block_ref for row in self._viewport.rows if row.row_ref and row.row_ref.row >= 0), None
        )

    def _iter_blocks_from(self, block_ref: BlockRef, step: int, wanted: Callable[[Block], bool]) -> Iterator[BlockRef]:
        """The blocks after this one, or before it, nearest first."""
        items = self._viewport.items
        index = items.find_index(block_ref.item)
        if index is None:
            return
        number = items.get_item(index).find_block_index(block_ref.block)
        after = (index, number + 1) if number is not None else (index + 1, 0)
        places = items.iter_blocks_before(index, number or 0) if step < 0 else items.iter_blocks_from(*after)
        for at, place in places:
            block = items.get_item(at).blocks[place]
            if wanted(block):
                yield BlockRef(items.keys[at], block.key)
