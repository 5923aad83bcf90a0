"""A terminal as something to look at: rows painted when they change, scrolling, selection, what was searched for."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.geometry import Offset, Region
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from octui.render.theme.palette import Palette
from octui.term import Row, Screen, joined, text
from octui.term.grid.rows import cut
from octui.term.synchronized_update import LONGEST_HOLD
from octui.ui.sync.screen_visibility import is_screen_visible
from octui.ui.terminal.copy_mode.search import Match, Sought
from octui.ui.terminal.row_painter import RowPainter, Span
from octui.ui.terminal.row_style import Lights, Look, drawn, same
from octui.ui.terminal.session import LiveTerminal
from octui.ui.transcript.painter import rows_to_regions

FRAME: Final = 1 / 50
"""Seconds between two paintings under a flood; what comes after a silence is painted at once."""
ASIDE: Final = 1 / 15
"""The same where somebody works beside it, whose keys come first."""
REVERSE: Final = 5


class TerminalView(Widget):
    """Shows a `LiveTerminal`; lines are numbered from the first row ever, so that they stay true while rows leave."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"terminal--found", "terminal--match", "terminal--thumb"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.live: LiveTerminal | None = None
        self._top: int | None = None
        """The line at the top; None follows the end."""
        self._looks: list[Look] = []
        self._strips: list[Strip] = []
        self._painter: RowPainter | None = None
        self._painted_at = 0.0
        self._due: asyncio.TimerHandle | None = None
        self._holding: asyncio.TimerHandle | None = None
        self._sought: Sought | None = None
        self._match: Match | None = None
        self._lights: Lights | None = None

    def show(self, live: LiveTerminal | None) -> None:
        """Show another terminal, at its end."""
        if live is not self.live:
            self.live = live
            self._top = None
            self._match = None
            self._forget_selection()
        self.repaint()

    @property
    def source(self) -> Screen | None:
        """The screen that is looked at."""
        return self.live.emulator if self.live is not None else None

    @property
    def following(self) -> bool:
        """Whether the end is in view, and stays there."""
        return self._top is None

    @property
    def lines_below(self) -> int:
        """How many lines are beyond what is in view."""
        if self._top is None:
            return 0
        return max(0, self._last_top() - self._top)

    # What is in view.

    def _first(self) -> int:
        return source.scrollback.dropped if (source := self.source) is not None else 0

    def _above(self) -> int:
        """Lines before the screen: on the alternate screen there are none to go back to."""
        source = self.source
        return 0 if source is None or source.is_alternate else len(source.scrollback)

    def _last_top(self) -> int:
        """The line at the top when the end is in view."""
        source = self.source
        if source is None:
            return 0
        whole = self._first() + len(source.scrollback) + source.lines
        return max(self._first_to_see(), whole - max(1, self.size.height))

    def _first_to_see(self) -> int:
        source = self.source
        return self._first() + len(source.scrollback) - self._above() if source is not None else 0

    def top(self) -> int:
        """The line at the top of the widget."""
        if self._top is None:
            return self._last_top()
        return max(self._top, self._first_to_see())

    def row_at(self, y: int) -> Row | None:
        """The row at a line of the widget."""
        source = self.source
        if source is None:
            return None
        at = self.top() + y - self._first()
        above = len(source.scrollback)
        if at < above:
            return source.scrollback[at] if at >= 0 else None
        return source.row(at - above) if at - above < source.lines else None

    def _read_looks(self) -> list[Look]:
        source = self.source
        if source is None:
            return [Look(None)] * self.size.height
        top = self.top()
        above = len(source.scrollback)
        begin = top - self._first()
        rows = source.scrollback[begin : min(above, begin + self.size.height)] if begin < above else []
        rows += source.shown[max(0, begin - above) :][: self.size.height - len(rows)]
        looks = [Look(row) for row in rows] + [Look(None)] * (self.size.height - len(rows))
        seen = source.seen_cursor
        y = above + seen.y - begin
        if seen.visible and 0 <= y < len(looks) and seen.x < self.size.width:
            shape = seen.shape if self.has_focus else "hollow"
            looks[y] = looks[y]._replace(cursor=(seen.x, shape))
        if (selection := self.text_selection) is not None:
            for y, look in enumerate(looks):
                if look.row is not None and (span := selection.get_span(top + y)) is not None:
                    looks[y] = look._replace(selected=_cells(text(look.row), span))
        if self._sought is not None:
            self._mark(looks, self._sought, top)
        for y in self._thumb(top):
            looks[y] = looks[y]._replace(thumb=True)
        return looks

    def _thumb(self, top: int) -> range:
        """The lines of the widget that tell, while the end is out of view, how far back one is."""
        height = self.size.height
        if self._top is None or height < 2:
            return range(0)
        beyond = max(1, self._last_top() - self._first_to_see())
        length = max(1, height * height // (beyond + height))
        start = round((top - self._first_to_see()) / beyond * (height - length))
        return range(start, start + length)

    def _mark(self, looks: list[Look], sought: Sought, top: int) -> None:
        """Tell each row what of it was searched for."""
        if self.source is None:
            return
        for match in sought.within(self.source, top - self._first(), len(looks)):
            for line, span in match.parts:
                if 0 <= (y := line - top) < len(looks):
                    look = looks[y]
                    current = span if match == self._match else look.current
                    looks[y] = look._replace(found=(*look.found, span), current=current)

    # Painting.

    def painted_later(self) -> None:
        """There is more output: paint it, but not more often than anybody can see."""
        if self._due is not None or not self.is_attached:
            return
        wait = self._painted_at + (FRAME if self.has_focus else ASIDE) - monotonic()
        if wait <= 0:
            self._paint()
        else:
            self._due = asyncio.get_running_loop().call_later(wait, self._paint)

    def repaint(self) -> None:
        """Paint what looks different now, at once."""
        self._paint()

    def _paint(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None
        if not self.is_attached or not self.display or not self.size.height or not is_screen_visible(self.screen):
            return
        self._painted_at = monotonic()
        self._paint_when_released()
        before, self._looks = self._looks, self._read_looks()
        if self._recoloured() or len(before) != len(self._looks) or len(self._strips) != len(self._looks):
            self._strips = [self._drawn(look) for look in self._looks]
            self.refresh()
            return
        stale = [y for y, (old, new) in enumerate(zip(before, self._looks, strict=True)) if not same(old, new)]
        for y in stale:
            self._strips[y] = self._drawn(self._looks[y])
        if stale:
            self.refresh(*rows_to_regions(stale, self.size.width))

    def _paint_when_released(self) -> None:
        """A program that began a frame and never ends it would hold the one before for ever."""
        held = self.live is not None and self.live.emulator.held
        if held and self._holding is None:
            self._holding = asyncio.get_running_loop().call_later(LONGEST_HOLD, self._release)

    def _release(self) -> None:
        self._holding = None
        self.painted_later()

    def _recoloured(self) -> bool:
        """Whether no strip made so far is right any more."""
        if self._painter is None or self._painter.width != self.size.width:
            palette = Palette.from_theme(self.app.get_css_variables(), self.app.current_theme.dark)
            self._painter = RowPainter(palette, self.size.width)
            if self.live is not None:
                self.live.emulator.colour_by(palette)
            self._recolour(self._painter)
            return True
        return self._recolour(self._painter)

    def _recolour(self, painter: RowPainter) -> bool:
        if self.live is None:
            return False
        colours = self.live.emulator.colours
        return painter.recolour(colours.palette, colours.dynamic, reverse=self.live.emulator.modes.has_mode(REVERSE))

    def render_lines(self, crop: Region) -> list[Strip]:
        if len(self._strips) != self.size.height or self._painter is None or self._painter.width != self.size.width:
            self._recoloured()
            self._looks = self._read_looks()
            self._strips = [self._drawn(look) for look in self._looks]
        background = self.background_colors[1]
        filters = self.get_line_filters()
        strips = self._strips[crop.y : crop.bottom]
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
        if crop.column_span != (0, self.size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """A row with what tells a selection where it is: Textual asks here for that, and paints from `render_lines`."""
        if y >= len(self._strips):
            return Strip.blank(self.size.width)
        return self._strips[y].apply_offsets(0, self.top() + y)

    def _drawn(self, look: Look) -> Strip:
        if self._painter is None:
            return Strip.blank(self.size.width)
        if self._lights is None:
            self._lights = Lights.of(self)
        return drawn(look, self._painter, self._lights)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._painter = self._lights = None
        self._strips = []

    # Scrolling.

    def scroll_lines(self, lines: int) -> None:
        """Towards older lines for a negative number; at the end the end is followed again."""
        self._go(self.top() + lines)

    def scroll_pages(self, pages: int) -> None:
        self.scroll_lines(pages * max(1, self.size.height - 1))

    def scroll_to_first(self) -> None:
        self._go(self._first_to_see())

    def scroll_to_last(self) -> None:
        if self._top is not None:
            self._go(self._last_top())

    def _go(self, line: int) -> None:
        before = self._top
        line = max(line, self._first_to_see())
        self._top = line if line < self._last_top() else None
        if self._top != before:
            self.scrolled()
        self.repaint()

    def scrolled(self) -> None:
        """Whether and where the end is away has changed."""

    # Searching.

    def search(self, sought: Sought | None) -> None:
        """Mark all that matches; None marks nothing."""
        self._sought, self._match = sought, None
        self.repaint()

    def find(self, step: int) -> Match | None:
        """Go to the next match among older (-1) or newer (1) lines, from the last one or the edge of the view."""
        if self.source is None or self._sought is None:
            return None
        if self._match is not None:
            line, column = self._match.line, self._match.start
        else:
            line, column = (self.top() + self.size.height, 0) if step < 0 else (self.top() - 1, 0)
        found = self._sought.beyond(self.source, line, column, step)
        if found is not None:
            self._match = found
            if not self.top() <= found.line <= found.last_line < self.top() + self.size.height:
                self._go(found.line - self.size.height // 2)
        self.repaint()
        return found

    # Selecting.

    def selected(self) -> str:
        """What is selected, lines that wrapped put together again."""
        return self._selected(self.text_selection) if self.text_selection is not None else ""

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        chosen = self._selected(selection)
        return (chosen, "\n") if chosen else None

    def selection_updated(self, _selection: Selection | None) -> None:
        self.repaint()

    def _selected(self, selection: Selection) -> str:
        if self.source is None:
            return ""
        first = self._first()
        start, end = selection
        begin = max(start.y if start is not None else first, first)
        rows = self.source.lines_of(begin - first, (end.y + 1 if end is not None else 1 << 40) - first)
        if not rows:
            return ""
        if end is not None and end.y >= begin and len(rows) == end.y - begin + 1:
            rows[-1] = cut(rows[-1], _cells(text(rows[-1]), (0, end.x))[1])
        whole = joined(rows).rstrip("\n")
        return whole[start.x :] if start is not None and start.y == begin else whole

    def select(self, line: int, start: int, end: int) -> None:
        """Select characters of one line."""
        self.screen.selections = {self: Selection(Offset(start, line), Offset(end, line))}

    def _forget_selection(self) -> None:
        if self.is_attached and self.text_selection:
            selections = self.screen.selections
            self.screen.selections = {widget: selections[widget] for widget in selections if widget is not self}

    def on_resize(self) -> None:
        self._strips = []
        self.repaint()

    def on_unmount(self) -> None:
        for handle in (self._due, self._holding):
            if handle is not None:
                handle.cancel()


def _cells(line: str, span: Span) -> Span:
    """Characters of a line as cells; an end below 0 is the end of the text."""
    start, end = span
    end = len(line.rstrip()) if end < 0 else end
    beyond = max(0, end - len(line))
    return cell_len(line[:start]) + max(0, start - len(line)), cell_len(line[:end]) + beyond
