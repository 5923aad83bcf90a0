"""Which rows of a file are in view, and the line the cursor is on; lines may take several rows."""

from collections.abc import Callable


class LineViewport:
    """Scrolls by rows while it counts only the lines it passes, so that the length of a file costs nothing."""

    def __init__(self, line_count: int, count_rows: Callable[[int], int]) -> None:
        self.line_count = max(1, line_count)
        self.height = 0
        self.top = 0
        """The first line in view, of which the first `top_row` rows are above the view."""
        self.top_row = 0
        self.cursor = 0
        self._count_rows = count_rows

    def list_rows(self) -> list[tuple[int, int]]:
        """Line and row within it for each row in view, from the top."""
        rows: list[tuple[int, int]] = []
        line, skipped = self.top, self.top_row
        while line < self.line_count and len(rows) < self.height:
            rows += [(line, row) for row in range(skipped, self._count_rows(line))][: self.height - len(rows)]
            line, skipped = line + 1, 0
        return rows

    def fit_height(self, height: int) -> None:
        """The view has another size, or lines take other numbers of rows."""
        is_first = not self.height
        self.height = height
        self.top_row = min(self.top_row, self._count_rows(self.top) - 1)
        if is_first and self.cursor >= height:
            # The cursor was placed before anything was in view.
            self.top, self.top_row = self.cursor, 0
            self._move_top(-(height // 3))
        self.show_cursor()

    def scroll_by(self, rows: int) -> None:
        """Scroll, and take the cursor along where it would leave the view."""
        self._move_top(rows)
        self._pull_cursor()

    def scroll_to_line(self, line: int) -> None:
        """Bring a line to the top, as far as there are lines below it."""
        self.top, self.top_row = max(0, min(line, self.line_count - 1)), 0
        self._limit_top()
        self._pull_cursor()

    def move_cursor(self, step: int) -> None:
        """Move by lines; through one that is higher than the view, by half a view at a time."""
        hidden = self._count_hidden(step) if abs(step) == 1 else 0
        if hidden:
            self._move_top(step * min(hidden, max(1, self.height // 2)))
            return
        self.cursor = max(0, min(self.cursor + step, self.line_count - 1))
        self.show_cursor()

    def move_page(self, step: int, share: int = 1) -> None:
        """Move the view and the cursor by a page, or by a part of one."""
        rows = max(1, (self.height - 1) // share)
        before = (self.top, self.top_row)
        self._move_top(step * rows)
        if before == (self.top, self.top_row):
            self.cursor = 0 if step < 0 else self.line_count - 1
        self._pull_cursor()

    def place_cursor(self, line: int) -> None:
        """Go to a line; one that is out of view comes to the upper third of it."""
        self.cursor = max(0, min(line, self.line_count - 1))
        if self.cursor not in {shown for shown, _ in self.list_rows()}:
            self.top, self.top_row = self.cursor, 0
            self._move_top(-(self.height // 3))
        self.show_cursor()

    def show_cursor(self) -> None:
        """Scroll as little as brings the line of the cursor into view."""
        if self.cursor < self.top or (self.cursor == self.top and self.top_row):
            if self._count_rows(self.cursor) <= self.height or self.cursor < self.top:
                self.top, self.top_row = self.cursor, 0
        elif self.height:
            below = self._count_rows_until(self.cursor + 1) - self.height
            if below > 0:
                self._move_top(min(below, self._count_rows_until(self.cursor)))
        self._limit_top()

    def _count_rows_until(self, line: int) -> int:
        """Rows from the top of the view to the beginning of a line, counted no further than needed."""
        if line - self.top > self.height:
            self.top, self.top_row = max(0, line - self.height), 0
        return sum(self._count_rows(each) for each in range(self.top, line)) - self.top_row

    def _move_top(self, rows: int) -> None:
        row = self.top_row + rows
        while row < 0 and self.top > 0:
            self.top -= 1
            row += self._count_rows(self.top)
        while self.top < self.line_count - 1 and row >= (high := self._count_rows(self.top)):
            row -= high
            self.top += 1
        self.top_row = max(0, min(row, self._count_rows(self.top) - 1))
        self._limit_top()

    def _limit_top(self) -> None:
        """The end of the file stays at the bottom of the view."""
        rows, line = 0, self.line_count
        while line > 0 and rows < self.height:
            line -= 1
            rows += self._count_rows(line)
        last = (line, max(0, rows - self.height))
        if (self.top, self.top_row) > last:
            self.top, self.top_row = last

    def _count_hidden(self, step: int) -> int:
        """Rows of the cursor's line that are out of view in this direction, if some of it is in view."""
        shown = [row for line, row in self.list_rows() if line == self.cursor]
        if not shown:
            return 0
        return self._count_rows(self.cursor) - 1 - shown[-1] if step > 0 else shown[0]

    def _pull_cursor(self) -> None:
        if rows := self.list_rows():
            self.cursor = max(rows[0][0], min(self.cursor, rows[-1][0]))
