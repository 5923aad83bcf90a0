"""Motions over text as an emulator lays it out."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octui.term import Row, Screen, Stream
from octui.term.grid.reflow import Place
from octui.term.grid.rows import STUB
from octui.ui.keymap import DEFAULT_KEYS, KeyContext, get_keymap
from octui.ui.terminal.copy_mode.motions import MOTIONS, Rows, find_line, measure_row_width

MOTION_KEYS = sorted(
    key
    for command_id in DEFAULT_KEYS[KeyContext.COPY_MODE]
    if command_id in MOTIONS
    for key in get_keymap().get_keys(command_id)
)

ALPHABET = "ab_ .-漢👩‍🚀é\n"


def collect_rows(text: str, columns: int = 20) -> list[Row]:
    screen = Screen(columns, 12)
    Stream(screen).feed(text.replace("\n", "\r\n"))
    return screen.shown[: screen.cursor.y + 1]


def lead_to(key: str) -> Callable[[Rows, Place], Place]:
    return MOTIONS[get_keymap().find_command_id(KeyContext.COPY_MODE, key)]


def way(text: str, start: tuple[int, int], keys: str, columns: int = 20) -> list[Place]:
    rows, place = collect_rows(text, columns), Place(*start)
    return [place := lead_to(key)(rows, place) for key in keys.split()]


def test_left_and_right_stay_in_the_line() -> None:
    assert way("ab\ncd", (0, 0), "h l l") == [(0, 0), (0, 1), (0, 1)]


def test_a_wide_character_is_one_step() -> None:
    assert way("a漢b", (0, 0), "l l h") == [(0, 1), (0, 3), (0, 1)]


def test_several_code_points_in_one_cell_are_one_step() -> None:
    assert way("e\u0301👩‍🚀x", (0, 0), "l l h") == [(0, 1), (0, 3), (0, 1)]


def test_a_line_that_wrapped_is_walked_as_one() -> None:
    assert way("abcdefgh", (0, 4), "l h", columns=5) == [(1, 0), (0, 4)]
    assert way("abcdefgh\nx", (1, 1), "0 $", columns=5) == [(0, 0), (1, 2)]


def test_words_end_where_letters_meet_signs() -> None:
    assert way("foo.bar  baz", (0, 0), "w w w") == [(0, 3), (0, 4), (0, 9)]
    assert way("foo.bar  baz", (0, 11), "b b b b b") == [(0, 9), (0, 4), (0, 3), (0, 0), (0, 0)]
    assert way("foo.bar  baz", (0, 0), "e e e e e") == [(0, 2), (0, 3), (0, 6), (0, 11), (0, 11)]


def test_large_words_end_at_blanks() -> None:
    assert way("foo.bar  baz", (0, 0), "W E B") == [(0, 9), (0, 11), (0, 9)]
    assert way("foo.bar  baz", (0, 9), "B") == [(0, 0)]


def test_a_word_that_wrapped_is_one_word() -> None:
    assert way("abcdefgh ij", (0, 0), "w b e", columns=5) == [(1, 4), (0, 0), (1, 2)]


def test_words_go_on_in_the_next_line_and_an_empty_one_is_a_word() -> None:
    assert way("ab\n\n  cd", (0, 0), "w w w") == [(1, 0), (2, 2), (2, 3)]
    assert way("ab\n\n  cd", (2, 2), "b b") == [(1, 0), (0, 0)]


def test_a_line_begins_at_its_first_cell_or_its_first_character() -> None:
    assert way("   ab cd", (0, 6), "0 ^ $") == [(0, 0), (0, 3), (0, 7)]


def test_blanks_written_behind_the_text_are_not_walked_into() -> None:
    assert way("ab   \ncd", (0, 0), "$ l") == [(0, 1), (0, 1)]


def test_paragraphs_end_at_empty_lines() -> None:
    assert way("a\nb\n\nc\nd", (0, 0), "} } { {") == [(2, 0), (4, 0), (2, 0), (0, 0)]


def test_all_of_the_text_has_two_ends() -> None:
    assert way("one\ntwo\nthree", (1, 1), "g G") == [(0, 0), (2, 4)]


@given(
    text=st.text(ALPHABET, max_size=120),
    columns=st.integers(1, 9),
    keys=st.lists(st.sampled_from(MOTION_KEYS), max_size=30),
)
def test_whatever_the_keys_one_stands_on_whole_characters_of_the_text(text: str, columns: int, keys: list[str]) -> None:
    rows = collect_rows(text, columns)
    place = Place(0, 0)
    for key in keys:
        place = lead_to(key)(rows, place)
        row = rows[place.row]
        assert 0 <= place.column < max(1, measure_row_width(row))
        assert row[0][place.column : place.column + 1] != STUB


@given(text=st.text(ALPHABET, max_size=120), columns=st.integers(1, 9))
def test_word_by_word_one_comes_to_the_end_and_back(text: str, columns: int) -> None:
    rows = collect_rows(text, columns)
    for key, end in (("w", "G"), ("e", "G"), ("b", "g")):
        place = lead_to("g" if end == "G" else "G")(rows, Place(0, 0))
        for _ in range(len(text) + len(rows) + 1):
            place = lead_to(key)(rows, place)
        assert place == lead_to(end)(rows, place)


@given(text=st.text(ALPHABET, max_size=80), columns=st.integers(1, 9))
def test_every_row_is_of_the_line_that_its_first_and_last_row_are_of(text: str, columns: int) -> None:
    rows = collect_rows(text, columns)
    for row in range(len(rows)):
        first, last = find_line(rows, row)
        assert first <= row <= last
        assert find_line(rows, first) == find_line(rows, last) == (first, last)


@pytest.mark.parametrize("key", MOTION_KEYS)
def test_an_empty_text_leads_nowhere(key: str) -> None:
    assert lead_to(key)(collect_rows(""), Place(0, 0)) == (0, 0)
