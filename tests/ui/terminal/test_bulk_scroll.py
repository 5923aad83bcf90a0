import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octui.term import Screen, Stream, split_runs
from octui.ui.terminal.bulk_scroll import feed_plain_lines

LINES = "\r\n".join(f"{number} lines" for number in range(200))


def emptied(text: str, *, poured: bool, lines: int = 5, region: str = "") -> tuple[Screen, bool]:
    """A screen whose bottom is reached, after this text."""
    screen = Screen(20, lines)
    stream = Stream(screen)
    stream.feed(region + "\r\n" * lines)
    took = poured and feed_plain_lines(screen, stream, text)
    if not took:
        stream.feed(text)
    stream.feed("\x1b[2b|")
    return screen, took


def shown(screen: Screen) -> list[object]:
    rows = [(split_runs(row), row[3]) for row in (*screen.scrollback, *screen.shown)]
    return [*rows, screen.seen_cursor, screen.title]


@settings(max_examples=60, deadline=None)
@given(
    region=st.sampled_from(("", "\x1b[5;1Hbelow\x1b[1;4r", "\x1b[2;4r")),
    before=st.text("ab\x1b[]20;34mrH\r", max_size=12),
    lines=st.lists(st.text("ab ~é漢\t\x1b[m", max_size=22), min_size=60, max_size=90),
    after=st.text("ab\x1b[\r\n", max_size=8),
    end=st.sampled_from(("\r\n", "\r\r\n", "\r\r\r\n")),
)
def test_what_is_poured_is_what_is_fed(region: str, before: str, lines: list[str], after: str, end: str) -> None:
    text = end.join([before, *lines, after])
    fed, _ = emptied(text, poured=False, region=region)
    poured, _ = emptied(text, poured=True, region=region)
    assert shown(fed) == shown(poured)


@pytest.mark.parametrize("end", ["\r\n", "\r\r\n"])
@pytest.mark.parametrize(("lines", "region"), [(2, ""), (5, ""), (300, ""), (5, "\x1b[5;1Hbelow\x1b[1;4r")])
def test_plain_lines_are_poured(lines: int, region: str, end: str) -> None:
    text = LINES.replace("\r\n", end)
    poured, took = emptied(text, poured=True, lines=lines, region=region)
    fed, _ = emptied(text, poured=False, lines=lines, region=region)
    assert took
    assert poured.display == fed.display
    assert poured.get_text() == fed.get_text()


@pytest.mark.parametrize(
    "text",
    [
        LINES.replace("7", "\x1b[31m7\x1b[m"),
        LINES.replace("7", "\t"),
        LINES.replace("7", "漢"),
        LINES.replace("7 lines", "a line that is longer than the screen is wide"),
        "a line\r\nor two\r\n",
        "\x1b[?1049h" + LINES,
    ],
)
def test_other_output_takes_the_long_way_and_looks_the_same(text: str) -> None:
    poured, _ = emptied(text, poured=True)
    fed, _ = emptied(text, poured=False)
    assert poured.display == fed.display
    assert poured.get_text() == fed.get_text()
