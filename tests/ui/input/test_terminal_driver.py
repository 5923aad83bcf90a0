"""The thread that reads the terminal, on a real pseudo-terminal."""

import asyncio
import os
import select
import tty
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from io import StringIO
from threading import Thread

import pytest
from textual import events
from textual.app import App
from textual.drivers._writer_thread import WriterThread

from octui.platform.terminal_notification import POP_TITLE, PUSH_TITLE, make_title
from octui.ui.input.release_reports import START_RELEASES, STOP_RELEASES
from octui.ui.input.terminal_driver import HIDE_CURSOR, USUAL_CURSOR, TerminalDriver, make_cursor

WAIT_SECONDS = 10.0


class Listening(App[None]):
    """Notes the keys it gets."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []
        self.heard = asyncio.Event()

    def on_key(self, event: events.Key) -> None:
        self.keys.append(event.key)
        self.heard.set()


class Keyboard:
    """The other end of a terminal that a driver reads for an app."""

    def __init__(self, app: Listening) -> None:
        self.app = app
        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        self.driver = TerminalDriver(app, mouse=False)
        self.driver.fileno = self._theirs
        self.start_reading()

    def start_reading(self) -> None:
        self.driver._key_thread = Thread(target=self.driver.run_input_thread)
        self.driver._key_thread.start()

    def stop_reading(self) -> None:
        self.driver.disable_input()

    @contextmanager
    def print_to_memory(self) -> Iterator[StringIO]:
        """What the driver writes meanwhile, all of it once this is left."""
        printed = StringIO()
        writer = self.driver._writer_thread = WriterThread(printed)
        writer.start()
        yield printed
        writer.stop()

    def send(self, data: bytes) -> None:
        os.write(self._ours, data)

    def wait_for_arrival(self) -> None:
        assert select.select([self._theirs], [], [], WAIT_SECONDS)[0]

    async def wait_for_keys(self, *keys: str) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while len(self.app.keys) < len(keys):
                self.app.heard.clear()
                await self.app.heard.wait()
        assert self.app.keys == [*keys]

    def close(self) -> None:
        self.stop_reading()
        os.close(self._ours)
        os.close(self._theirs)


@pytest.fixture
async def keyboard() -> AsyncIterator[Keyboard]:
    app = Listening()
    async with app.run_test():
        keyboard = Keyboard(app)
        yield keyboard
        keyboard.close()


async def test_an_escape_alone_is_a_key_though_nothing_follows_it(keyboard: Keyboard) -> None:
    keyboard.send(b"\x1b")
    await keyboard.wait_for_keys("escape")
    keyboard.send(b"\x1b\x1b[I")
    await keyboard.wait_for_keys("escape", "escape")


async def test_an_escape_that_waits_for_more_as_reading_stops_is_delivered(keyboard: Keyboard) -> None:
    keyboard.send(b"q\x1b")
    await keyboard.wait_for_keys("q")
    keyboard.stop_reading()
    await keyboard.wait_for_keys("q", "escape")
    keyboard.start_reading()
    keyboard.send(b"x")
    await keyboard.wait_for_keys("q", "escape", "x")


async def test_what_was_not_read_as_reading_stops_is_delivered(keyboard: Keyboard) -> None:
    keyboard.stop_reading()
    keyboard.send(b"q\x1b")
    keyboard.wait_for_arrival()
    keyboard.start_reading()
    keyboard.stop_reading()
    await keyboard.wait_for_keys("q", "escape")


async def test_the_window_has_its_own_name_again_once_octui_left_the_terminal(
    keyboard: Keyboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    with keyboard.print_to_memory() as printed:
        keyboard.driver.change_window_title("octui")
        keyboard.driver.change_window_title("octui | Totals")
        keyboard.driver.stop_application_mode()
    text = printed.getvalue()
    assert [text.count(sequence) for sequence in (PUSH_TITLE, POP_TITLE)] == [1, 1]
    assert text.index(PUSH_TITLE) < text.index(make_title("octui | Totals")) < text.index(POP_TITLE)


async def test_the_cursor_has_its_own_shape_again_once_octui_left_the_terminal(keyboard: Keyboard) -> None:
    with keyboard.print_to_memory() as printed:
        keyboard.driver.change_cursor(5)
        keyboard.driver.change_cursor(5)
        keyboard.driver.change_cursor(None)
        keyboard.driver.change_cursor(6)
        keyboard.driver.stop_application_mode()
    text = printed.getvalue()
    assert [text.count(sequence) for sequence in (make_cursor(5), make_cursor(6), USUAL_CURSOR)] == [1, 1, 1]
    assert text.index(make_cursor(5)) < text.index(HIDE_CURSOR) < text.index(make_cursor(6)) < text.index(USUAL_CURSOR)


async def test_the_terminal_tells_of_releases_only_while_that_is_wanted(keyboard: Keyboard) -> None:
    driver = keyboard.driver
    with keyboard.print_to_memory() as printed:
        driver.change_key_releases(are_reported=False)
        driver.change_key_releases(are_reported=True)
        driver.change_key_releases(are_reported=True)
        driver.change_key_releases(are_reported=False)
    assert printed.getvalue() == START_RELEASES + STOP_RELEASES
    driver.change_key_releases(are_reported=True)
    # Back in the terminal, after a suspension.
    with keyboard.print_to_memory() as printed:
        driver._enable_bracketed_paste()
    assert printed.getvalue().endswith(START_RELEASES)


async def test_a_terminal_that_confirms_releases_is_believed(keyboard: Keyboard) -> None:
    assert not keyboard.driver.can_report_releases
    keyboard.send(b"\x1b[?29u\x1b[97;1:3ua")
    await keyboard.wait_for_keys("a")
    assert not keyboard.driver.can_report_releases
    keyboard.send(b"\x1b[?31ub")
    await keyboard.wait_for_keys("a", "b")
    assert keyboard.driver.can_report_releases
