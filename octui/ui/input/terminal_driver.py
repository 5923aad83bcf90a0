"""Textual's terminal driver, made to stop and continue safely."""

import os
import signal
import struct
import sys
import termios
from contextlib import suppress
from fcntl import ioctl
from selectors import EVENT_READ, BaseSelector, DefaultSelector
from typing import TYPE_CHECKING, Any, Final

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from octui.platform.terminal_notification import POP_TITLE, PUSH_TITLE, make_title
from octui.ui.input.picture_support import (
    TerminalGraphics,
    TerminalGraphicsReported,
    list_questions,
)
from octui.ui.input.release_reports import ASK_RELEASES, START_RELEASES, STOP_RELEASES, KeyReleasesReported
from octui.ui.input.terminal_parser import TerminalParser, make_tolerant_decoder
from octui.ui.input.tolerant_writer import TolerantWriter
from octui.ui.theming.terminal_colours import ASK_PAGE, FOLLOW_MODE, LEAVE_MODE

if TYPE_CHECKING:
    from octui.ui.input.sent_pictures import SentPictures

READ_SIZE: Final = 4096
TICK_SECONDS: Final = 0.1
"""How often the parser is asked while it waits for the rest of a sequence."""

HANGUP_CODE: Final = 128 + signal.SIGHUP
"""The exit code once the terminal was closed, whether or not a signal says so."""

HIDE_CURSOR: Final = "\x1b[?25l"
USUAL_CURSOR: Final = "\x1b[0 q"
"""The shape that the user has chosen in the terminal."""


def make_cursor(shape: int) -> str:
    """The sequence that shows the terminal's cursor in a shape, by its number of DECSCUSR."""
    return f"\x1b[{shape} q\x1b[?25h"


class TerminalDriver(LinuxDriver):
    """Suspends in the event loop, and takes the terminal again however the process was stopped.

    Textual's own suspends in the signal handler, where it waits forever if the signal interrupted a write. At SIGCONT
    it starts a second time what was never suspended (after SIGSTOP, or a SIGCONT alone): two threads then read the
    keys, and the terminal is raw after octui has exited. Textual's input thread wakes up ten times a second; this one
    sleeps until there is input.
    """

    _window_title = ""
    """`""` while the window keeps the name it had."""

    _cursor_shape: int | None = None
    """None while the terminal's cursor is hidden."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._wake_reader, self._wake_writer = os.pipe()
        self.graphics = TerminalGraphics()
        self.can_report_releases = False
        """Whether the terminal has said that it can tell when keys come up."""
        self._reports_releases = False
        self._parser = TerminalParser()
        self._pictures: SentPictures | None = None
        if sys.__stderr__ is not None:
            self._file: Any = TolerantWriter(sys.__stderr__, self._exit_without_terminal)

    def _exit_without_terminal(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: octui is exiting already
            self._loop.call_soon_threadsafe(self._app.exit, None, HANGUP_CODE)

    def measure_cell(self) -> tuple[int, int] | None:
        """The width and the height of a cell in pixels; None where the terminal does not say."""
        try:
            rows, columns, width, height = struct.unpack("HHHH", ioctl(self.fileno, termios.TIOCGWINSZ, bytes(8)))
        except OSError:
            return None
        return (width // columns, height // rows) if columns and rows and width >= columns and height >= rows else None

    def change_window_title(self, title: str) -> None:
        """Name the window until octui leaves the terminal; `""` gives back the name it had."""
        if title == self._window_title or os.environ.get("TERM") == "linux":  # the console prints what it does not know
            return
        before, self._window_title = self._window_title, title
        if self._is_started:
            self.write((PUSH_TITLE if not before else "") + make_title(title) if title else POP_TITLE)

    def change_cursor(self, shape: int | None) -> None:
        """Show the terminal's cursor in this shape; None hides it, as whatever else takes keys draws its own."""
        if shape == self._cursor_shape:
            return
        self._cursor_shape = shape
        if self._is_started:
            self.write(HIDE_CURSOR if shape is None else make_cursor(shape))

    def get_pictures(self) -> "SentPictures":
        """The pictures in the terminal that are not those of one view."""
        if self._pictures is None:
            # Loaded with the first picture.
            from octui.ui.input.sent_pictures import SentPictures

            self._pictures = SentPictures(self.write)
        return self._pictures

    def change_key_releases(self, *, are_reported: bool) -> None:
        """Have the terminal say when keys come up, or no longer."""
        if are_reported == self._reports_releases:
            return
        self._reports_releases = self._parser.tracks_keys = are_reported
        if self._is_started:
            self.write(START_RELEASES if are_reported else STOP_RELEASES)

    @property
    def _is_started(self) -> bool:
        return self._writer_thread is not None and self._writer_thread.is_alive()

    def _sigtstp_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop_process)

    def _sigcont_application(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._continue_process)

    def _stop_process(self) -> None:
        if self._auto_restart and self._is_started:
            self.suspend_application_mode()
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continue_process(self) -> None:
        if not self._auto_restart:
            return
        if self._is_started:
            # The shell has taken the terminal over meanwhile: what octui set is not in effect any more.
            self.suspend_application_mode()
        self._must_signal_resume = True
        self.resume_application_mode()
        self._app.refresh(layout=True)

    def _enable_bracketed_paste(self) -> None:
        super()._enable_bracketed_paste()
        if self._window_title:
            # Back in the terminal, after a suspension.
            self.write(PUSH_TITLE + make_title(self._window_title))
        if self._cursor_shape is not None:
            self.write(make_cursor(self._cursor_shape))
        if self.input_tty and os.environ.get("TERM") != "linux":  # the console prints what it does not know
            self.write(f"{ASK_PAGE}{FOLLOW_MODE}{list_questions()}{ASK_RELEASES}")
        if self._reports_releases:
            self.write(START_RELEASES)

    def _disable_bracketed_paste(self) -> None:
        super()._disable_bracketed_paste()
        if self._cursor_shape is not None:
            self.write(USUAL_CURSOR)
        self.write(LEAVE_MODE)

    def _pass_on(self, message: Message) -> None:
        if isinstance(message, TerminalGraphicsReported):
            self.graphics.note_report(message)
        elif isinstance(message, KeyReleasesReported):
            self.can_report_releases = message.are_known
        else:
            self.process_message(message)

    def run_input_thread(self) -> None:
        """Pass on what the terminal sends until input is disabled; only an unfinished sequence is polled for."""
        parser, decoder = TerminalParser(), make_tolerant_decoder()
        parser.tracks_keys, self._parser = self._reports_releases, parser
        with DefaultSelector() as selector:
            selector.register(self.fileno, EVENT_READ)
            selector.register(self._wake_reader, EVENT_READ)
            while not self.exit_event.is_set():
                data = self._read_input(selector, TICK_SECONDS if parser.is_waiting else None)
                for message in (*parser.feed(decoder.decode(data)), *parser.tick()) if data else parser.tick():
                    self._pass_on(message)
            # What was pressed until now is delivered, an Esc that waited for more too: what reads after a suspension
            # knows nothing of it, and Textual discards what was not read.
            for message in (*parser.feed(decoder.decode(self._read_input(selector, 0))), *parser.finish_input()):
                self._pass_on(message)

    def _read_input(self, selector: BaseSelector, timeout: float | None) -> bytes:
        """Wait for input, at most so many seconds; nothing when there is none, or octui is to stop reading."""
        if self.fileno not in [key.fd for key, _ in selector.select(timeout)]:
            return b""
        try:
            data = os.read(self.fileno, READ_SIZE)
        except OSError:
            data = b""
        if not data:
            # The end of an input stays readable; there is nothing to read any more.
            selector.unregister(self.fileno)
            if self.input_tty:
                self._exit_without_terminal()
        return data

    def disable_input(self) -> None:
        # The thread sleeps: it stays awake from here on, until it sees that it has to end.
        os.write(self._wake_writer, b".")
        super().disable_input()
        os.read(self._wake_reader, 1)

    def stop_application_mode(self) -> None:
        if self._pictures is not None:
            self._pictures.forget_all()
        if self._window_title:
            self.write(POP_TITLE)
        super().stop_application_mode()
        if self._mouse_pixels:
            self._mouse_pixels = False
            self.write("\x1b[?1016l")  # Textual switches it on, and never off


def choose_driver_class(usual: type[Driver]) -> type[Driver]:
    """The driver for an app where Textual would take `usual`: another one where that is its own for terminals."""
    return TerminalDriver if usual is LinuxDriver else usual
