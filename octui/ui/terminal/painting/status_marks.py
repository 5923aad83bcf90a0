"""How the commands of a shell ended, as marks in the frame beside their prompts: the text keeps its place."""

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from octui.term import Row
from octui.term.grid.rows import get_exit_code, has_exit_status

PASSED, FAILED, ENDED = "✓", "✗", "·"


def list_status_marks(rows: Sequence[Row | None]) -> dict[int, str]:
    """The mark of each row of the view that has one."""
    marks: dict[int, str] = {}
    for y, row in enumerate(rows):
        if row is not None and has_exit_status(row[3]):
            code = get_exit_code(row[3])
            marks[y] = ENDED if code is None else FAILED if code else PASSED
    return marks


class FrameMarks:
    """The marks drawn in the left border of a frame; `find_top` gives the row of the frame where the view begins."""

    def __init__(self, frame: Widget, find_top: Callable[[], int]) -> None:
        self._frame = frame
        self._find_top = find_top
        self._marks: dict[int, str] = {}

    def show_marks(self, marks: dict[int, str]) -> None:
        """Show these, by the row of the view, and redraw where they changed."""
        changed = {y for y in marks.keys() | self._marks.keys() if marks.get(y) != self._marks.get(y)}
        self._marks = marks
        if changed:
            # Regions count from the content, which begins behind the border.
            offset = self._frame.content_offset
            top = self._find_top()
            self._frame.refresh(*(Region(0, top + y, 1, 1).translate(-offset) for y in changed))

    def draw_marks(self, strips: list[Strip], crop: Region) -> list[Strip]:
        """The strips of the frame in `crop`, with the marks."""
        if crop.x or not self._marks:
            return strips
        top = self._find_top()
        return [
            self._mark_strip(strip, mark) if (mark := self._marks.get(y - top)) else strip
            for y, strip in zip(crop.line_range, strips, strict=False)
        ]

    def _mark_strip(self, strip: Strip, mark: str) -> Strip:
        border = next(iter(strip.crop(0, 1)), Segment(" ")).style or Style()
        name = {PASSED: "passed", FAILED: "failed"}.get(mark, "ended")
        colour = self._frame.get_component_rich_style(f"terminal-pane--{name}").color
        return Strip.join([Strip([Segment(mark, border + Style(color=colour))], 1), strip.crop(1)])
