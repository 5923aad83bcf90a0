"""The search query of a terminal and its current match."""

from octui.term import Screen
from octui.ui.terminal.painting.row_style import RowLook
from octui.ui.terminal.search import Match, SearchQuery
from octui.ui.terminal.viewport import Viewport


class SearchHighlight:
    """Highlights the matches in view; without a query there are none."""

    def __init__(self) -> None:
        self.query: SearchQuery | None = None
        self.match: Match | None = None
        """The current match: the one found last."""

    def set_query(self, query: SearchQuery | None) -> None:
        self.query, self.match = query, None

    def find_beyond(self, source: Screen, line: int, column: int, step: int) -> Match | None:
        """Advance to the next match in older (-1) or newer (1) lines and make it current."""
        found = self.query.find_next(source, line, column, step) if self.query is not None else None
        if found is not None:
            self.match = found
        return found

    def mark_looks(self, looks: list[RowLook], viewport: Viewport) -> None:
        """Record the matching cells in the look of each row."""
        source = viewport.source
        if source is None or self.query is None:
            return
        top = viewport.top
        for match in self.query.list_matches_in(source, top - viewport.first_line, len(looks)):
            for line, span in match.parts:
                if 0 <= (y := line - top) < len(looks):
                    look = looks[y]
                    current = span if match == self.match else look.current
                    looks[y] = look._replace(found=(*look.found, span), current=current)
