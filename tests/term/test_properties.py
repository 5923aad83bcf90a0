from random import Random

from hypothesis import given
from hypothesis import strategies as st

from octui.term import ByteStream, Screen, Stream
from octui.term.grid.styles import DEFAULT, PLAIN, Styles
from octui.term.parser.sgr import _applied, learn_rendition
from tests.term.output import TEXTS, outputs
from tests.term.states import consistent, state


def screen_after(text: str) -> Screen:
    screen = Screen(20, 6)
    Stream(screen).feed(text)
    return screen


def the_long_way(text: str) -> Screen:
    """Every handler called, as for a screen that somebody watches."""
    screen = Screen(20, 6)
    screen.__dict__["draw"] = screen.draw
    Stream(screen).feed(text)
    del screen.__dict__["draw"]
    return screen


@given(outputs)
def test_the_short_way_and_the_long_way_lead_to_the_same_screen(text: str) -> None:
    assert state(screen_after(text)) == state(the_long_way(text))


def test_a_screen_that_draws_itself_is_asked_to() -> None:
    class Louder(Screen):
        def draw(self, data: str) -> None:
            super().draw(data.upper())

    screen = Louder(20, 2)
    Stream(screen).feed("abc\x1b[1mdef")
    assert screen.display[0].rstrip() == "ABCDEF"


@given(outputs)
def test_nothing_raises_and_the_screen_stays_whole(text: str) -> None:
    consistent(screen_after(text))


@given(outputs)
def test_bytes_one_at_a_time_lead_to_the_same_screen_and_answers_as_all_at_once(text: str) -> None:
    answers: tuple[list[str], list[str]] = [], []
    screens = Screen(20, 6), Screen(20, 6)
    for screen, kept in zip(screens, answers, strict=True):
        screen.write_process_input = kept.append  # type: ignore[assignment]  # as pyte is used
    data = text.encode()
    ByteStream(screens[0]).feed(data)
    stream = ByteStream(screens[1])
    for at in range(len(data)):
        stream.feed(data[at : at + 1])
    assert state(screens[0]) == state(screens[1])
    assert answers[0] == answers[1]


@given(outputs, st.integers(0, 2**16))
def test_any_cuts_lead_to_the_same_screen(text: str, seed: int) -> None:
    random, screen = Random(seed), Screen(20, 6)
    stream = ByteStream(screen)
    data = text.encode()
    while data:
        size = random.randrange(1, 12)
        stream.feed(data[:size])
        data = data[size:]
    assert state(screen) == state(screen_after(text))


@given(outputs, outputs, st.integers(1, 40), st.integers(1, 12))
def test_a_resize_in_the_middle_raises_nothing(before: str, after: str, columns: int, lines: int) -> None:
    screen = Screen(20, 6)
    stream = Stream(screen)
    stream.feed(before)
    screen.resize(lines, columns)
    consistent(screen)
    stream.feed(after)
    consistent(screen)


@given(st.binary(max_size=400))
def test_any_bytes_at_all_raise_nothing(data: bytes) -> None:
    screen = Screen(13, 4)
    ByteStream(screen).feed(data)
    consistent(screen)


@given(outputs)
def test_the_text_of_a_screen_is_bare_of_controls(text: str) -> None:
    screen = screen_after(text)
    shown = "".join(screen.display) + screen.get_text().replace("\n", "") + screen.title
    assert not any(character < " " or "\x7f" <= character < "\xa0" for character in shown)


SETTINGS = (
    "\x1b[?7l",
    "\x1b[4h",
    "\x1b[4h\x1b[?7l",
    "\x1b[?6h",
    "\x1b[?6h\x1b[2;5r",
    "\x1b(0",
    "\x1b[20h",
    "\x1b[7;41m",
)


@given(
    st.sampled_from(SETTINGS), st.lists(st.sampled_from((*TEXTS, "\r", "\n", "\b", "\x1b[3;9H", "\x1b[K", "\x1b[2C")))
)
def test_runs_of_text_lead_to_the_same_screen_as_their_characters_in_every_mode(
    setting: str, pieces: list[str]
) -> None:
    whole, single = Screen(20, 6), Screen(20, 6)
    Stream(whole).feed(setting + "".join(pieces))
    stream = Stream(single)
    stream.feed(setting)
    for character in "".join(pieces):
        stream.feed(character)
    assert state(whole) == state(single) == state(the_long_way(setting + "".join(pieces)))


PARAMETERS = st.sampled_from(
    ("", "0", "1", "4", "7", "22", "31", "97", "38", "48", "58", "2", "5", "255", "256", "9999999")
)


@given(st.lists(st.lists(PARAMETERS, max_size=8), max_size=4))
def test_a_rendition_is_the_same_however_it_is_applied(sequences: list[list[str]]) -> None:
    styles, code, attributes = Styles(), DEFAULT, PLAIN
    for parameters in sequences:
        groups = [[min(int(number or 0), 99999)] for number in parameters or [""]]
        attributes = _applied(attributes, groups)
        code = learn_rendition(styles, code, f"\x1b[{';'.join(parameters)}m") or ""
        assert styles.decode_attributes(code) == attributes
