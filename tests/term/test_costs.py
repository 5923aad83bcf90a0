from pathlib import Path

import pytest

from octui.term import ByteStream, Screen, Stream
from octui.term.grid.grid import Grid
from octui.term.grid.styles import Styles
from octui.term.parser.sequences import SPLIT
from octui.term.screen import HotState
from tests.support.call_count import count_calls

RECORDINGS = Path(__file__).parent / "recordings"


@pytest.mark.parametrize("name", ["htop", "less", "tmux", "vim"])
def test_a_new_screen_costs_hardly_more_than_one_that_knows_the_program(name: str) -> None:
    recording = (RECORDINGS / f"{name}.bin").read_bytes()
    ByteStream(Screen(120, 40)).feed(recording)
    stream = ByteStream(Screen(120, 40))
    cold, warm = count_calls(lambda: stream.feed(recording)), count_calls(lambda: stream.feed(recording))
    sequences = len(SPLIT(recording.decode(errors="replace"))) // 2
    assert cold - warm < sequences / 2


def test_colours_that_never_come_back_leave_no_sequences_behind() -> None:
    screen = Screen(120, 40, grid=Grid(120, 40, styles=Styles()))
    Stream(screen).feed("".join(f"\x1b[38;2;{at % 256};{at // 256};7m#" for at in range(2000)))
    assert screen.styles.count == 2001
    assert screen.styles.learnt == 0


@pytest.mark.parametrize("before", ["\u0301", "\u200b"])
def test_text_that_may_combine_with_other_text_is_taken_apart_once(before: str) -> None:
    stream = Stream(Screen(120, 40))
    short, long = (f"\r{before}{marked}" for marked in ("e\u0323" * 5, "e\u0323" * 30))
    stream.feed(short + long)
    assert count_calls(lambda: stream.feed(short)) == count_calls(lambda: stream.feed(long))


def test_thousands_of_short_texts_are_taken_apart_once() -> None:
    stream = Stream(Screen(120, 40, grid=Grid(120, 40, styles=Styles())))
    output = "".join(f"é{at:04}\r" for at in range(10_000))
    stream.feed(output)
    assert count_calls(lambda: stream.feed(output)) < 1.01 * count_calls(lambda: stream.feed("é0000\r" * 10_000))


def test_what_is_known_of_texts_is_bounded_by_their_length() -> None:
    styles = Styles()
    stream = Stream(Screen(120, 40, grid=Grid(120, 40, styles=styles)))
    stream.feed("".join(f"{'é' * 70}{at}\r" for at in range(10_000)))
    assert sum(map(len, styles.cells)) < 500_000


@pytest.mark.parametrize("erasing", ["\x1b[K", "\x1b[2K", "\x1b[J", "\x1b[9X"])
def test_erasing_where_nothing_is_leaves_nothing_to_paint(erasing: str) -> None:
    screen = Screen(120, 40)
    stream = Stream(screen)
    stream.feed("above\r\n" if erasing == "\x1b[2K" else "before")
    screen.list_changed_rows()
    stream.feed(erasing)
    assert screen.list_changed_rows() == []


class WatchedScreen(Screen):
    """Counts how often its modes are read."""

    looks = 0

    def make_hot_state(self) -> HotState:
        self.looks += 1
        return super().make_hot_state()


@pytest.mark.parametrize(
    ("setting", "output"),
    [("", "a\t"), ("", "a\x1b[2J"), ("", "a\x1b[A"), ("", "x" * 300 + "\r"), ("\x1b[2;9r\x1b[9d", "a\n")],
)
def test_what_changes_no_mode_does_not_have_them_read_again(setting: str, output: str) -> None:
    screen = WatchedScreen(120, 40)
    stream = Stream(screen)
    stream.feed(setting + output)
    screen.looks = 0
    stream.feed(output * 20)
    assert screen.looks == 1
