from collections.abc import Iterator

import pytest

from octui.term import Row, Screen, Stream
from octui.ui.terminals.finding import Match, Sought, address_at


def screen_with(text: str, lines: int = 4) -> Screen:
    screen = Screen(40, lines)
    Stream(screen).feed(text)
    return screen


def row_of(text: str) -> Row:
    return screen_with(text).row(0)


def test_matches_are_cells_also_after_wide_characters() -> None:
    assert Sought("to").spans(row_of("漢 to 👩‍👩‍👧 to")) == [(3, 5), (9, 11)]


def test_a_capital_makes_capitals_matter() -> None:
    row = row_of("Error error")
    assert Sought("error").spans(row) == [(0, 5), (6, 11)]
    assert Sought("Error").spans(row) == [(0, 5)]


def test_a_search_goes_through_scrollback_and_screen_in_both_directions() -> None:
    screen = screen_with("\r\n".join(f"line {number}" for number in range(20)))
    sought = Sought("line 1")
    older = [match.line for match in walked(sought, screen, 99, -1)]
    newer = [match.line for match in walked(sought, screen, -1, 1)]
    assert older == [19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 1]
    assert newer == older[::-1]


def walked(sought: Sought, screen: Screen, line: int, step: int) -> Iterator[Match]:
    column = 0
    while (match := sought.beyond(screen, line, column, step)) is not None:
        yield match
        line, column = match.line, match.start


@pytest.mark.parametrize(
    ("text", "x", "address"),
    [
        ("see https://example.com/a.", 6, "https://example.com/a"),
        ("see https://example.com/a.", 2, None),
        ("(https://example.com/b_(c))", 5, "https://example.com/b_(c)"),
        ("漢字 http://example.com", 7, "http://example.com"),
        ("\x1b]8;;https://real.example/\x1b\\https://bank.test\x1b]8;;\x1b\\", 3, "https://real.example/"),
        ("\x1b]8;;file:///etc/passwd\x1b\\click me\x1b]8;;\x1b\\", 3, None),
        ("https://user@example.com", 3, None),
    ],
)
def test_only_web_addresses_open_and_as_they_really_are(text: str, x: int, address: str | None) -> None:
    assert address_at(row_of(text), x) == address
