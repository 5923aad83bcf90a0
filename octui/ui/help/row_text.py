"""Texts of many rows: laid out for the width there is, and drawn only where they are in view."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from textual.content import Content
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from octui.render.text.head_tail import describe_rest, take_beginning
from octui.render.text.sanitize import escape_unseen, wrap_text

MAX_LENGTH: Final = 50_000
MAX_LINES: Final = 2_000
"""The most characters and lines shown: laying out more would hold up the next key."""


class RowText(Widget):
    """Rows in a container that scrolls."""

    @abstractmethod
    def layout_rows(self, width: int) -> Sequence[Content]:
        """All rows at this width; called often, so what was laid out is to be kept."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's
        return len(self.layout_rows(width))

    def render(self) -> Content:
        """All of it, to be copied from."""
        return Content("\n").join(self.layout_rows(self.content_size.width))

    def render_line(self, y: int) -> Strip:
        """Textual asks for the lines in view only, where it would draw what `render` returns as a whole."""
        width = self.content_size.width
        rows = self.layout_rows(width)
        line = rows[y] if y < len(rows) else Content("")
        if (selection := self.text_selection) is not None and (span := selection.get_span(y)) is not None:
            begin, end = span
            line = line.stylize(self.screen.get_visual_style("screen--selection"), begin, None if end < 0 else end)
        ground = self.visual_style
        strip = Strip(line.render_segments(ground), line.cell_length)
        return strip.adjust_cell_length(width, ground.rich_style).apply_offsets(0, y)


class Passage(NamedTuple):
    """A part of a text, which begins on a row of its own; it may come from anywhere."""

    text: str
    style: str = ""
    escape: Callable[[str], str] = escape_unseen
    """What makes it safe to draw."""


def join_passages(blocks: Sequence[Sequence[Passage]]) -> list[Passage]:
    """The passages of all blocks, with a blank row between one block and the next."""
    return [passage for block in blocks for passage in (Passage(""), *block)][1:]


class Reading(RowText):
    """Passages one below the other; where they are very long, only their beginning."""

    DEFAULT_CSS = "Reading { height: auto; }"

    def __init__(self, passages: Sequence[Passage]) -> None:
        super().__init__()
        self._passages = passages
        self._laid_out: tuple[int, list[Content]] | None = None

    def layout_rows(self, width: int) -> Sequence[Content]:
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = (width, self._layout_passages(max(1, width)))
        return self._laid_out[1]

    def _layout_passages(self, width: int) -> list[Content]:
        rows: list[Content] = []
        room, lines = MAX_LENGTH, MAX_LINES
        left_out = 0
        for text, style, escape in self._passages:
            shown = "" if left_out else take_beginning(text, room, lines)
            if shown or not (left_out or text):
                rows += [Content.styled(row, style) for row in wrap_text(escape(shown), width)]
            left_out += len(text) - len(shown)
            room, lines = room - len(shown), lines - shown.count("\n") - 1
        if left_out:
            rows += [Content.styled(row, "$text-muted") for row in wrap_text(describe_rest(left_out).strip(), width)]
        return rows
