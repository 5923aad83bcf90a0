import traceback

from octui.config.secret import Secret


def test_a_secret_shows_only_to_who_asks_by_name() -> None:
    secret = Secret("hunter2")
    assert secret.reveal_text() == "hunter2"
    assert "hunter2" not in f"{secret} {secret!r} {[secret]} {secret!s:>20}"


def test_a_traceback_with_locals_does_not_show_it() -> None:
    secret = Secret("hunter2")
    try:
        raise RuntimeError(secret)
    except RuntimeError as error:
        trace = traceback.TracebackException.from_exception(error, capture_locals=True)
        assert "hunter2" not in "".join(trace.format())


def test_secrets_are_equal_when_their_texts_are() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
