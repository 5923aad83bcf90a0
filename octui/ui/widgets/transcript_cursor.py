"""The block the keyboard is on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from octui.render.blocks import Block, UserBlock
from octui.ui.widgets.transcript_folding import block_at, reveal, size
from octui.ui.widgets.transcript_items import Spot
from octui.ui.widgets.transcript_spacing import lands
from octui.ui.widgets.transcript_window import Window


class BlockCursor:
    """Moves from block to block, and the viewport with it; the end is followed only while it is on the last one."""

    def __init__(self, window: Window) -> None:
        self.spot: Spot | None = None
        self._window = window

    @property
    def block(self) -> Block | None:
        return block_at(self._window, self.spot) if self.spot else None

    def enter(self, *, at_top: bool = False) -> None:
        """Stand on a block that is in view, the last one unless told otherwise."""
        rows = self._window.rows if at_top else reversed(self._window.rows)
        shown = (row.place.spot for row in rows if row.block and row.place and row.place.row >= 0 and lands(row.block))
        self.spot = next(shown, None)

    def put(self, spot: Spot) -> None:
        block = block_at(self._window, spot)
        if block is not None and lands(block):
            self.spot = spot

    def leave(self) -> None:
        self.spot = None
        if self._window.at_end:
            self._window.last()

    def move(self, step: int) -> None:
        """To the next block, or the one before; through a block that is higher than the viewport in halves of that."""
        window = self._window
        if self.spot is None or not window.shown(self.spot):
            self.enter(at_top=self.spot is not None and step > 0)
        elif hidden := self._hidden(self.spot, step):
            window.move(step * min(hidden, max(1, window.height // 2)))
        elif following := next(self._from(self.spot, step, lands), None):
            self.spot = following
            reveal(window, following, from_below=step < 0)
        elif step < 0:
            window.jump(0)
        self._hold()

    def to_prompt(self, step: int) -> bool:
        """To what the person said next, or before; False when there is nothing more that way."""
        spot = self.spot or self._first_shown()
        found = next(self._from(spot, step, lambda block: isinstance(block, UserBlock)), None) if spot else None
        if found is None:
            return False
        self.spot = found
        self._window.pin(found)
        self._hold()
        return True

    def _hold(self) -> None:
        if self.spot is None:
            return
        if next(self._from(self.spot, 1, lands), None) is None:
            if size(self._window, self.spot) <= self._window.height:
                self._window.last()
        else:
            self._window.hold()

    def _hidden(self, spot: Spot, step: int) -> int:
        """How many rows of a block are out of view, in the direction of the step."""
        shown = self._window.shown(spot)
        place = self._window.rows[shown[-1] if step > 0 else shown[0]].place
        if place is None:
            return 0
        return size(self._window, spot) - 1 - place.row if step > 0 else place.row

    def _first_shown(self) -> Spot | None:
        return next((row.place.spot for row in self._window.rows if row.place and row.place.row >= 0), None)

    def _from(self, spot: Spot, step: int, wanted: Callable[[Block], bool]) -> Iterator[Spot]:
        """The blocks after this one, or before it, nearest first."""
        items = self._window.items
        index = items.index(spot.item)
        here = index
        while index is not None and 0 <= index < len(items):
            blocks = items.item(index).blocks
            numbers = range(len(blocks)) if step > 0 else range(len(blocks) - 1, -1, -1)
            passed = index != here
            for number in numbers:
                if passed and wanted(blocks[number]):
                    yield Spot(items.keys[index], blocks[number].key)
                passed = passed or blocks[number].key == spot.block
            index += step
