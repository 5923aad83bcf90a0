from random import Random

from hypothesis import given
from hypothesis import strategies as st

from octui.term import ByteStream, Screen, Stream
from tests.term.output import outputs
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
