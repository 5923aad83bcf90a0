"""What a request is about: rows that scroll, and whether the last of them was on the screen."""

from collections.abc import Callable
from itertools import islice, takewhile
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from octui.lazy_dataclasses import dataclass
from octui.render.code.colouring_limits import ColouringLimits
from octui.render.requests.paged_rows import FIRST_ROW, PagedRows, RowCount, RowPlace
from octui.render.text.cell_width import measure_width
from octui.render.theme.palette import Palette
from octui.ui.late_colours import LateColours

LayOut = Callable[[int, Palette], PagedRows]

THREADED_LENGTH: Final = 10_000
"""More characters than this are laid out in a thread."""

RESERVED_ROWS: Final = 6
"""Rows left to the rest of the screen when a card takes all it can."""

SHORT_SCREEN_ROWS: Final = 16
"""A screen of fewer rows has none to spare."""

MIN_ROWS: Final = 3
MIN_ROWS_ON_SHORT_SCREEN: Final = 2
"""Rows a body has however little room there is."""

WHEEL_ROWS: Final = 3

COPIED_ROWS: Final = 2_000
"""The most rows that are copied at once."""

SELECTABLE_ROWS: Final = 1 << 20
"""More than a page has: a selection knows rows by one number each."""

PAGING_COMMANDS: Final = ("request.page.up", "request.page.down", "request.first", "request.last")
"""Commands of the keymap that scroll, and that the transcript has too."""


class CardBody(Widget, can_focus=False):
    """Draws itself line by line; a row counts as shown when it was drawn, not when it was scrolled past."""

    grows: reactive[bool] = reactive(False, layout=True)
    """Whether the card takes the height that its rows need: it has the focus."""
    is_kept_small: reactive[bool] = reactive(False, layout=True)
    """Whether the user keeps the card small, to see more of the conversation."""
    has_screen: reactive[bool] = reactive(False, layout=True)
    """Whether the card has the whole screen to itself."""

    @dataclass
    class Scrolled(Message):
        """Other rows are in sight, or the last one was drawn."""

        body: "CardBody"

    @dataclass
    class RowClicked(Message):
        """A row was clicked."""

        body: "CardBody"
        place: RowPlace

    @dataclass
    class LaidOut(Message):
        """A thread has laid out a long text."""

        job: int
        rows: PagedRows

    def __init__(self, measure_rest: Callable[[Size, int], int], *, share: float, id: str | None = None) -> None:
        super().__init__(id=id)
        self._share = share
        """The part of the screen's height that the whole card takes before it grows."""
        self._measure_rest = measure_rest
        """How many rows the rest of the card takes on a screen, at a width."""
        self._lay_out: LayOut = _no_rows
        self._character_count = 0
        self._palette: Palette | None = None
        self._limits = ColouringLimits()
        self._late_colours = LateColours(self, self._lay_out_again)
        self._rows = PagedRows(())
        self._look: tuple[int, Palette] | None = None
        """The width and the colours that the rows were laid out for; None when they are out of date."""
        self._job = 0
        self._is_laying_out = False
        self._top = FIRST_ROW
        """The first row in sight."""
        self._sight: tuple[PagedRows, RowPlace, int] | None = None
        """What the rows in sight were read for."""
        self._rows_in_sight: list[tuple[RowPlace, Strip]] = []
        self._was_end_shown = False
        self.needs_screen = False
        """Whether the rows do not fit while the prompt is shown."""

    @property
    def hidden_above(self) -> RowCount:
        """How many rows are hidden above."""
        return self._rows.count_above(self._top)

    @property
    def hidden_below(self) -> RowCount:
        """How many rows are hidden below."""
        in_sight = self._read_rows_in_sight()
        return self._rows.count_below(in_sight[-1][0]) if in_sight else RowCount(0)

    @property
    def is_whole(self) -> bool:
        """Whether no row is hidden."""
        return not self.hidden_above.number and not self.hidden_below.number

    @property
    def was_end_shown(self) -> bool:
        """Whether the last row that has to be read was drawn since the height last changed."""
        return self._was_end_shown

    @property
    def plain_text(self) -> str:
        """The rows as text, the first ones of very many."""
        return self._copy_rows(FIRST_ROW, self._rows.last)

    def set_content(self, lay_out: LayOut, character_count: int = 0) -> None:
        """Show something else, from its beginning; `character_count` decides whether a thread lays it out."""
        self._character_count = character_count
        self._top, self._was_end_shown = FIRST_ROW, False
        self.update_content(lay_out)

    def update_content(self, lay_out: LayOut) -> None:
        """Show the same thing changed a little, at the same place."""
        self._lay_out = lay_out
        self._lay_out_again()

    def scroll_rows(self, by: int) -> None:
        """Scroll by rows, as far as there are any."""
        self._show_from(self._rows.step_place(self._top, by))

    def scroll_by_command(self, command_id: str) -> bool:
        """Scroll as a command of the keymap says; False when the command does not scroll."""
        page = max(1, self.size.height - 1)  # one row stays for orientation
        match command_id:
            case "request.line.up":
                self.scroll_rows(-1)
            case "request.line.down":
                self.scroll_rows(1)
            case "request.page.up":
                self.scroll_rows(-page)
            case "request.page.down":
                self.scroll_rows(page)
            case "request.first":
                self._show_from(FIRST_ROW)
            case "request.last":
                self._show_from(self._rows.last)
            case _:
                return False
        return True

    def reveal_page(self, page: int) -> None:
        """Scroll just far enough to show the rows of a page, the first one in any case."""
        first = RowPlace(page)
        last = self._rows.step_place(RowPlace(page + 1), -1)
        lowest = self._rows.step_place(last, 1 - max(1, self.size.height))
        self._show_from(min(max(self._top, lowest), first))

    def find_visible_row(self, sought: RowPlace) -> int | None:
        """Where in the body a row is drawn, from 0; None when it is out of sight."""
        in_sight = self._read_rows_in_sight()
        return next((y for y, (place, _) in enumerate(in_sight) if place == sought), None)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's
        self._ensure_layout(width)
        screen, rest = viewport.height, self._measure_rest(viewport, width)
        needed = self._rows.count_up_to(screen + 1)
        room = int(screen * self._share) - rest
        if self.grows and not self.is_kept_small and needed > room:
            room = screen - RESERVED_ROWS - rest
            self._note_need(needed > room)
            room += RESERVED_ROWS * (self.has_screen and self.needs_screen)
        else:
            self._note_need(False)
        return max(1, min(needed, max(MIN_ROWS_ON_SHORT_SCREEN if screen < SHORT_SCREEN_ROWS else MIN_ROWS, room)))

    def on_resize(self) -> None:
        self._ensure_layout(self.size.width)
        # What was in sight may no longer be.
        self._was_end_shown = False
        self.refresh()
        self.scroll_rows(0)
        self.post_message(self.Scrolled(self))

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._palette = None

    def render_line(self, y: int) -> Strip:
        self._ensure_layout(self.size.width)
        ground = self.visual_style.rich_style
        in_sight = self._read_rows_in_sight()
        if y >= len(in_sight):
            return Strip.blank(self.size.width, ground)
        place, row = in_sight[y]
        if place == self._rows.last_required and not self._is_laying_out and not self._was_end_shown:
            self._was_end_shown = True
            self.call_later(self.post_message, self.Scrolled(self))
        at = place.page * SELECTABLE_ROWS + place.row
        if (selection := self.text_selection) is not None and (span := selection.get_span(at)) is not None:
            row = _highlight_selected(row, *span, self.screen.get_visual_style("screen--selection").rich_style)
        return row.adjust_cell_length(self.size.width).apply_style(ground).apply_offsets(0, at)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        begin, end = selection.start, selection.end
        first = RowPlace(*divmod(begin.y, SELECTABLE_ROWS)) if begin is not None else FIRST_ROW
        last = RowPlace(*divmod(end.y, SELECTABLE_ROWS)) if end is not None else self._rows.last
        text = self._copy_rows(first, last)
        cut = Selection(
            Offset(begin.x, 0) if begin is not None else None,
            Offset(end.x, text.count("\n")) if end is not None else None,
        )
        return cut.extract(text), "\n"

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        if (offset := event.get_content_offset(self)) is not None:
            in_sight = self._read_rows_in_sight()
            if offset.y < len(in_sight):
                self.post_message(self.RowClicked(self, in_sight[offset.y][0]))

    def on_card_body_laid_out(self, message: LaidOut) -> None:
        message.stop()
        if message.job != self._job:
            return
        self._is_laying_out = False
        self._show_rows(message.rows)
        self.refresh(layout=True)
        self.post_message(self.Scrolled(self))

    def _note_need(self, needs_screen: bool) -> None:
        if needs_screen != self.needs_screen:
            self.needs_screen = needs_screen
            self.call_later(self.post_message, self.Scrolled(self))

    def _lay_out_again(self) -> None:
        self._look = None
        self.refresh(layout=True)

    def _ensure_layout(self, width: int) -> None:
        if width <= 0:
            return
        if self._palette is None:
            self._palette = Palette.from_theme(self.app.theme_variables, self.app.current_theme.dark)
        look = (width, self._palette)
        if look == self._look:
            return
        self._look = look
        self._job += 1
        self._is_laying_out = self._character_count > THREADED_LENGTH
        if not self._is_laying_out:
            self._limits.restart_budget()
            with self._limits.apply_limits():
                self._show_rows(self._lay_out(*look))
            self._late_colours.prepare_code(self._limits.missing)
            return
        note = [Segment(f"Reading {self._character_count:,} characters…", self._palette.muted)]
        self._show_rows(PagedRows((lambda: (note,),)))
        self._lay_out_in_thread(self._job, self._lay_out, *look)

    # Without a description Textual writes one, with the whole text in it.
    @work(thread=True, exclusive=True, group="lay-out", exit_on_error=False, description="lay out a long text")
    def _lay_out_in_thread(self, job: int, lay_out: LayOut, width: int, palette: Palette) -> None:
        self.post_message(self.LaidOut(job, lay_out(width, palette)))

    def _show_rows(self, rows: PagedRows) -> None:
        self._rows = rows
        self._top = min(self._top, rows.last)

    def _show_from(self, place: RowPlace) -> None:
        """Show the row at a place at the top, or a later one at the bottom if it is one of the last."""
        top = min(place, self._rows.step_place(self._rows.last, 1 - max(1, self.size.height)))
        if top != self._top:
            self._top = top
            self.refresh()
            self.post_message(self.Scrolled(self))

    def _read_rows_in_sight(self) -> list[tuple[RowPlace, Strip]]:
        sight = (self._rows, self._top, self.size.height)
        if sight != self._sight:
            self._sight = sight
            self._rows_in_sight = list(islice(self._rows.iter_rows(self._top), self.size.height))
        return self._rows_in_sight

    def _copy_rows(self, first: RowPlace, last: RowPlace) -> str:
        """The text of some rows; an ellipsis stands for what would be too many of them."""
        found = takewhile(lambda at: at[0] <= last, self._rows.iter_rows(first))
        rows = [row.text.rstrip() for _, row in islice(found, COPIED_ROWS + 1)]
        return "\n".join([*rows[:COPIED_ROWS], "…"] if len(rows) > COPIED_ROWS else rows)


def _no_rows(_width: int, _palette: Palette) -> PagedRows:
    return PagedRows(())


def _highlight_selected(row: Strip, start: int, end: int, style: Style) -> Strip:
    """The row with some of its characters shown as selected; `end` -1 is the end of the row."""
    text = row.text
    left = measure_width(text[:start])
    right = row.cell_length if end == -1 else measure_width(text[:end])
    return Strip.join([row.crop(0, left), row.crop(left, right).apply_style(style), row.crop(right)])
