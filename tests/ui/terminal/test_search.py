from collections.abc import Iterator

import pytest

from octui.term import Row, Screen, Stream
from octui.ui.terminal.search import Match, SearchQuery, find_address_at, find_address_on_screen


def screen_with(text: str, lines: int = 4) -> Screen:
    screen = Screen(40, lines)
    Stream(screen).feed(text)
    return screen


def row_of(text: str) -> Row:
    return screen_with(text).get_row(0)


def test_matches_are_cells_also_after_wide_characters() -> None:
    assert spans(SearchQuery("to"), row_of("漢 to 👩‍👩‍👧 to")) == [(3, 5), (9, 11)]


def test_a_capital_makes_capitals_matter() -> None:
    row = row_of("Error error")
    assert spans(SearchQuery("error"), row) == [(0, 5), (6, 11)]
    assert spans(SearchQuery("Error"), row) == [(0, 5)]


def spans(sought: SearchQuery, row: Row) -> list[tuple[int, int]]:
    return [span for match in sought.match_line([row], 0) for _, span in match.parts]


def test_a_match_goes_on_in_the_next_row_where_the_line_wrapped() -> None:
    screen = screen_with("x" * 36 + "needle in it\r\nnee\r\ndle")
    found = Match(((0, (36, 40)), (1, (0, 2))))
    assert SearchQuery("needle").list_matches_in(screen, 0, 4) == [found]
    assert SearchQuery("needle").list_matches_in(screen, 1, 1) == [found]
    assert SearchQuery("needle").find_next(screen, 9, 0, -1) == found
    assert SearchQuery("needle").find_next(screen, -1, 0, 1) == found


def test_a_wide_character_that_did_not_fit_at_the_end_of_a_row_is_no_gap() -> None:
    screen = screen_with("x" * 39 + "漢字")
    assert SearchQuery("x漢字").list_matches_in(screen, 0, 4) == [Match(((0, (38, 39)), (1, (0, 4))))]


def test_two_matches_in_one_line_are_visited_one_by_one() -> None:
    screen = screen_with("ab" * 30)
    assert len(list(walked(SearchQuery("aba"), screen, -1, 1))) == 15


def test_a_search_goes_through_scrollback_and_screen_in_both_directions() -> None:
    screen = screen_with("\r\n".join(f"line {number}" for number in range(20)))
    sought = SearchQuery("line 1")
    older = [match.line for match in walked(sought, screen, 99, -1)]
    newer = [match.line for match in walked(sought, screen, -1, 1)]
    assert older == [19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 1]
    assert newer == older[::-1]


def walked(sought: SearchQuery, screen: Screen, line: int, step: int) -> Iterator[Match]:
    column = 0
    while (match := sought.find_next(screen, line, column, step)) is not None:
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
    assert find_address_at([row_of(text)], 0, x) == address


def test_an_address_that_wrapped_is_opened_whole() -> None:
    address = f"https://example.com/{'a' * 40}"
    screen = screen_with(f"see {address} here")
    assert {find_address_on_screen(screen, y, x) for y, x in ((0, 4), (0, 39), (1, 0), (1, 19))} == {address}
    assert find_address_on_screen(screen, 1, 26) is None
