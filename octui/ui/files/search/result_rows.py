"""The rows of a search's outcome: lines below the name of their file, paths, or symbols."""

from octui.render.files.tree_rows import draw_match_row, draw_path_row, draw_symbol_row
from octui.render.text.segments import Line
from octui.render.theme.palette import Palette
from octui.ui.files.search_outcome import SearchHit, SearchKind, SearchOutcome
from octui.ui.files.text_matches import LineMatches
from octui.ui.pickers.fuzzy_match import FuzzyPattern, fold_case


class ResultRows:
    """Rows in the order the server gave; the lines of a file come together below its name."""

    def __init__(self, outcome: SearchOutcome) -> None:
        self.outcome = outcome
        self._rows: list[SearchHit | str] = []
        by_file: dict[str, list[SearchHit]] = {}
        for hit in outcome.hits:
            by_file.setdefault(hit.path, []).append(hit)
        if outcome.kind is SearchKind.TEXT:
            for path, hits in by_file.items():
                self._rows += [path, *hits]
        else:
            self._rows += outcome.hits
        self.file_count = len(by_file)
        self._digits = max((len(str(hit.line)) for hit in outcome.hits), default=1)
        self._by_file = by_file

    def get_hit(self, row: int) -> SearchHit | None:
        hit = self._rows[row] if 0 <= row < len(self._rows) else None
        return hit if isinstance(hit, SearchHit) else None

    def find_row(self, hit: SearchHit | None) -> int:
        """The row of a place, or the first."""
        return self._rows.index(hit) if hit in self._rows else 0

    def list_matches(self, path: str) -> LineMatches:
        """Every match of a file, to be marked in its preview."""
        hits = self._by_file.get(path, ())
        places = sorted({(hit.line - 1, start, end) for hit in hits for start, end in hit.spans})
        return LineMatches(self.outcome.query, tuple(places))

    def count_rows(self) -> int:
        return len(self._rows)

    def can_select(self, row: int) -> bool:
        return isinstance(self._rows[row], SearchHit)

    def draw_row(self, row: int, width: int, palette: Palette) -> Line:
        hit = self._rows[row]
        if isinstance(hit, str):
            return draw_path_row(hit, (), width, palette)
        match self.outcome.kind:
            case SearchKind.TEXT:
                return draw_match_row(hit.line, self._digits, hit.text, hit.spans, width, palette)
            case SearchKind.FILES:
                places = FuzzyPattern(self.outcome.query).find_positions(fold_case(hit.path))
                return draw_path_row(hit.path, places, width, palette)
            case SearchKind.SYMBOLS:
                return draw_symbol_row(hit.text, hit.kind, f"{hit.path}:{hit.line}", width, palette)
