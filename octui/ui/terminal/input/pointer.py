"""The mouse in a terminal: reported to a program that requests it, otherwise it selects, scrolls and opens links."""

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection
from textual.strip import Strip

from octui.render.files.file_references import FileReference
from octui.term import Screen, get_row_text
from octui.term.input.mouse import Button
from octui.ui.terminal.copy_mode.mode import CopyMode
from octui.ui.terminal.input.mouse_reports import MouseReports
from octui.ui.terminal.messages import TerminalLinkClicked, TerminalLinkHovered, TerminalPathClicked
from octui.ui.terminal.search import find_address_on_screen, find_path_on_screen
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.viewport import Viewport
from octui.ui.transcript.selection import find_word

WHEEL_LINES: Final = 3

T = TypeVar("T")


class PointerView(Protocol):
    """The part of the terminal widget that the mouse acts on."""

    @property
    def live(self) -> TerminalSession | None: ...
    @property
    def viewport(self) -> Viewport: ...
    @property
    def copy_mode(self) -> CopyMode: ...
    @property
    def text_selection(self) -> Selection | None: ...
    def type_bytes(self, typed: bytes) -> None: ...
    def capture_mouse(self) -> None: ...
    def release_mouse(self) -> None: ...
    def scroll_lines(self, lines: int) -> None: ...
    def set_selection(self, start: Offset, end: Offset) -> None: ...
    def post_message(self, message: Message) -> bool: ...


class TerminalPointer:
    """Handles the mouse events of the widget; `get_strip` returns the row as it is drawn."""

    def __init__(self, view: PointerView, get_strip: Callable[[int], Strip]) -> None:
        self._view = view
        self._get_strip = get_strip
        self._reports = MouseReports(view.type_bytes)
        self._hovered_url = ""

    @property
    def is_reported(self) -> bool:
        """Whether the program receives the mouse, drags included."""
        live = self._view.live
        if live is None or live.is_read_only or self._view.copy_mode.is_active:
            return False
        return live.emulator.mouse != "off" and not live.phase.over

    def press_button(self, event: events.MouseDown) -> None:
        """Report the press, or place the cursor of copy mode."""
        if self.is_reported:
            self._view.capture_mouse()
            self._reports.report_press(self._find_receiver(), event)
        elif self._view.copy_mode.is_active:
            self._view.copy_mode.move_cursor_to(event)

    def release_button(self, event: events.MouseUp) -> None:
        """Report the release of a button whose press was reported."""
        if self._reports.is_button_held:
            self._view.release_mouse()
            self._reports.report_release(self._find_receiver(), event)

    def move_pointer(self, event: events.MouseMove) -> None:
        """Report the move, and say which link is below."""
        if self.is_reported:
            self._reports.report_move(self._find_receiver(), event)
        self.announce_link(self._find_address(event.y, event.x) or "")

    def turn_wheel(self, event: events.MouseEvent, button: Button, lines: int) -> None:
        """Report the wheel, or scroll."""
        if not self._reports.report_mouse(self._find_receiver(), event, "press", button):
            self._view.scroll_lines(lines)

    def click_row(self, event: events.Click) -> None:
        """Open a link with one click, select a word with two, and a row with three."""
        view = self._view
        if self.is_reported or view.live is None or event.button != 1:
            return
        line, row = view.viewport.top + event.y, view.viewport.find_row(event.y)
        if event.chain == 1 and view.text_selection is None and (url := self._find_address(event.y, event.x)):
            view.post_message(TerminalLinkClicked(url))
        elif event.chain == 1 and view.text_selection is None and (reference := self._find_path(event.y, event.x)):
            view.post_message(TerminalPathClicked(reference))
        elif event.chain == 2 and row is not None:
            strip = self._get_strip(event.y)
            start, end = find_word(strip, len(strip.crop(0, event.x).text))
            if start < end:
                view.set_selection(Offset(start, line), Offset(end, line))
        elif event.chain == 3 and row is not None:
            view.set_selection(Offset(0, line), Offset(len(get_row_text(row).rstrip()), line))

    def announce_link(self, url: str) -> None:
        """Announce the link under the mouse, or with an empty address that there is none."""
        if url != self._hovered_url:
            self._hovered_url = url
            self._view.post_message(TerminalLinkHovered(url))

    def _find_receiver(self) -> TerminalSession | None:
        """The terminal whose program receives the mouse: none while scrolled back or in copy mode."""
        live = self._view.live
        return live if live is not None and not live.is_read_only and self._view.viewport.is_following else None

    def _find_address(self, y: float, x: float) -> str | None:
        return self._find_on_screen(find_address_on_screen, y, x)

    def _find_path(self, y: float, x: float) -> FileReference | None:
        return self._find_on_screen(find_path_on_screen, y, x)

    def _find_on_screen(self, find: Callable[[Screen, int, int], T | None], y: float, x: float) -> T | None:
        """What `find` finds at a cell of the view, by the row and the column of the terminal."""
        viewport = self._view.viewport
        source = viewport.source
        if source is None or viewport.find_row(int(y)) is None:
            return None
        return find(source, viewport.top + int(y) - viewport.first_line, int(x))
