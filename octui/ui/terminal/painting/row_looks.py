"""What each row in view looks like: its cells, the cursor, the selection, search matches and the scroll thumb."""

from collections.abc import Sequence
from itertools import compress
from operator import is_not

from textual.geometry import Offset, Size
from textual.selection import Selection

from octui.term import Row, get_row_text
from octui.ui.terminal.painting.row_style import RowLook, make_plain_look
from octui.ui.terminal.painting.search_highlight import SearchHighlight
from octui.ui.terminal.selected_text import characters_to_cells
from octui.ui.terminal.viewport import Viewport


class RowLooks:
    """Builds the looks of the rows in view; a row that stays has the same object again, with which it is compared."""

    def __init__(self) -> None:
        self._rows: Sequence[Row | None] = ()
        self._plain: list[RowLook] = []
        """The looks without highlights."""

    def build_looks(
        self,
        viewport: Viewport,
        size: Size,
        search: SearchHighlight,
        selection: Selection | None,
        caret: Offset | None,
        *,
        has_focus: bool,
    ) -> list[RowLook]:
        """One look for each row of the view; `caret` is the cursor of copy mode."""
        source = viewport.source
        if source is None:
            return [RowLook(None)] * size.height
        looks = self._list_plain(viewport.list_rows(), size.height)
        cursor = source.seen_cursor
        y = viewport.screen_offset + cursor.y
        if cursor.visible and 0 <= y < size.height and cursor.x < size.width:
            looks[y] = looks[y]._replace(cursor=(cursor.x, cursor.shape if has_focus else "hollow"))
        if selection is not None:
            top = viewport.top
            for y, look in enumerate(looks):
                if look.row is not None and (span := selection.get_span(top + y)) is not None:
                    looks[y] = look._replace(selected=characters_to_cells(get_row_text(look.row), span))
        search.mark_looks(looks, viewport)
        for y in viewport.compute_thumb():
            looks[y] = looks[y]._replace(thumb=True)
        if caret is not None and size.region.contains(*caret):
            looks[caret.y] = looks[caret.y]._replace(cursor=(caret.x, "block" if has_focus else "hollow"))
        return looks

    def _list_plain(self, rows: list[Row], height: int) -> list[RowLook]:
        if len(self._plain) != height:
            self._rows, self._plain = [None] * height, [RowLook(None)] * height
        padded = rows + [None] * (height - len(rows)) if len(rows) < height else rows
        for y in compress(range(height), map(is_not, padded, self._rows)):
            self._plain[y] = make_plain_look(padded[y])
        self._rows = padded
        return self._plain.copy()
