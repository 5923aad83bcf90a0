"""Opening and closing blocks without losing sight of them, and bringing them into view."""

from __future__ import annotations

from octui.render.blocks import Block
from octui.ui.widgets.transcript_items import Item, Spot
from octui.ui.widgets.transcript_window import Window


def block_at(window: Window, spot: Spot) -> Block | None:
    """The block as it is now, or None when it is gone."""
    index = window.items.index(spot.item)
    if index is None:
        return None
    return next((block for block in window.items.item(index).blocks if block.key == spot.block), None)


def size(window: Window, spot: Spot) -> int:
    """How many rows a block takes."""
    item, number = _drawn(window, spot)
    return len(item.strips[number]) if item and number is not None else 0


def is_open(window: Window, spot: Spot) -> bool:
    """Whether the block shows more than it does when it is closed."""
    block = block_at(window, spot)
    if block is None:
        return False
    return size(window, spot) > len(window.items.maker.strips(block, window.items.width, expanded=False))


def fold(window: Window, spot: Spot, expanded: bool) -> None:
    """Open or close a block. Its first row stays where it is, or comes to the top if it was above that."""
    shown = window.shown(spot)
    place = window.rows[shown.start].place if shown else None
    window.items.folds.chosen[spot.block] = expanded
    window.items.touch([spot.item])
    if place:
        window.pin(spot, shown.start if place.row == 0 else 0)
    else:
        reveal(window, spot)


def reveal(window: Window, spot: Spot, *, from_below: bool = False) -> None:
    """Scroll as little as shows the whole block; of one that is too high show the end where one comes in."""
    rows = size(window, spot)
    shown = window.shown(spot)
    if not rows or len(shown) == rows:
        return
    at_bottom = from_below if rows > window.height else not _above(window, spot)
    row = rows - 1 if at_bottom else 0
    in_view = [place for y in shown if (place := window.rows[y].place) and place.row == row]
    if rows <= window.height or not in_view:
        window.pin(spot, window.height - 1 if at_bottom else 0, row)


def _above(window: Window, spot: Spot) -> bool:
    """Whether the block begins above the viewport."""
    item, number = _drawn(window, spot)
    index = window.items.index(spot.item)
    if item is None or number is None or index is None or not window.rows:
        return False
    return window.lines.number(index, number, 0) < window.rows[0].line


def _drawn(window: Window, spot: Spot) -> tuple[Item | None, int | None]:
    index = window.items.index(spot.item)
    if index is None or not window.items.width:
        return None, None
    item = window.items.laid_out(index)
    return item, item.number(spot.block)
