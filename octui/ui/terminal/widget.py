"""An interactive terminal: it receives every key except those that leave it, and the mouse if a program requests it.

In copy mode keys and mouse control the copy cursor, and the program receives neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from textual import events, on
from textual.geometry import NULL_REGION, NULL_SIZE, Offset, Region
from textual.message import Message
from textual.screen import Screen as TextualScreen
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from octui.term import Screen, encode_focus
from octui.ui.input.key_events import TypedRun
from octui.ui.screens.visibility import is_screen_visible
from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.copy_mode.mode import CopyMode
from octui.ui.terminal.input.keyboard import TerminalKeyboard
from octui.ui.terminal.input.pointer import WHEEL_LINES, TerminalPointer
from octui.ui.terminal.messages import TerminalEntered, TerminalFitted
from octui.ui.terminal.painting.paint_schedule import PaintSchedule
from octui.ui.terminal.painting.row_looks import RowLooks
from octui.ui.terminal.painting.row_style import RowLook
from octui.ui.terminal.painting.search_highlight import SearchHighlight
from octui.ui.terminal.painting.status_marks import list_status_marks
from octui.ui.terminal.painting.strip_cache import StripCache
from octui.ui.terminal.search import Match, SearchQuery
from octui.ui.terminal.selected_text import extract_selected_text
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.viewport import Viewport
from octui.ui.transcript.painter import rows_to_regions
from octui.ui.transcript.selection import clear_selection

SETTLE_SECONDS: Final = 0.08


class Terminal(Widget, can_focus=True):
    """Shows a terminal, and sends it the input that octui does not handle itself."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "terminal--found",
        "terminal--match",
        "terminal--thumb",
        "terminal--failed",
    }

    @dataclass
    class Scrolled(Message):
        """The view started or stopped following the end."""

    @dataclass
    class Marked(Message):
        """Other rows in view have marks than before: how the commands ended whose prompts are in them."""

        terminal: Terminal
        marks: dict[int, str]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.live: TerminalSession | None = None
        self.is_split = False
        """Whether other terminals are shown beside it, to which keys go from here."""
        self._room = NULL_SIZE
        """The size, which Textual looks up in the layout each time it is asked for."""
        self.viewport = Viewport(self._find_source, lambda: self._room.height)
        self.search = SearchHighlight()
        self.copy_mode = CopyMode(self)
        self._looks = RowLooks()
        self._canvas = StripCache(self)
        self._schedule = PaintSchedule(self.repaint_rows)
        self._keyboard = TerminalKeyboard(self)
        self._pointer = TerminalPointer(self, lambda y: self._canvas.strips[y])
        self._settling: Timer | None = None
        self._fitted: tuple[str, int, int] | None = None
        self._marks: dict[int, str] = {}

    def show_terminal(self, live: TerminalSession | None) -> None:
        """Switch to another terminal, scrolled to its end."""
        if live is not self.live:
            self._keyboard.release_all_keys()
            self.copy_mode.leave_copy_mode()
            self.live = live
            self.viewport.follow_end()
            self.search.match = None
            self.clear_selection()
        self.repaint_rows()
        self._keyboard.request_releases(has_focus=self.has_focus)

    def _find_source(self) -> Screen | None:
        if self.copy_mode.snapshot is not None:
            return self.copy_mode.snapshot
        return self.live.emulator if self.live is not None else None

    @property
    def takes_every_key(self) -> bool:
        """Whether the leader key is also sent to the program."""
        if self.copy_mode.is_active:
            return False
        return self.live is None or not (self.live.is_read_only or self.live.phase.over)

    @property
    def allow_select(self) -> bool:
        """A program that requests the mouse also receives drags."""
        return not self._pointer.is_reported

    # Painting.

    def request_paint(self) -> None:
        """Schedule a paint for new output at a limited frame rate."""
        if self.is_attached:
            self._schedule.request_paint(has_focus=self.has_focus)
            self._keyboard.request_releases(has_focus=self.has_focus)

    def repaint_rows(self) -> None:
        """Paint the changed rows immediately."""
        self._schedule.cancel_pending()
        # Looked up once, as Textual finds it in the layout each time.
        content = self.content_region if self.is_attached else NULL_REGION
        self._room = content.size
        if not self.display or not self._room.height or not is_screen_visible(screen := self.screen):
            self._place_system_cursor(content)
            return
        emulator = self.live.emulator if self.live is not None else None
        if emulator is not None:
            self._schedule.note_painted(emulator.scrollback.end, self._room.height)
            if emulator.held:
                self._schedule.request_release(self.request_paint)
        stale = self._canvas.update_strips(self._read_looks(screen), self._room.width, emulator)
        if self._canvas.has_postponed:
            self._schedule.request_rest()
        self._canvas.pictures.show_rows(self._canvas.looks, emulator)
        if stale is None:
            self._announce_marks()
            self.refresh()
        elif stale:
            if any(y in self._marks or self._canvas.looks[y].has_flags for y in stale):
                self._announce_marks()
            self.refresh(*rows_to_regions(stale, self._room.width))
        self._place_system_cursor(content)

    def _announce_marks(self) -> None:
        marks = list_status_marks([look.row for look in self._canvas.looks])
        if marks != self._marks:
            self._marks = marks
            self.post_message(self.Marked(self, marks))

    def _place_system_cursor(self, content: Region) -> None:
        """Position of the real cursor, where an input method opens its window."""
        if self.has_focus and (caret := self._find_caret()) is not None:
            self.app.cursor_position = content.offset + caret

    def _find_caret(self) -> Offset | None:
        """Position of the cursor within the widget."""
        if self.copy_mode.is_active or self.live is None:
            return self.copy_mode.caret
        cursor = self.live.emulator.seen_cursor
        return Offset(cursor.x, cursor.y)

    def _read_looks(self, screen: TextualScreen[Any]) -> list[RowLook]:
        return self._looks.build_looks(
            self.viewport,
            self._room,
            self.search,
            screen.selections.get(self),
            self.copy_mode.caret,
            has_focus=self.has_focus,
        )

    def render_lines(self, crop: Region) -> list[Strip]:
        size = self._room if crop.size == self._room else self.size
        background = self.styles.background
        if background.a < 1:
            # What is behind it shows through, which takes time to find.
            background = self.background_colors[1]
        self._canvas.use_filters(self.get_line_filters(), background)
        if not self._canvas.has_strips_for(size.width, size.height):
            self._room = size
            emulator = self.live.emulator if self.live is not None else None
            self._canvas.clear_strips()
            self._canvas.update_strips(self._read_looks(self.screen), size.width, emulator)
        strips = self._canvas.strips[crop.y : crop.bottom]
        if crop.column_span != (0, size.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def render_line(self, y: int) -> Strip:
        """A row with the offsets that Textual's selection needs; painting itself uses `render_lines`."""
        if y >= len(self._canvas.strips):
            return Strip.blank(self.size.width)
        return self._canvas.strips[y].apply_offsets(0, self.viewport.top + y)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._canvas.forget_styles()

    def on_unmount(self) -> None:
        self._schedule.close()
        self._canvas.pictures.forget_pictures()

    # Size.

    def fit_terminal(self) -> None:
        """Resize the terminal to the available space and start following it."""
        self._settling = None
        live, size = self.live, self.size
        if live is None or not self.is_attached or size.width < 2 or size.height < 1:
            return
        # A lost terminal keeps the size known to its program until it is connected again.
        if self.app.app_focus and live.phase is not ConnectionState.LOST:
            self._fitted = (live.id, size.width, size.height)
            live.resize_emulator(size.width, size.height)
            self.post_message(TerminalFitted(live, size.width, size.height))
        live.follow_output()
        self.copy_mode.rewrap_snapshot()
        self.repaint_rows()

    def fit_later(self) -> None:
        """Resize after the layout has settled: every size sent makes each program redraw."""
        if self.live is None or self._fitted is None or self._fitted[0] != self.live.id:
            self.fit_terminal()
        elif self._settling is None:
            self._settling = self.set_timer(SETTLE_SECONDS, self.fit_terminal)
        else:
            self._settling.reset()

    def on_resize(self) -> None:
        self._room = self.size
        self.copy_mode.resize_view()
        self._canvas.clear_strips()
        self.repaint_rows()
        if self.size.width:
            self.fit_later()

    # Scrolling.

    def scroll_lines(self, lines: int) -> None:
        """Scroll, towards older lines if negative; reaching the end resumes following it."""
        self._scroll_to_line(self.viewport.top + lines)

    def scroll_pages(self, pages: int) -> None:
        self.scroll_lines(pages * max(1, self.size.height - 1))

    def scroll_to_first(self) -> None:
        self._scroll_to_line(self.viewport.first_top)

    def scroll_to_last(self) -> None:
        if not self.viewport.is_following:
            self._scroll_to_line(self.viewport.last_top)

    def scroll_to_prompt(self, step: int) -> bool:
        """Scroll to an older (-1) or newer (1) prompt of a shell or, beyond the last of them, to the edge.

        Returns False when there is nothing to do, as the program may know the key.
        """
        viewport = self.viewport
        line = viewport.find_prompt_line(step)
        if line is None and viewport.is_following:
            return False
        edge = viewport.first_top if step < 0 else viewport.last_top
        self._scroll_to_line(edge if line is None else line)
        return True

    def _scroll_to_line(self, line: int) -> None:
        if self.copy_mode.is_active:
            self.copy_mode.scroll_to_line(line)
            return
        if self.viewport.scroll_to_line(line):
            self.post_message(self.Scrolled())
        self.repaint_rows()

    # Searching.

    def set_search_query(self, query: SearchQuery | None) -> None:
        """Highlight all matches; None clears them."""
        self.search.set_query(query)
        self.repaint_rows()

    def find_match(self, step: int) -> Match | None:
        """Go to the next match in older (-1) or newer (1) lines, from the last match or the edge of the view."""
        viewport, last = self.viewport, self.search.match
        if viewport.source is None or self.search.query is None:
            return None
        if self.copy_mode.is_active:
            return self.copy_mode.find_match(step)
        if last is not None:
            line, column = last.line, last.start
        else:
            line, column = (viewport.top + self.size.height, 0) if step < 0 else (viewport.top - 1, 0)
        found = self.search.find_beyond(viewport.source, line, column, step)
        if found is not None and not viewport.top <= found.line <= found.last_line < viewport.top + self.size.height:
            self._scroll_to_line(found.line - self.size.height // 2)
        self.repaint_rows()
        return found

    # Selecting.

    def get_selected_text(self) -> str:
        """The selected text, with wrapped lines joined."""
        source, selection = self.viewport.source, self.text_selection
        return extract_selected_text(source, selection) if source is not None and selection is not None else ""

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        source = self.viewport.source
        chosen = extract_selected_text(source, selection) if source is not None else ""
        return (chosen, "\n") if chosen else None

    def selection_updated(self, _selection: Selection | None) -> None:
        self.repaint_rows()
        self.copy_mode.announce_hints()

    def set_selection(self, start: Offset, end: Offset) -> None:
        """Select characters; both `y` count lines from the first row ever printed."""
        self.screen.selections = {self: Selection(start, end)}

    def clear_selection(self) -> None:
        clear_selection(self)

    # Focus.

    def on_focus(self) -> None:
        # Another client may have resized it.
        self.fit_terminal()
        self._send_focus(True)
        self._keyboard.request_releases(has_focus=True)
        self.repaint_rows()
        self.post_message(TerminalEntered())

    def on_blur(self) -> None:
        self._keyboard.flush_escape()
        self._keyboard.release_all_keys()
        self._keyboard.request_releases(has_focus=False)
        self._send_focus(False)
        self.repaint_rows()

    def _send_focus(self, focused: bool) -> None:
        if (
            self.live is not None
            and not self.live.is_read_only
            and (report := encode_focus(focused, self.live.emulator))
        ):
            self.type_bytes(report)

    # Input.

    def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self._keyboard.handle_key(event)

    def on_typed_run(self, event: TypedRun) -> None:
        self._keyboard.type_run(event)

    def take_second_leave_key(self, event: events.Key) -> bool:
        """The key that has just left the terminal, pressed again: it goes to the program, and so does what follows."""
        return self._keyboard.take_second_leave_key(event)

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._keyboard.paste_text(event.text)

    def type_bytes(self, typed: bytes) -> None:
        """Send to the terminal's input."""
        if self.live is None:
            return
        try:
            sent = self.live.type_text(typed.decode())
        except UnicodeDecodeError:
            # The oldest mouse encoding has bytes that are not UTF-8, and servers accept only text.
            return
        if sent:
            self._schedule.note_key()
            self.live.acknowledge_loss()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._pointer.press_button(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self._pointer.release_button(event)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        self._pointer.move_pointer(event)

    def on_leave(self) -> None:
        self._pointer.announce_link("")

    @on(events.MouseScrollUp)
    @on(events.MouseScrollDown)
    def _turn_wheel(self, event: events.MouseScrollUp | events.MouseScrollDown) -> None:
        event.stop()
        event.prevent_default()
        if isinstance(event, events.MouseScrollUp):
            self._pointer.turn_wheel(event, "wheel_up", -WHEEL_LINES)
        else:
            self._pointer.turn_wheel(event, "wheel_down", WHEEL_LINES)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        event.prevent_default()
        self._pointer.click_row(event)
