"""What is searched for in a terminal, and which match is the current one."""

from octui.term import Screen
from octui.ui.terminal.copy_mode.search import Match, SearchQuery
from octui.ui.terminal.painting.row_style import RowLook
from octui.ui.terminal.viewport import Viewport


class SearchHighlight:
    """Marks the matches in view; without a query there is nothing to mark."""

    def __init__(self) -> None:
        self.query: SearchQuery | None = None
        self.match: Match | None = None
        """The current match: the one found last."""

    def set_query(self, query: SearchQuery | None) -> None:
        self.query, self.match = query, None

    def find_beyond(self, source: Screen, line: int, column: int, step: int) -> Match | None:
        """The next match among older (-1) or newer (1) lines, which becomes the current one."""
        found = self.query.find_next(source, line, column, step) if self.query is not None else None
        if found is not None:
            self.match = found
        return found

    def mark_looks(self, looks: list[RowLook], viewport: Viewport) -> None:
        """Note in the look of each row which of its cells match."""
        source, top = viewport.source, viewport.top
        if source is None or self.query is None:
            return
        for match in self.query.list_matches_in(source, top - viewport.first_line, len(looks)):
            for line, span in match.parts:
                if 0 <= (y := line - top) < len(looks):
                    look = looks[y]
                    current = span if match == self.match else look.current
                    looks[y] = look._replace(found=(*look.found, span), current=current)
