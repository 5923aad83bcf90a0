from octui.ui.terminal.input.escape_key import Escape, EscapeKey, LeaveKey


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_two_in_time_leave_a_shell_and_two_that_are_far_apart_do_not() -> None:
    clock = Clock()
    escaping = EscapeKey(clock)
    assert escaping.press_escape(full_screen=False) is Escape.HOLD
    clock.now = 1.0
    assert escaping.press_escape(full_screen=False) is Escape.HOLD
    clock.now = 1.3
    assert escaping.press_escape(full_screen=False) is Escape.LEAVE
    clock.now = 1.4
    assert escaping.press_escape(full_screen=False) is Escape.HOLD


def test_a_full_screen_program_gets_every_one_at_once() -> None:
    escaping = EscapeKey(Clock())
    assert [escaping.press_escape(full_screen=True) for _ in range(4)] == [Escape.SEND] * 4
    assert not escaping.release_escape()


def test_a_shell_gets_a_single_one_before_the_next_key_and_none_when_one_leaves() -> None:
    clock = Clock()
    escaping = EscapeKey(clock)
    assert escaping.press_escape(full_screen=False) is Escape.HOLD
    assert escaping.release_escape()
    assert not escaping.release_escape()
    assert escaping.press_escape(full_screen=False) is Escape.HOLD
    assert escaping.press_escape(full_screen=False) is Escape.LEAVE
    assert not escaping.release_escape()


def test_the_leave_key_is_the_programs_when_pressed_twice_in_time() -> None:
    leaving = LeaveKey()
    leaving.record_press("ctrl+g", 1.0)
    assert leaving.is_second_press("ctrl+g", 1.2)
    assert not leaving.is_second_press("ctrl+g", 1.3)
    leaving.record_press("ctrl+g", 2.0)
    assert not leaving.is_second_press("ctrl+g", 2.5)
    leaving.record_press("ctrl+g", 3.0)
    assert not leaving.is_second_press("x", 3.1)
    assert not leaving.is_second_press("ctrl+g", 3.2)
