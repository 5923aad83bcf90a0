from octui.ui.toasts import Notice, NoticeBoard

FULL = Notice("No space left on device", "Could not save your draft", "error", 4)


def test_a_failure_that_is_on_the_screen_is_not_shown_twice_but_kept() -> None:
    board = NoticeBoard()
    board.add_notice(FULL)
    board.add_notice(FULL)
    assert board.take_waiting(None, 100.0) == [FULL]
    board.add_notice(FULL)
    assert board.take_waiting(None, 103.0) == []
    assert list(board.notices) == [FULL] * 3
    board.add_notice(FULL)
    assert board.take_waiting(None, 105.0) == [FULL]


def test_what_was_done_twice_is_said_twice() -> None:
    board, copied = NoticeBoard(), Notice("Copied.")
    board.add_notice(copied)
    board.add_notice(copied)
    assert board.take_waiting(None, 100.0) == [copied, copied]
