"""The visible lines of a terminal and the range of scrolling."""

from collections.abc import Callable

from octui.term import Row, Screen
from octui.term.grid.rows import PROMPT


class Viewport:
    """Lines count from the first row ever printed, so numbers stay valid while old rows are dropped."""

    def __init__(self, find_source: Callable[[], Screen | None], measure_height: Callable[[], int]) -> None:
        self._find_source = find_source
        self._measure_height = measure_height
        self._top: int | None = None
        """The line at the top; None follows the end."""

    @property
    def source(self) -> Screen | None:
        """The screen in view."""
        return self._find_source()

    @property
    def height(self) -> int:
        return self._measure_height()

    @property
    def is_following(self) -> bool:
        """Whether the view follows the end."""
        return self._top is None

    @property
    def first_line(self) -> int:
        """The oldest line still in the scrollback."""
        return source.scrollback.dropped if (source := self.source) is not None else 0

    @property
    def first_top(self) -> int:
        """The top line when scrolled back all the way; the alternate screen has no scrollback."""
        source = self.source
        if source is None:
            return 0
        return self.first_line + (len(source.scrollback) if source.is_alternate else 0)

    @property
    def last_top(self) -> int:
        """The top line when the end is in view."""
        source = self.source
        if source is None:
            return 0
        end = self.first_line + len(source.scrollback) + source.lines
        return max(self.first_top, end - max(1, self.height))

    @property
    def top(self) -> int:
        """The line at the top of the view."""
        return self.last_top if self._top is None else max(self._top, self.first_top)

    @property
    def lines_below(self) -> int:
        """Number of lines below the view."""
        return 0 if self._top is None else max(0, self.last_top - self._top)

    @property
    def lost_lines(self) -> int:
        """Number of lines that are no longer there, where the view has reached the oldest one."""
        source = self.source
        if source is None or self._top is None or self.top > self.first_top or source.is_alternate:
            return 0
        return source.scrollback.lost

    def find_prompt_line(self, step: int) -> int | None:
        """The line of the nearest shell prompt above (-1) or below (1) the top of the view (OSC 133;A)."""
        source = self.source
        if source is None or source.is_alternate:
            return None
        rows = [*source.scrollback, *source.shown]
        start = self.top - self.first_line
        places = range(start - 1, -1, -1) if step < 0 else range(start + 1, len(rows))
        return next((self.first_line + at for at in places if rows[at][3] & PROMPT), None)

    def scroll_to_line(self, line: int) -> bool:
        """Scroll a line to the top, or follow the end when it is within reach; returns whether the view moved."""
        before = self._top
        line = max(line, self.first_top)
        self._top = line if line < self.last_top else None
        return self._top != before

    def pin_line(self, line: int) -> None:
        """Pin this line to the top of the view, even at the end."""
        self._top = line

    def follow_end(self) -> None:
        self._top = None

    def find_row(self, y: int) -> Row | None:
        """The row at a line of the view."""
        source = self.source
        if source is None:
            return None
        at = self.top + y - self.first_line
        above = len(source.scrollback)
        if at < above:
            return source.scrollback[at] if at >= 0 else None
        return source.get_row(at - above) if at - above < source.lines else None

    def list_rows(self) -> list[Row]:
        """The visible rows; fewer than the height when there are no more."""
        source = self.source
        if source is None:
            return []
        height = self.height
        if self._top is None and source.lines == height:
            return source.shown.copy()
        above = len(source.scrollback)
        begin = self.top - self.first_line
        rows = source.scrollback[begin : min(above, begin + height)] if begin < above else []
        return rows + source.shown[max(0, begin - above) :][: height - len(rows)]

    @property
    def screen_offset(self) -> int:
        """The line of the view, which may be outside it, that has the first row of the screen."""
        source = self.source
        if source is None or (self._top is None and source.lines == self.height):
            return 0
        return source.scrollback.dropped + len(source.scrollback) - self.top

    def compute_thumb(self) -> range:
        """The lines of the view that have the scrollbar's thumb beside them; none while the end is in view."""
        if self._top is None or (height := self.height) < 2:
            return range(0)
        beyond = max(1, self.last_top - self.first_top)
        length = max(1, height * height // (beyond + height))
        start = round((self.top - self.first_top) / beyond * (height - length))
        return range(start, start + length)


def describe_dropped_lines(viewport: Viewport) -> str:
    """How many earlier lines are missing, and why, where the view has reached the oldest one."""
    source, lost = viewport.source, viewport.lost_lines
    if source is None or not lost:
        return ""
    scrollback = source.scrollback
    is_full = scrollback.max_rows is not None and len(scrollback) >= scrollback.max_rows
    limit = f"{scrollback.max_rows:,}" if is_full else f"{scrollback.limit >> 20:,} MiB"
    return f"{lost:,} earlier lines were dropped (limit {limit})"
