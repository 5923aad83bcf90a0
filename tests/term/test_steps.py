"""Output that is fed in steps, between which other tasks run: none is long, whatever is in the output."""

from random import Random

import pytest
from hypothesis import given

from octui.term import Attributes, Row, Screen, Stream, split_runs
from octui.term.grid.grid import Grid
from octui.term.grid.styles import LIMIT, Styles
from octui.term.parser.sequences import CSI, ESCAPE, MARKED, OTHER
from tests.support.call_count import count_calls
from tests.term.output import outputs
from tests.term.states import state

SIZES = (80, 24), (200, 60), (500, 200)
MOST_CALLS = 30_000
"""Of a step, with any control: about ten milliseconds."""
STEPS = 4
SAMPLE = 60
"""Controls that are tried with each setting of each screen."""
PARAMETERS = (
    "",
    "1",
    "2",
    "9999",
    "9" * 20,
    "1;9999;9999",
    "65;1;1;9999;9999",
    "1;1;9999;9999;1;2;2",
    ";".join(["7"] * 60),
)
MODES = (1, 3, 4, 5, 6, 7, 25, 40, 45, 47, 66, 69, 1000, 1045, 1047, 1048, 1049, 2004, 2026, 2048)
STRINGS = (
    *("]0;t", "]4;1;?", "]4;" + "1;#112233;" * 200, "]8;;http://a", "]9;4;1;5", "]104", "]133;A", "]133;D;1"),
    *(
        "]1337;File=inline=1;width=50;height=30:",
        "]52;c;aGk=",
        "P$qm",
        "P+q544e",
        "Pq!99999~-!99999~-",
        "_Ga=q,i=1;AAAA",
    ),
)
CONTROLS = (
    *(f"\x1b[{text}{final}" for final in CSI for text in PARAMETERS),
    *(f"\x1b[{mark[0]}{text}{mark[1:]}" for mark in (*MARKED, *OTHER) if mark[0] in "?><=" for text in PARAMETERS),
    *(f"\x1b[{text}{mark}" for mark in OTHER if mark[0] not in "?><=" for text in PARAMETERS),
    *(f"\x1b[?{mode}{final}" for mode in MODES for final in "hl"),
    *(f"\x1b{final}" for final in ESCAPE),
    *(f"\x1b{text}\x1b\\" for text in STRINGS),
    *("\x1b#8", *map(chr, range(0x20)), *map(chr, range(0x80, 0xA0))),
)
SETTINGS = {
    "usual": "",
    "side margins": "\x1b[?69h\x1b[2;9998s",
    "insert": "\x1b[4h",
    "protected": "\x1bV",
    "alternate": "\x1b[?1049h",
    "reverse wrap": "\x1b[?45h\x1b[?1045h",
}


class OneByOne:
    """Feeds as little at a time as there is."""

    def __init__(self, stream: Stream, output: str) -> None:
        self._stream = stream
        self.left = output

    def take_step(self) -> None:
        self.left = self._stream.feed_until(self.left, 0.0)


def make_rows(columns: int, lines: int, setting: str) -> list[Row]:
    """Those of a screen full of coloured text, which was printed in these modes."""
    screen = Screen(columns, lines, grid=Grid(columns, lines, styles=Styles()))
    Stream(screen).feed(setting + "\x1b[31mab\x1b[42m字".ljust(30, "c") * (columns * lines // 18))
    return screen.grid.rows


@given(outputs)
def test_steps_lead_to_the_same_screen_as_all_at_once(text: str) -> None:
    screens = Screen(20, 6), Screen(20, 6)
    Stream(screens[0]).feed(text)
    steps = OneByOne(Stream(screens[1]), text)
    while steps.left:
        steps.take_step()
    assert state(screens[0]) == state(screens[1])


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize(("columns", "lines"), SIZES)
def test_no_step_is_long_whatever_is_repeated(columns: int, lines: int, setting: str) -> None:
    rows = make_rows(columns, lines, SETTINGS[setting])
    for control in Random(f"{setting} {columns}").sample(CONTROLS, SAMPLE):
        screen = Screen(columns, lines, grid=Grid(columns, lines, styles=rows[0][2]))
        stream = Stream(screen)
        stream.feed(SETTINGS[setting])
        screen.grid.rows[:] = rows
        steps = OneByOne(stream, f"x{control}" * 200)
        for _ in range(STEPS):
            assert count_calls(steps.take_step) < MOST_CALLS, repr(control)


def test_a_new_table_of_attributes_keeps_the_code_points_of_the_rows() -> None:
    screen = Screen(80, 24, grid=Grid(80, 24, styles=Styles()))
    stream = Stream(screen)
    stream.feed("\x1b[31;4mred\r\ne\u0323\u0301\r\n\x1b[m")
    text, before = screen.display[:2], screen.grid.rows[:2]
    first = screen.styles
    stream.feed("".join(f"\x1b[38;2;{at % 256};{at // 256};7m#\r" for at in range(LIMIT + 1)))
    stream.feed("\x1b[m ")
    assert screen.styles is not first
    assert screen.styles.count < LIMIT // 2
    assert all(now[1] is then[1] for now, then in zip(screen.grid.rows, before, strict=False))
    assert screen.display[:2] == text
    assert split_runs(screen.grid.rows[0]) == [("red", Attributes(fg=1, underline=1))]


def test_a_table_that_is_in_use_is_not_replaced() -> None:
    screen = Screen(200, 60, grid=Grid(200, 60, styles=Styles()))
    first = screen.styles
    Stream(screen).feed("".join(f"\x1b[38;2;{at % 256};{at // 256};7m#" for at in range(200 * 59)))
    assert screen.styles is first
    assert screen.styles.count > LIMIT
