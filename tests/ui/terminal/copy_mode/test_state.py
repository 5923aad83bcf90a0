"""A reader's cursor, view and selection, without a screen to show them on."""

from hypothesis import given
from hypothesis import strategies as st

from octui.term import Row, Screen, Stream
from octui.term.grid.reflow import Place
from octui.term.grid.rows import STUB
from octui.ui.keymap import DEFAULT_KEYS, KeyContext, get_keymap
from octui.ui.terminal.copy_mode.motions import MOTIONS, measure_row_width
from octui.ui.terminal.copy_mode.snapshot import collect_rows, find_first_line, freeze_rows
from octui.ui.terminal.copy_mode.state import CopyModeState

MOTION_KEYS = sorted(
    key
    for command_id in DEFAULT_KEYS[KeyContext.COPY_MODE]
    if command_id in MOTIONS
    for key in get_keymap().get_keys(command_id)
)
KEYS = [*MOTION_KEYS, *"$^{}jkHML123 vVo", "pageup", "pagedown", "ctrl+u", "ctrl+d", "ctrl+e", "ctrl+y"]


def screen_of(text: str, columns: int = 20, lines: int = 4) -> Screen:
    screen = Screen(columns, lines)
    Stream(screen).feed(text.replace("\n", "\r\n"))
    return screen


def reading(text: str, *, row: int = 0, column: int = 0, columns: int = 20, height: int = 4) -> CopyModeState:
    rows = collect_rows(screen_of(text, columns, height))
    return CopyModeState(rows, Place(row, column), max(0, len(rows) - height), height)


def pressed(reader: CopyModeState, keys: str) -> CopyModeState:
    for key in keys.split():
        if key in ("v", "V"):
            reader.begin_selection(by_lines=key == "V")
        elif key == "o":
            reader.swap_ends()
        else:
            assert reader.press_key(key)
    return reader


NUMBERS = "\n".join(map(str, range(100, 120)))


def test_up_and_down_keep_to_the_column_one_came_from() -> None:
    reader = pressed(reading("abcdef\nab\nabcdef", column=4), "j")
    assert reader.place == (1, 1)
    assert pressed(reader, "j").place == (2, 4)
    assert pressed(reader, "$ k").place == (1, 1)
    assert pressed(reader, "k").place == (0, 5)


def test_the_view_scrolls_along_at_its_edges_only() -> None:
    reader = reading(NUMBERS, row=19)
    assert reader.top == 16
    assert pressed(reader, "k k k").top == 16
    assert pressed(reader, "k").top == 15
    assert pressed(reader, "j j j").top == 15


def test_pages_move_view_and_cursor_together() -> None:
    reader = pressed(reading(NUMBERS, row=18), "pageup")
    assert (reader.place.row, reader.top) == (15, 13)
    assert pressed(reader, "ctrl+u").top == 11
    assert pressed(reader, "ctrl+d").top == 13
    assert pressed(reader, "pagedown").top == 16
    assert pressed(reader, "pagedown").place.row == 19


def test_a_line_up_and_down_moves_the_view_and_the_cursor_only_where_it_would_be_lost() -> None:
    reader = pressed(reading(NUMBERS, row=19), "ctrl+y")
    assert (reader.place.row, reader.top) == (18, 15)
    assert pressed(reader, "ctrl+e").place.row == 18


def test_a_number_before_a_motion_says_how_often() -> None:
    reader = reading(NUMBERS, row=19)
    assert pressed(reader, "1 0 k").place.row == 9
    assert pressed(reader, "3 j").place.row == 12
    assert pressed(reader, "j").place.row == 13
    assert pressed(reader, "0").place.column == 0


def test_top_middle_and_bottom_of_the_view_are_one_key_away() -> None:
    reader = reading(NUMBERS, row=19)
    assert [pressed(reader, key).place.row for key in "HLM"] == [16, 19, 18]


def test_the_character_under_the_cursor_is_selected_too() -> None:
    assert pressed(reading("one two"), "v e").get_selection_range() == ((0, 0), (0, 3))
    assert pressed(reading("one two", column=6), "v b").get_selection_range() == ((0, 4), (0, 7))


def test_columns_of_a_selection_count_characters_and_not_cells() -> None:
    assert pressed(reading("漢字 ab"), "l v l").get_selection_range() == ((0, 1), (0, 3))


def test_whole_lines_are_selected_with_all_the_rows_they_wrapped_over() -> None:
    reader = reading("ab\ncdefghij\nk", row=1, column=1, columns=5)
    assert pressed(reader, "V").get_selection_range() == ((1, 0), (2, 3))
    assert pressed(reader, "k").get_selection_range() == ((0, 0), (2, 3))


def test_the_ends_of_a_selection_are_swapped() -> None:
    reader = pressed(reading("one two"), "v w o")
    assert (reader.place, reader.anchor) == ((0, 0), (0, 4))
    assert pressed(reader, "o").place == (0, 4)


def test_a_selection_becomes_one_of_lines_and_the_same_key_again_drops_it() -> None:
    reader = pressed(reading("one two"), "w v V")
    assert reader.get_selection_range() == ((0, 0), (0, 7))
    assert pressed(reader, "V").get_selection_range() is None


def test_the_cursor_stays_above_the_rows_after_the_last_text() -> None:
    assert pressed(reading("one\ntwo"), "j j j G").place == (1, 2)


def test_one_begins_where_the_program_stands_though_nothing_is_written_there() -> None:
    reader = reading("one\n\n", row=2)
    assert reader.place == (2, 0)
    assert pressed(reader, "k k j j").place == (2, 0)


def test_another_width_leaves_cursor_and_selection_on_their_characters() -> None:
    rows = collect_rows(screen_of("abcdefghij\nklm", columns=10))
    reader = pressed(CopyModeState(rows, Place(0, 5), 0, 4), "v l l l")
    assert reader.layout_rows(rows, 4, 4)[0][0] == "abcd"
    assert (reader.anchor, reader.place) == ((1, 1), (2, 0))
    assert reader.get_selection_range() == ((1, 1), (2, 1))


def test_a_snapshot_is_not_changed_by_later_output() -> None:
    screen = screen_of(NUMBERS)
    copy = freeze_rows(collect_rows(screen), find_first_line(screen), screen.columns, screen.lines)
    before = screen.get_text()
    Stream(screen).feed("\x1b[2J\x1b[Hgone")
    assert copy.get_text() == before
    assert not copy.seen_cursor.visible


def test_a_program_on_the_alternate_screen_has_only_that_to_read() -> None:
    screen = screen_of(NUMBERS + "\x1b[?1049h\x1b[Hfull")
    rows = collect_rows(screen)
    assert len(rows) == screen.lines
    assert rows[0][0] == "full"
    assert find_first_line(screen) == screen.scrollback.dropped + len(screen.scrollback)


@given(
    text=st.text("ab_ .漢👩é\n", max_size=160),
    columns=st.integers(1, 9),
    keys=st.lists(st.sampled_from(KEYS) | st.tuples(st.integers(2, 12), st.integers(1, 6)), max_size=40),
)
def test_whatever_is_pressed_and_however_it_is_resized_the_cursor_is_in_text_and_in_view(
    text: str, columns: int, keys: list[str | tuple[int, int]]
) -> None:
    rows: list[Row] = collect_rows(screen_of(text, columns))
    reader = CopyModeState(rows, Place(0, 0), 0, 4)
    for key in keys:
        if isinstance(key, tuple):
            rows = reader.layout_rows(rows, *key)
        elif key in ("v", "V"):
            reader.begin_selection(by_lines=key == "V")
        elif key == "o":
            reader.swap_ends()
        else:
            reader.press_key(key)
        for place in (reader.place, reader.anchor or reader.place):
            row = reader.rows[place.row]
            assert 0 <= place.column < max(1, measure_row_width(row))
            assert row[0][place.column : place.column + 1] != STUB
        assert reader.top <= reader.place.row < reader.top + reader.height
        assert 0 <= reader.top <= max(0, len(rows) - reader.height)
