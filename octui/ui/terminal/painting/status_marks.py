"""How the commands of a shell ended, as marks in the line beside their prompts: the text keeps its place."""

from collections.abc import Callable, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset, Region
from textual.strip import Strip
from textual.widget import Widget

from octui.term import Row
from octui.term.grid.rows import get_exit_code, has_exit_status

PASSED, FAILED, ENDED = "✓", "✗", "·"


def list_status_marks(rows: Sequence[Row | None]) -> dict[int, str]:
    """The mark of each row of the view that has one."""
    marks: dict[int, str] = {}
    for y, row in enumerate(rows):
        if row is not None and row[3] and has_exit_status(row[3]):  # most rows have no flags at all
            code = get_exit_code(row[3])
            marks[y] = ENDED if code is None else FAILED if code else PASSED
    return marks


MARK_CLASSES: Final = frozenset({"terminal-frame--passed", "terminal-frame--failed", "terminal-frame--ended"})
"""Component classes of a widget with such marks."""


class FrameMarks:
    """Marks drawn over what a widget draws itself, such as its border; `find_top` gives the row that counts as 0."""

    def __init__(self, frame: Widget, find_top: Callable[[], int] = lambda: 0) -> None:
        self._frame = frame
        self._find_top = find_top
        self._marks: dict[Offset, str] = {}

    def show_marks(self, marks: dict[Offset, str]) -> None:
        """Show these, by their places, and redraw where they changed."""
        changed = {place for place in marks.keys() | self._marks.keys() if marks.get(place) != self._marks.get(place)}
        self._marks = marks
        if changed:
            # Regions count from the content, which begins inside the border.
            offset = self._frame.content_offset
            top = self._find_top()
            self._frame.refresh(*(Region(x, top + y, 1, 1).translate(-offset) for x, y in changed))

    def draw_marks(self, strips: list[Strip], crop: Region) -> list[Strip]:
        """The strips of the frame in `crop`, with the marks."""
        if not self._marks:
            return strips
        marked, top = strips.copy(), self._find_top()
        for (x, y), mark in self._marks.items():
            if crop.contains(x, y + top):
                row = y + top - crop.y
                marked[row] = self._mark_strip(marked[row], x - crop.x, mark)
        return marked

    def _mark_strip(self, strip: Strip, x: int, mark: str) -> Strip:
        line = next(iter(strip.crop(x, x + 1)), Segment(" ")).style or Style()
        name = {PASSED: "passed", FAILED: "failed"}.get(mark, "ended")
        colour = self._frame.get_component_rich_style(f"terminal-frame--{name}").color
        return Strip.join([strip.crop(0, x), Strip([Segment(mark, line + Style(color=colour))], 1), strip.crop(x + 1)])
