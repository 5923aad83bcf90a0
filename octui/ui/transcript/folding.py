"""Opening and closing blocks without losing sight of them, and bringing them into view."""

from __future__ import annotations

from octui.render.blocks import Block
from octui.ui.transcript.layout import BlockRef, ItemLayout
from octui.ui.transcript.viewport import Viewport


def find_block(window: Viewport, spot: BlockRef) -> Block | None:
    """The block as it is now, or None when it is gone."""
    index = window.items.find_index(spot.item)
    if index is None:
        return None
    return next((block for block in window.items.get_item(index).blocks if block.key == spot.block), None)


def count_block_rows(window: Viewport, spot: BlockRef) -> int:
    """How many rows a block takes."""
    item, number = _find_laid_out(window, spot)
    return len(item.strips[number]) if item and number is not None else 0


def is_expanded(window: Viewport, spot: BlockRef) -> bool:
    """Whether the block shows more than it does when it is closed."""
    block = find_block(window, spot)
    if block is None:
        return False
    return count_block_rows(window, spot) > len(
        window.items.maker.render_block(block, window.items.width, expanded=False)
    )


def fold_block(window: Viewport, spot: BlockRef, expanded: bool) -> None:
    """Open or close a block. Its first row stays where it is, or comes to the top if it was above that."""
    shown = window.find_visible_rows(spot)
    place = window.rows[shown.start].row_ref if shown else None
    window.items.folds.chosen[spot.block] = expanded
    window.items.mark_stale([spot.item])
    if place:
        window.pin_block_row(spot, shown.start if place.row == 0 else 0)
    else:
        scroll_into_view(window, spot)


def scroll_into_view(window: Viewport, spot: BlockRef, *, from_below: bool = False) -> None:
    """Scroll as little as shows the whole block; of one that is too high show the end where one comes in."""
    rows = count_block_rows(window, spot)
    shown = window.find_visible_rows(spot)
    if not rows or len(shown) == rows:
        return
    at_bottom = from_below if rows > window.height else not _starts_above(window, spot)
    row = rows - 1 if at_bottom else 0
    in_view = [place for y in shown if (place := window.rows[y].row_ref) and place.row == row]
    if rows <= window.height or not in_view:
        window.pin_block_row(spot, window.height - 1 if at_bottom else 0, row)


def _starts_above(window: Viewport, spot: BlockRef) -> bool:
    """Whether the block begins above the viewport."""
    item, number = _find_laid_out(window, spot)
    index = window.items.find_index(spot.item)
    if item is None or number is None or index is None or not window.rows:
        return False
    return window.lines.encode_row(index, number, 0) < window.rows[0].row_id


def _find_laid_out(window: Viewport, spot: BlockRef) -> tuple[ItemLayout | None, int | None]:
    index = window.items.find_index(spot.item)
    if index is None or not window.items.width:
        return None, None
    item = window.items.get_laid_out_item(index)
    return item, item.find_block_index(spot.block)
