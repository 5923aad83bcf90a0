import pytest

from octui.term import Screen, Stream
from tests.term.terminal import Terminal, fed


def test_modes_are_recorded_as_pyte_does_and_by_number() -> None:
    screen = fed("\x1b[?2004;1006;1h\x1b[4h").screen
    assert {2004 << 5, 1006 << 5, 1 << 5, 4} <= screen.mode
    assert screen.modes.has_mode(2004)
    assert not fed("\x1b[?2004h\x1b[?2004l").screen.modes.has_mode(2004)


def test_the_mouse_is_the_most_that_was_asked_for() -> None:
    terminal = fed("\x1b[?1000;1003h")
    assert terminal.screen.mouse == "moves"
    assert terminal.feed("\x1b[?1003l").screen.mouse == "clicks"
    assert terminal.feed("\x1b[?1000l").screen.mouse == "off"


def test_nothing_of_the_alternate_screen_is_scrolled_back_to() -> None:
    terminal = fed("a\r\n" * 7)
    before = len(terminal.screen.scrollback)
    terminal.feed("\x1b[?1049h" + "b\r\n" * 20)
    assert terminal.screen.is_alternate
    assert len(terminal.screen.scrollback) == before


def test_the_alternate_screen_has_a_cursor_of_its_own_to_save() -> None:
    terminal = fed("ab\x1b7\x1b[?1047h\x1b[3;3H\x1b7\x1b[H\x1b8")
    assert terminal.at == (2, 2)
    assert terminal.feed("\x1b[?1047l\x1b8").at == (2, 0)


def test_a_frame_is_kept_until_the_update_ends() -> None:
    terminal = fed("old\x1b[?2026h\x1b[2J\x1b[Hnew\x1b[?25l")
    assert terminal.text == "old"
    assert terminal.screen.seen_cursor[:3] == (3, 0, True)
    assert terminal.screen.list_changed_rows() == [0, 1, 2, 3, 4]
    assert terminal.feed("er").screen.list_changed_rows() == []
    assert terminal.feed("\x1b[?2026l").text == "newer"
    assert terminal.screen.list_changed_rows() == [0]


def test_an_update_that_never_ends_is_shown_after_a_second() -> None:
    terminal = fed("old\x1b[?2026h\rnew")
    terminal.now += 0.9
    assert terminal.text == "old"
    terminal.now += 0.2
    assert terminal.text == "new"


def test_a_second_beginning_of_an_update_does_not_put_off_its_end() -> None:
    terminal = fed("old\x1b[?2026h")
    terminal.now += 0.9
    terminal.feed("\rnew\x1b[?2026h")
    terminal.now += 0.2
    assert terminal.text == "new"


def test_kittys_keyboard_flags_are_a_stack_on_each_screen() -> None:
    terminal = fed("\x1b[>1u\x1b[>9u")
    screen = terminal.screen
    assert screen.keyboard_flags == 9
    assert terminal.feed("\x1b[?1049h").screen.keyboard_flags == 0
    terminal.feed("\x1b[>8u\x1b[?1049l")
    assert screen.keyboard_flags == 9
    terminal.feed("\x1b[=16;2u")
    assert screen.keyboard_flags == 25
    terminal.feed("\x1b[=1;3u")
    assert screen.keyboard_flags == 24
    terminal.feed("\x1b[<u")
    assert screen.keyboard_flags == 1
    terminal.feed("\x1b[<9u")
    assert screen.keyboard_flags == 0


def test_kittys_flags_that_octui_cannot_meet_are_not_confirmed() -> None:
    assert fed("\x1b[>31u").screen.keyboard_flags == 29
    assert fed("\x1b[=7u").screen.keyboard_flags == 5


def test_kittys_stack_is_bounded_and_pops_to_nothing() -> None:
    terminal = fed("\x1b[>1u" * 1000 + "\x1b[<999u")
    assert terminal.screen.keyboard_flags == 0


def test_modify_other_keys_and_the_keypad_are_recorded() -> None:
    screen = fed("\x1b[>4;2m\x1b=").screen
    assert (screen.modify_other_keys, screen.keypad) == (2, True)
    screen = fed("\x1b[>4;2m\x1b=\x1b[>4m\x1b>").screen
    assert (screen.modify_other_keys, screen.keypad) == (0, False)


def test_the_cursor_has_the_shape_asked_for() -> None:
    assert fed("\x1b[5 q").screen.seen_cursor[2:] == (True, "bar", True)
    assert fed("\x1b[4 q\x1b[?25l").screen.seen_cursor[2:] == (False, "underline", False)
    assert fed("\x1b[5 q\x1b[99 q").screen.seen_cursor.shape == "bar"


def test_private_modes_are_saved_and_restored() -> None:
    terminal = fed("\x1b[?2004h\x1b[?2004;1s\x1b[?2004l\x1b[?1h\x1b[?2004;1r")
    assert terminal.screen.modes.has_mode(2004)
    assert not terminal.screen.modes.has_mode(1)


def test_a_soft_reset_leaves_the_screen_and_undoes_what_is_in_the_way() -> None:
    terminal = fed("text\x1b[?25l\x1b[1;31m\x1b[2;3r\x1b[?6h\x1b[4h\x1b=\x1b[?1h\x1b(0\x1b[!p")
    screen = terminal.screen
    assert terminal.text == "text"
    assert (screen.cursor.hidden, screen.margins, screen.keypad, screen.modes.has_mode(1)) == (
        False,
        None,
        False,
        False,
    )
    assert terminal.feed("\x1b[Hq").text == "qext"


def test_a_reset_leaves_the_alternate_screen_and_keeps_the_scrollback() -> None:
    terminal = fed("a\r\n" * 9 + "\x1b[?1049h\x1b[?2004h\x1b]2;t\x07\x1bc")
    screen = terminal.screen
    assert (screen.is_alternate, screen.modes.has_mode(2004), screen.title, terminal.text) == (False, False, "", "")
    assert len(screen.scrollback) == 5


def test_when_a_program_ends_its_modes_go_and_its_text_stays() -> None:
    terminal = fed("text\x1b[?1049h\x1b[?1003;1006;2004;2026h\x1b[?25l")
    terminal.screen.handle_process_end()
    assert (terminal.text, terminal.screen.mouse, terminal.screen.modes.has_mode(2004)) == ("text", "off", False)
    assert terminal.screen.seen_cursor.visible


def test_column_mode_is_obeyed_where_it_was_allowed() -> None:
    terminal = fed("\x1b[?40h\x1b[?3habc")
    assert (terminal.screen.columns, terminal.text) == (132, "abc")
    assert terminal.feed("\x1b[?3l").screen.columns == 20


def test_pytes_handlers_can_be_called() -> None:
    terminal = Terminal()
    screen = terminal.screen
    screen.draw("abc")
    screen.set_mode(4)
    screen.cursor_position(1, 2)
    screen.draw("X")
    screen.select_graphic_rendition(1, 31)
    assert screen.cursor.attrs.fg == "red"
    assert (terminal.text, screen.dirty) == ("aXbc", set(range(5)))
    screen.dirty.clear()
    screen.erase_in_line(2)
    assert screen.dirty == {0}


def test_a_screen_that_is_widened_takes_text_at_once_in_the_first_terminal_of_a_process(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("octui.term.screen._PLAIN", [""])
    screen = Screen(20, 3)
    Stream(screen).feed("\x1b[?40h\x1b[?3h\x1b[1;130Hx")
    assert screen.display[0] == "x".rjust(130).ljust(132)
