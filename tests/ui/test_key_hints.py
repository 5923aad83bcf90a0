import pytest

from octui.ui.key_hints import fit_hint_line, format_first_key, format_hint, format_hints, format_key
from octui.ui.keymap import get_keymap, use_keymap
from tests.ui.changed_keys import change_keys


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("<leader>l", "ctrl+x l"),
        ("<leader>grave_accent", "ctrl+x `"),
        ("<leader>down", "ctrl+x ↓"),
        ("escape", "esc"),
        ("shift+pageup", "shift+pgup"),
        ("ctrl+right_square_bracket", "ctrl+]"),
        ("G", "G"),
    ],
)
def test_keys_are_shown_as_they_are_printed_on_the_keyboard(key: str, shown: str) -> None:
    assert format_key(key) == shown


def test_arrows_that_belong_together_stand_together() -> None:
    assert format_hint("transcript.previous transcript.next", "move") == "↑↓ move"
    assert format_hint("request.previous request.next", "other requests") == "shift+←→ other requests"
    assert format_hint("copy.search.older copy.search.newer", "next match") == "n/N next match"


def test_digits_are_shown_as_a_range() -> None:
    assert format_first_key("question.pick") == "1-9"


def test_hints_name_the_key_and_then_what_it_does() -> None:
    assert format_hints(("sessions.open", "open"), ("sessions.rename", "rename")) == "enter open · ctrl+r rename"


def test_hints_follow_the_keymap_in_use() -> None:
    before = get_keymap()
    changed = change_keys({"app.leader": "ctrl+g", "sessions.open": "none"})
    try:
        use_keymap(changed)
        assert format_key("<leader>l") == "ctrl+g l"
        assert format_hints(("sessions.open", "open"), ("sessions.rename", "rename")) == "ctrl+r rename"
    finally:
        use_keymap(before)


def test_what_does_not_fit_is_left_out_whole_but_never_the_way_out() -> None:
    line = "enter open · ctrl+r rename · ctrl+d delete · esc close"
    assert fit_hint_line(line, 54) == line
    assert fit_hint_line(line, 53) == "enter open · ctrl+r rename · esc close"
    assert fit_hint_line(line, 30) == "enter open · esc close"
    assert fit_hint_line(line, 5) == "enter open · esc close"
