"""The list in every picker and completion popup: grouped rows, one under the cursor, rendered only while visible."""

from collections.abc import Sequence
from time import time
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.style import Style

from octui.lazy_dataclasses import dataclass
from octui.render.text.clock_time import format_age
from octui.render.text.sanitize import clip_text, measure_width, to_single_line, wrap_text
from octui.ui.input.cursor import place_terminal_cursor
from octui.ui.pickers.fuzzy_match import FuzzyPattern, fold_case
from octui.ui.pickers.rows import Heading, Line, Note, PickerRow

_NOTHING = FuzzyPattern("")
_MIN_TITLE_WIDTH = 16
_MIN_DETAIL_WIDTH = 8
_NEAR_END = 12
_MAX_DRAWN = 1_000
"""Characters of a text that are considered for drawing: more than fit on any screen."""
_FACT_SEPARATOR = " · "


class RowList(ScrollView, can_focus=False):
    """Never has the focus: whatever has it moves the cursor here. A click picks a row directly."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "row-list--cursor",
        "row-list--heading",
        "row-list--detail",
        "row-list--glyph",
        "row-list--match",
        "row-list--cursor-match",
        "row-list--cursor-warning",
        "row-list--mark",
    }

    @dataclass
    class Highlighted(Message):
        """The cursor moved to another row; None when there is no row."""

        row: PickerRow | None

    @dataclass
    class Picked(Message):
        """A row was clicked."""

        row: PickerRow

    @dataclass
    class EndNeared(Message):
        """Scrolled down to where few rows follow."""

    def __init__(self, *, columns: bool = False, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._columns = columns
        """Details are a column after the titles instead of being at the right edge."""
        self._lines: tuple[Line, ...] = ()
        self._pattern = _NOTHING
        self._cursor = -1
        self.is_steered = False
        """Whether keys, clicks or a query had a say in where the cursor is."""
        self._warning = ""
        self._empty = ""
        self._title_width = 0
        self._marked = False
        self._glyphed = False

    @property
    def cursor_row(self) -> PickerRow | None:
        """The row under the cursor."""
        line = self._lines[self._cursor] if 0 <= self._cursor < len(self._lines) else None
        return line if isinstance(line, PickerRow) else None

    @property
    def room_for_details(self) -> int:
        """Cells that a detail has after the column of titles."""
        room = self.size.width - 2 - 2 * self._marked - 2 * self._glyphed - 1
        return room - min(room, max(_MIN_TITLE_WIDTH, min(self._title_width, room // 2))) - 2

    @property
    def is_near_end(self) -> bool:
        """Whether few rows follow the cursor, or what is visible."""
        seen = max(self._cursor, round(self.scroll_target_y) + self.size.height)
        return len(self._lines) - seen <= _NEAR_END

    @property
    def listed_lines(self) -> tuple[Line, ...]:
        return self._lines

    def show_lines(
        self, lines: Sequence[Line], query: str = "", *, keep: PickerRow | None = None, empty: str = ""
    ) -> None:
        """Replace the lines; the cursor goes to `keep`, else to the first row. `empty` is shown if there are none."""
        before = self.cursor_row
        self.is_steered = self.is_steered or bool(query)
        self._lines = tuple(lines)
        self._pattern = FuzzyPattern(query)
        self._empty = empty
        self._warning = ""
        rows = [line for line in self._lines if isinstance(line, PickerRow)]
        # While a picker is filtered, its columns stay where they are.
        self._marked = any(row.current for row in rows) or (self._marked and not self._columns)
        self._glyphed = any(row.glyph for row in rows) or (self._glyphed and not self._columns)
        if self._columns:
            self._title_width = max((measure_width(row.title[:_MAX_DRAWN]) for row in rows), default=0)
        self._cursor = self._find_row_index(keep)
        self.virtual_size = Size(0, max(1, len(self._lines)))
        self.refresh()
        # Before layout the size is unknown, so scroll to the cursor again afterwards.
        self._scroll_to_cursor()
        self.call_after_refresh(self._scroll_to_cursor)
        if self.cursor_row != before:
            self.post_message(self.Highlighted(self.cursor_row))

    def move_cursor(self, step: int) -> None:
        """Go to the next or previous row; wraps round at the ends."""
        place = self._find_row_from(self._cursor + step, step)
        self._set_cursor(place if place >= 0 else self._find_end(-step))

    def page_cursor(self, pages: int) -> None:
        """Go a page up or down, and stop at the ends."""
        target = self._cursor + pages * max(1, self.size.height - 1)
        target = max(0, min(target, len(self._lines) - 1))
        near = [place for step in (-1, 1) if (place := self._find_row_from(target, step)) >= 0]
        self._set_cursor(min(near, key=lambda place: abs(place - target), default=-1))

    def go_to_first(self) -> None:
        self._set_cursor(self._find_end(-1))

    def go_to_last(self) -> None:
        self._set_cursor(self._find_end(1))

    def show_warning(self, text: str) -> None:
        """Show a text in the row under the cursor until the cursor moves; `""` removes it."""
        self._warning = text
        self.refresh()

    def render_line(self, y: int) -> Strip:
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        base = self.visual_style
        if number >= len(self._lines):
            reason = [] if self._lines else wrap_text(to_single_line(self._empty), max(1, width - 3))
            text = reason[number] if number < len(reason) else ""
            content = Content("  " + text).stylize(self._row_style("detail"))
        else:
            line = self._lines[number]
            if isinstance(line, Heading | Note):
                content = Content("  " + clip_text(to_single_line(line.text), width - 3)).stylize(
                    self._row_style("heading" if isinstance(line, Heading) else "detail")
                )
            else:
                under_cursor = number == self._cursor
                content = self._render_row_content(line, width, under_cursor)
                if under_cursor:
                    base = self._row_style("cursor")
        content = content.pad_right(max(0, width - content.cell_length))
        return Strip(content.render_segments(base), content.cell_length).crop(0, width)

    def on_resize(self) -> None:
        self._scroll_to_cursor()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if new_value > old_value and self.is_near_end:
            self.post_message(self.EndNeared())

    def on_click(self, event: events.Click) -> None:
        event.stop()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        number = offset.y + self.scroll_offset.y
        line = self._lines[number] if number < len(self._lines) else None
        if isinstance(line, PickerRow):
            self._set_cursor(number)
            self.post_message(self.Picked(line))

    def _render_row_content(self, row: PickerRow, width: int, under_cursor: bool) -> Content:
        """Cursor, mark and glyph, the title, and as much of the detail as fits."""
        left = self._render_row_gutter(row, under_cursor)
        warning = self._warning if under_cursor else ""
        name, detail = row.title[:_MAX_DRAWN], to_single_line((warning or _describe_row(row))[:_MAX_DRAWN])
        room = width - left.cell_length - 1
        if not self._columns:
            detail = _drop_middle_facts(detail, room - measure_width(name) - 2)
        if self._columns:
            title_room = min(room, max(_MIN_TITLE_WIDTH, min(self._title_width, room // 2)))
        else:
            title_room = min(room, max(_MIN_TITLE_WIDTH, room - measure_width(detail) - 2))
        title = self._render_row_title(name, title_room, under_cursor)
        if row.is_muted:
            title = title.stylize_before(self._row_style("detail", under_cursor))
        taken = title_room if self._columns else title.cell_length
        if not detail or room - taken - 2 < min(_MIN_DETAIL_WIDTH, measure_width(detail)):
            return left + title
        detail = clip_text(detail, room - taken - 2)
        gap = taken - title.cell_length + 2 if self._columns else room - title.cell_length - measure_width(detail)
        part = self._row_style("warning" if warning else "detail", under_cursor)
        return Content("").join([left, title, Content(" " * gap), Content(detail).stylize(part)])

    def _render_row_gutter(self, row: PickerRow, under_cursor: bool) -> Content:
        cells = [Content("› " if under_cursor else "  ")]
        if self._marked:
            cells.append(Content("● " if row.current else "  ").stylize(self._row_style("mark", under_cursor)))
        if self._glyphed:
            glyph = Content(clip_text(to_single_line(row.glyph), 1) or " ").stylize(
                self._row_style("glyph", under_cursor)
            )
            cells += [glyph.stylize(Style.parse(row.style)) if row.style and not under_cursor else glyph, Content(" ")]
        return Content("").join(cells)

    def _render_row_title(self, text: str, room: int, under_cursor: bool) -> Content:
        line = to_single_line(text)
        shown = clip_text(line, room)
        kept = len(shown) - (shown != line)
        title = Content(shown)
        for place in self._pattern.find_positions(fold_case(line)):
            if place < kept:
                title = title.stylize(self._row_style("match", under_cursor), place, place + 1)
        return title

    def _row_style(self, name: str, under_cursor: bool = False) -> Style:
        if not under_cursor:
            return self.get_visual_style(f"row-list--{name}")
        # Colours that are legible on the background may not be on the cursor.
        over = (f"row-list--cursor-{name}",) if name in ("match", "warning") else ()
        return self.get_visual_style("row-list--cursor", *over)

    def _find_row_from(self, place: int, step: int) -> int:
        """The first row from here on, downwards or upwards; -1 when only headings follow."""
        while 0 <= place < len(self._lines) and not isinstance(self._lines[place], PickerRow):
            place += step
        return place if 0 <= place < len(self._lines) else -1

    def _find_end(self, step: int) -> int:
        """The last row downwards, or upwards; -1 when there is none."""
        return self._find_row_from(len(self._lines) - 1 if step > 0 else 0, -step)

    def _find_row_index(self, kept: PickerRow | None) -> int:
        first = -1
        same_id = -1
        for number, line in enumerate(self._lines):
            if not isinstance(line, PickerRow):
                continue
            if first < 0:
                first = number
            if kept is not None and line.id == kept.id:
                if line.group == kept.group:
                    return number
                same_id = number if same_id < 0 else same_id
        return same_id if same_id >= 0 else first

    def _set_cursor(self, place: int) -> None:
        self.is_steered = True
        self._warning = ""
        if place < 0 or place == self._cursor:
            self.refresh()
            return
        self._cursor = place
        self._scroll_to_cursor()
        self.refresh()
        self.post_message(self.Highlighted(self.cursor_row))

    def _scroll_to_cursor(self) -> None:
        height = self.size.height
        if self._cursor < 0 or height <= 0:
            return
        # The heading of a group scrolls into view with its first row.
        top = self._cursor - 1 if self._cursor and isinstance(self._lines[self._cursor - 1], Heading) else self._cursor
        if top <= 1:
            top = 0
        offset = round(self.scroll_target_y)
        if top < offset:
            self.scroll_to(y=top, animate=False, immediate=True)
        elif self._cursor >= offset + height:
            self.scroll_to(y=self._cursor - height + 1, animate=False, immediate=True)
        self.call_after_refresh(self._place_terminal_cursor)

    def _place_terminal_cursor(self) -> None:
        place_terminal_cursor(self, Offset(0, self._cursor - round(self.scroll_y)))


def _describe_row(row: PickerRow) -> str:
    """Its detail, with its age at this moment."""
    if row.since is None:
        return row.detail
    age = format_age(row.since, time() * 1000)
    return f"{row.detail}{_FACT_SEPARATOR}{age}" if row.detail else age


def _drop_middle_facts(detail: str, room: int) -> str:
    """A detail of several facts without as many of those before the last as it takes to fit; the first one stays."""
    facts = detail.split(_FACT_SEPARATOR)
    while len(facts) > 2 and measure_width(_FACT_SEPARATOR.join(facts)) > room:
        del facts[-2]
    return _FACT_SEPARATOR.join(facts)
