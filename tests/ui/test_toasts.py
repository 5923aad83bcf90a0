from octui.ui.toasts import Notice, shorten_notice


def test_a_long_toast_ends_with_a_whole_word_and_where_the_rest_is() -> None:
    message = (
        "Could not connect the provider: http://127.0.0.1:41143, or something in front of it, answered oddly. " * 2
    )
    _, shown = shorten_notice(Notice(message), 80)
    rows = shown.splitlines()
    assert len(rows) == 3
    assert rows[-1] == "connect the provider: … /notifications"
