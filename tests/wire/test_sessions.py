import pytest

from octui.wire.sessions import Session

STAMP = "2026-11-23T18:43:51.749Z"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        (f"New session - {STAMP}", "New session"),
        (f"Child session - {STAMP}", "Child session"),
        (f"New session - {STAMP} (fork #2)", "New session (fork #2)"),
        (f"New session - {STAMP} was too long", f"New session - {STAMP} was too long"),
        (f"Why New session - {STAMP}", f"Why New session - {STAMP}"),
        ("Add a price", "Add a price"),
        ("", ""),
    ],
)
def test_a_default_title_is_shown_without_its_time(title: str, shown: str) -> None:
    assert Session(id="ses_1", title=title).display_title == shown
