from hypothesis import given
from hypothesis import strategies as st

from octui.term import Screen, Stream, get_row_text
from tests.term.terminal import Terminal, fed


def test_lines_that_leave_the_top_are_kept_in_order() -> None:
    terminal = fed("".join(f"{number}\r\n" for number in range(9)))
    assert [get_row_text(row) for row in terminal.screen.scrollback] == ["0", "1", "2", "3", "4"]


def test_the_scrollback_is_bounded_in_bytes_and_names_rows_for_good() -> None:
    terminal = Terminal(80, 5, scrollback=50_000)
    for number in range(2000):
        terminal.feed(f"\x1b[32mline {number}\x1b[m {'x' * 50}\r\n")
    back = terminal.screen.scrollback
    assert 30_000 < back.size <= 50_000
    assert get_row_text(back[0]).startswith(f"line {back.dropped} ")


@given(st.lists(st.integers(1, 90), max_size=40))
def test_however_many_lines_come_at_once_the_newest_are_kept_and_none_is_counted_twice(counts: list[int]) -> None:
    terminal = Terminal(20, 2, scrollback=20_000)
    for count in counts:
        terminal.feed("\x1b[31mred\x1b[m line\r\n" * count)
    back = terminal.screen.scrollback
    assert back.dropped + len(back) == max(0, sum(counts) - 1)
    assert back.size <= 20_000 and (back.size > 10_000 or not back.dropped)
    assert (back.size == 0) == (len(back) == 0)


def test_an_endless_line_is_bounded_too() -> None:
    terminal = Terminal(80, 5, scrollback=20_000)
    terminal.feed("y" * 300_000)
    assert terminal.screen.scrollback.size <= 20_000


def test_erasing_the_scrollback_keeps_the_screen() -> None:
    terminal = fed("a\r\n" * 9 + "b\x1b[3J")
    assert (len(terminal.screen.scrollback), terminal.text) == (0, "a|a|a|a|b")


def test_lines_deleted_at_the_top_are_not_kept() -> None:
    assert len(fed("a\r\nb\x1b[H\x1b[M").screen.scrollback) == 0


def test_a_region_below_the_top_keeps_nothing() -> None:
    assert len(fed("\x1b[2;4r\x1b[4H" + "a\r\n" * 9).screen.scrollback) == 0


def test_narrowing_wraps_lines_and_widening_puts_them_together() -> None:
    terminal = fed("abcdefghij\r\nklm")
    terminal.screen.resize(5, 4)
    assert terminal.text == "abcd|efgh|ij|klm"
    assert terminal.at == (3, 3)
    terminal.screen.resize(5, 20)
    assert terminal.text == "abcdefghij|klm"
    assert terminal.at == (3, 1)


def test_wide_characters_are_not_cut_when_lines_wrap_again() -> None:
    terminal = fed("a한글漢字b")
    terminal.screen.resize(5, 4)
    assert terminal.text == "a한|글漢|字b"
    terminal.screen.resize(5, 20)
    assert terminal.text == "a한글漢字b"


def test_fewer_lines_keep_the_bottom_and_push_the_top_to_the_scrollback() -> None:
    terminal = fed("1\r\n2\r\n3\r\n4\r\n5")
    terminal.screen.resize(2, 20)
    assert (terminal.text, terminal.at) == ("4|5", (1, 1))
    assert [get_row_text(row) for row in terminal.screen.scrollback] == ["1", "2", "3"]
    terminal.screen.resize(5, 20)
    assert (terminal.text, terminal.at, len(terminal.screen.scrollback)) == ("1|2|3|4|5", (1, 4), 0)


def test_empty_lines_below_the_cursor_go_first() -> None:
    terminal = fed("1\r\n2")
    terminal.screen.resize(2, 20)
    assert (terminal.text, len(terminal.screen.scrollback)) == ("1|2", 0)


def test_the_alternate_screen_is_cut_and_the_main_one_wrapped_behind_it() -> None:
    terminal = fed("abcdefgh\x1b[?1049h\x1b[H12345678")
    terminal.screen.resize(5, 4)
    assert terminal.text == "1234"
    assert terminal.feed("\x1b[?1049lX").text == "abcd|efgh|X"


@given(st.lists(st.text("ab 한é", max_size=40), max_size=12), st.lists(st.integers(2, 40), min_size=1, max_size=4))
def test_no_text_is_lost_however_the_width_changes(lines: list[str], widths: list[int]) -> None:
    terminal = Terminal(30, 6)
    terminal.feed("\r\n".join(lines))
    before = terminal.screen.get_text().rstrip("\n").split("\n")
    for columns in widths:
        terminal.screen.resize(6, columns)
    after = terminal.screen.get_text().rstrip("\n").split("\n")
    assert [line.rstrip() for line in after] == [line.rstrip() for line in before]


def test_changed_rows_are_those_that_are_other_objects() -> None:
    terminal = fed("a\r\nb")
    screen = terminal.screen
    assert screen.list_changed_rows() == [0, 1, 2, 3, 4]
    kept = screen.get_row(0)
    assert terminal.feed("c\x1b[31m\x1b[4;1H").screen.list_changed_rows() == [1]
    assert screen.get_row(0) is kept
    assert screen.list_changed_rows() == []


def test_scrolling_moves_the_same_rows() -> None:
    terminal = fed("a\r\nb\r\nc\r\nd\r\ne")
    row = terminal.screen.get_row(3)
    assert terminal.feed("\r\n").screen.get_row(2) is row


def test_clearing_keeps_the_line_of_the_cursor() -> None:
    terminal = fed("a\r\n" * 9 + "$ ls")
    terminal.screen.clear_screen()
    assert (terminal.text, terminal.at, len(terminal.screen.scrollback)) == ("$ ls", (4, 0), 0)


def test_a_resize_reflows_what_is_near_and_leaves_the_rest_for_later() -> None:
    screen = Screen(20, 6, scrollback=1 << 24)
    stream = Stream(screen)
    stream.feed("".join(f"{number} {'x' * (number % 50)}\r\n" for number in range(4_000)))
    text, lost = screen.get_text(), screen.scrollback.lost
    for columns in (33, 12, 47):
        screen.resize(columns=columns)
        assert len(screen.scrollback) < 4_500
        end = screen.scrollback.dropped + len(screen.scrollback)
        assert text.endswith(screen.get_text().partition("\n")[2])
        if columns != 12:
            slices = 1
            while screen.reflow_older():
                slices += 1
            assert slices > 2
            assert screen.get_text() == text
        else:
            screen.reflow_older()
        stream.feed("")
        assert screen.scrollback.dropped + len(screen.scrollback) == end
    assert screen.scrollback.lost == lost == 0


def test_rows_that_no_longer_fit_are_counted_as_lost_while_others_wait() -> None:
    screen = Screen(20, 6, scrollback=300_000)
    stream = Stream(screen)
    stream.feed("".join(f"{number}\r\n" for number in range(3_000)))
    before = screen.scrollback.lost
    screen.resize(columns=30)
    waiting = len(screen.scrollback.waiting)
    stream.feed("".join(f"{number}\r\n" for number in range(3_000)))
    assert screen.scrollback.lost > before
    while screen.scrollback.waiting and screen.reflow_older():
        pass
    assert screen.scrollback.size <= screen.scrollback.limit
    assert waiting


def test_more_lines_take_back_what_is_just_above() -> None:
    screen = Screen(20, 3)
    Stream(screen).feed("".join(f"{number}\r\n" for number in range(2_000)))
    text = screen.get_text()
    for lines in (40, 2, 11):
        screen.resize(lines=lines)
        assert screen.get_text().rstrip("\n") == text.rstrip("\n")


def test_the_scrollback_is_bounded_in_rows_where_that_is_wanted() -> None:
    screen = Screen(20, 5)
    screen.scrollback.max_rows = 1_000
    stream = Stream(screen)
    for number in range(5_000):
        stream.feed(f"{number}\r\n")
        assert len(screen.scrollback) < 1_032
    back = screen.scrollback
    assert len(back) >= 1_000
    assert back.dropped + len(back) == 4_996
    assert get_row_text(back[-1]) == "4995"


def test_widening_takes_only_what_is_near_from_a_scrollback_whose_lines_all_wrap() -> None:
    for rows_before in (0, 1):
        screen = Screen(20, 6, scrollback=1 << 24)
        stream = Stream(screen)
        stream.feed("x" * 30 + "\r\n" * (rows_before + 1))
        stream.feed(f"{'x' * 30}\r\n" * 2_000)
        screen.resize(columns=40)
        assert len(screen.scrollback.waiting) > 3_000
