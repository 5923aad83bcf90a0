"""What a request is about: rows that scroll, and whether the last of them was on the screen."""

from collections.abc import Callable, Sequence
from typing import Final

from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from octui.lazy_dataclasses import dataclass
from octui.render.code.colouring_limits import ColouringLimits
from octui.render.text.cell_width import measure_width
from octui.render.theme.palette import Palette
from octui.ui.language_loading import LanguageLoader

Rows = Sequence[Strip]
LayOut = Callable[[int, Palette], Rows]
CountRows = Callable[[int, Palette], int]

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
        """A row was clicked; `row` counts from the first, in sight or not."""

        body: "CardBody"
        row: int

    @dataclass
    class LaidOut(Message):
        """A thread has laid out a long text."""

        job: int
        rows: Rows
        optional: int

    def __init__(self, measure_rest: Callable[[Size, int], int], *, share: float, id: str | None = None) -> None:
        super().__init__(id=id)
        self._share = share
        """The part of the screen's height that the whole card takes before it grows."""
        self._measure_rest = measure_rest
        """How many rows the rest of the card takes on a screen, at a width."""
        self._lay_out: LayOut = _no_rows
        self._count_optional: CountRows = _count_none
        self._optional = 0
        """How many rows at the end need not be read."""
        self._character_count = 0
        self._palette: Palette | None = None
        self._limits = ColouringLimits()
        self._languages = LanguageLoader(self, self._lay_out_again)
        self._rows: Rows = ()
        self._width = 0
        """What the rows were laid out for; 0 when they are out of date."""
        self._job = 0
        self._is_laying_out = False
        self._scroll_top = 0
        self._was_end_shown = False
        self.needs_screen = False
        """Whether the rows do not fit while the prompt is shown."""

    @property
    def hidden_above(self) -> int:
        """How many rows are hidden above."""
        return self._scroll_top

    @property
    def hidden_below(self) -> int:
        """How many rows are hidden below."""
        return max(0, len(self._rows) - self._scroll_top - self.size.height)

    @property
    def is_whole(self) -> bool:
        """Whether no row is hidden."""
        return not self.hidden_above and not self.hidden_below

    @property
    def was_end_shown(self) -> bool:
        """Whether the last row that has to be read was drawn since the height last changed."""
        return self._was_end_shown

    @property
    def plain_text(self) -> str:
        """All rows as text."""
        return "\n".join(row.text.rstrip() for row in self._rows)

    def set_content(self, lay_out: LayOut, character_count: int = 0, count_optional: CountRows | None = None) -> None:
        """Show something else, from its beginning; `character_count` decides whether a thread lays it out.

        `count_optional` says how many rows at the end need not be read; by default all have to be.
        """
        self._character_count = character_count
        self._count_optional = count_optional or _count_none
        self._scroll_top, self._was_end_shown = 0, False
        self.update_content(lay_out)

    def update_content(self, lay_out: LayOut) -> None:
        """Show the same thing changed a little, at the same place."""
        self._lay_out = lay_out
        self._lay_out_again()

    def scroll_rows(self, by: int) -> None:
        """Scroll by rows, as far as there are any."""
        top = max(0, min(self._scroll_top + by, len(self._rows) - self.size.height))
        if top != self._scroll_top:
            self._scroll_top = top
            self.refresh()
            self.post_message(self.Scrolled(self))

    def scroll_by_command(self, command_id: str) -> bool:
        """Scroll as a command of the keymap says; False when it is none that scrolls."""
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
                self.scroll_rows(-len(self._rows))
            case "request.last":
                self.scroll_rows(len(self._rows))
            case _:
                return False
        return True

    def reveal_rows(self, first: int, last: int) -> None:
        """Scroll just far enough to show these rows, the first one in any case."""
        if last >= self._scroll_top + self.size.height:
            self.scroll_rows(last - self._scroll_top - self.size.height + 1)
        if first < self._scroll_top:
            self.scroll_rows(first - self._scroll_top)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's
        self._ensure_layout(width)
        screen, rest, needed = viewport.height, self._measure_rest(viewport, width), len(self._rows)
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
        self._width = 0

    def render_line(self, y: int) -> Strip:
        self._ensure_layout(self.size.width)
        ground = self.visual_style.rich_style
        at = self._scroll_top + y
        if at >= len(self._rows):
            return Strip.blank(self.size.width, ground)
        if at == len(self._rows) - 1 - self._optional and not self._is_laying_out and not self._was_end_shown:
            self._was_end_shown = True
            self.call_later(self.post_message, self.Scrolled(self))
        row = self._rows[at]
        if (selection := self.text_selection) is not None and (span := selection.get_span(at)) is not None:
            row = _highlight_selected(row, *span, self.screen.get_visual_style("screen--selection").rich_style)
        return row.adjust_cell_length(self.size.width).apply_style(ground).apply_offsets(0, at)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract(self.plain_text), "\n"

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_rows(WHEEL_ROWS)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_rows(-WHEEL_ROWS)

    def on_click(self, event: events.Click) -> None:
        if (offset := event.get_content_offset(self)) is not None:
            self.post_message(self.RowClicked(self, self._scroll_top + offset.y))

    def on_card_body_laid_out(self, message: LaidOut) -> None:
        message.stop()
        if message.job != self._job:
            return
        self._rows, self._optional, self._is_laying_out = message.rows, message.optional, False
        self.refresh(layout=True)
        self.post_message(self.Scrolled(self))

    def _note_need(self, needs_screen: bool) -> None:
        if needs_screen != self.needs_screen:
            self.needs_screen = needs_screen
            self.call_later(self.post_message, self.Scrolled(self))

    def _lay_out_again(self) -> None:
        self._width = 0
        self.refresh(layout=True)

    def _ensure_layout(self, width: int) -> None:
        if width <= 0 or width == self._width:
            return
        if self._palette is None:
            self._palette = Palette.from_theme(self.app.theme_variables, self.app.current_theme.dark)
        self._width = width
        self._job += 1
        self._is_laying_out = self._character_count > THREADED_LENGTH
        if not self._is_laying_out:
            self._limits.restart_time()
            with self._limits.apply_limits():
                self._rows = self._lay_out(width, self._palette)
            self._languages.load_languages(self._limits.missing)
            self._optional = self._count_optional(width, self._palette)
            return
        self._optional = 0
        self._rows = [Strip([Segment(f"Reading {self._character_count:,} characters…", self._palette.muted)])]
        self._lay_out_in_thread(self._job, self._lay_out, self._count_optional, width, self._palette)

    # Without a description Textual writes one, with the whole text in it.
    @work(thread=True, exclusive=True, group="lay-out", exit_on_error=False, description="lay out a long text")
    def _lay_out_in_thread(self, job: int, lay_out: LayOut, count: CountRows, width: int, palette: Palette) -> None:
        self.post_message(self.LaidOut(job, lay_out(width, palette), count(width, palette)))


def _count_none(_width: int, _palette: Palette) -> int:
    return 0


def _no_rows(_width: int, _palette: Palette) -> Rows:
    return ()


def _highlight_selected(row: Strip, start: int, end: int, style: Style) -> Strip:
    """The row with some of its characters shown as selected; `end` -1 is the end of the row."""
    text = row.text
    left = measure_width(text[:start])
    right = row.cell_length if end == -1 else measure_width(text[:end])
    return Strip.join([row.crop(0, left), row.crop(left, right).apply_style(style), row.crop(right)])
