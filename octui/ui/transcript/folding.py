"""Expanding and collapsing blocks without losing sight of them, and scrolling them into view."""

from __future__ import annotations

from octui.render.blocks import Block
from octui.ui.transcript.layout import BlockRef
from octui.ui.transcript.viewport import Viewport


def find_block(viewport: Viewport, block_ref: BlockRef) -> Block | None:
    """The block as it is now, or None when it no longer exists."""
    index = viewport.items.find_index(block_ref.item)
    if index is None:
        return None
    return next((block for block in viewport.items.get_item(index).blocks if block.key == block_ref.block), None)


def count_block_rows(viewport: Viewport, block_ref: BlockRef) -> int:
    """How many rows a block takes."""
    place = _find_place(viewport, block_ref)
    return len(viewport.items.draw_block(*place)) if place else 0


def is_expanded(viewport: Viewport, block_ref: BlockRef) -> bool:
    """Whether the block shows more than when it is collapsed."""
    block = find_block(viewport, block_ref)
    if block is None:
        return False
    return count_block_rows(viewport, block_ref) > len(
        viewport.items.renderer.render_block(block, viewport.items.width, expanded=False)
    )


def fold_block(viewport: Viewport, block_ref: BlockRef, expanded: bool) -> None:
    """Expand or collapse a block. Its first row stays where it is, or moves to the top if it was above that."""
    shown = viewport.find_visible_rows(block_ref)
    place = viewport.rows[shown.start].row_ref if shown else None
    viewport.items.folds.chosen[block_ref.block] = expanded
    viewport.items.mark_stale([block_ref.item])
    if place:
        viewport.pin_block_row(block_ref, shown.start if place.row == 0 else 0)
    else:
        scroll_into_view(viewport, block_ref)


def scroll_into_view(viewport: Viewport, block_ref: BlockRef, *, from_below: bool = False) -> None:
    """Scroll as little as needed to show the whole block; of one that is too high, the end from which it is reached."""
    rows = count_block_rows(viewport, block_ref)
    shown = viewport.find_visible_rows(block_ref)
    if not rows or len(shown) == rows:
        return
    at_bottom = from_below if rows > viewport.height else not _starts_above(viewport, block_ref)
    row = rows - 1 if at_bottom else 0
    in_view = [place for y in shown if (place := viewport.rows[y].row_ref) and place.row == row]
    if rows <= viewport.height or not in_view:
        viewport.pin_block_row(block_ref, viewport.height - 1 if at_bottom else 0, row)


def _starts_above(viewport: Viewport, block_ref: BlockRef) -> bool:
    """Whether the block begins above the viewport."""
    place = _find_place(viewport, block_ref)
    if place is None or not viewport.rows:
        return False
    return viewport.row_ids.encode_row(*place, 0) < viewport.rows[0].row_id


def _find_place(viewport: Viewport, block_ref: BlockRef) -> tuple[int, int] | None:
    """The index of its item and its number there; None where nothing is laid out."""
    index = viewport.items.find_index(block_ref.item)
    if index is None or not viewport.items.width:
        return None
    number = viewport.items.get_item(index).find_block_index(block_ref.block)
    return None if number is None else (index, number)
