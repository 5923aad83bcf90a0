from collections import Counter

import pytest

from octui.ui.commands.table import COMMANDS
from octui.ui.keymap import DEFAULT_KEYS, KeyContext, Keymap, get_keymap, merge_keymap, use_keymap


def test_an_id_stands_in_one_context_only() -> None:
    counts = Counter(command_id for entries in DEFAULT_KEYS.values() for command_id in entries)
    assert [command_id for command_id, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("context", KeyContext)
def test_no_two_ids_of_a_context_share_a_key(context: KeyContext) -> None:
    keys = Counter(key for command_id in DEFAULT_KEYS[context] for key in get_keymap().get_keys(command_id))
    assert [key for key, count in keys.items() if count > 1] == []


def test_what_has_no_title_is_a_command_of_the_table() -> None:
    untitled = {
        command_id for entries in DEFAULT_KEYS.values() for command_id, entry in entries.items() if not entry.title
    }
    assert untitled <= {command.id for command in COMMANDS}


def test_a_key_is_found_by_its_name_and_by_the_character_it_types() -> None:
    keymap = Keymap()
    for key in ("dollar_sign", "$"):
        assert keymap.find_command_id(KeyContext.COPY_MODE, key) == "copy.line.end"
    assert keymap.find_command_id(KeyContext.QUESTION, " ") == "question.select"
    assert keymap.find_command_id(KeyContext.QUESTION, "$") == ""
    assert keymap.find_leader_command_id("l") == "session.list"


def test_an_override_replaces_all_keys_of_a_command() -> None:
    keymap, unknown = merge_keymap({"transcript.next": "ctrl+n, J", "session.list": ["<leader>/", "esc"]})
    assert unknown == ()
    assert keymap.get_keys("transcript.next") == ("ctrl+n", "J")
    assert keymap.get_keys("session.list") == ("<leader>slash", "escape")
    assert keymap.find_command_id(KeyContext.TRANSCRIPT, "down") == ""
    assert keymap.get_keys("transcript.previous") == ("up", "k")


def test_a_key_that_is_given_away_leaves_the_command_it_belonged_to() -> None:
    keymap, _ = merge_keymap({"transcript.next": "k"})
    assert keymap.find_command_id(KeyContext.TRANSCRIPT, "k") == "transcript.next"
    assert keymap.get_keys("transcript.previous") == ("up",)


def test_none_leaves_a_command_without_a_key() -> None:
    keymap, _ = merge_keymap({"command.palette.show": "none"})
    assert keymap.get_keys("command.palette.show") == ()
    assert keymap.find_command_id(KeyContext.APP, "ctrl+p") == ""


def test_unknown_ids_are_reported_and_older_ones_understood() -> None:
    keymap, unknown = merge_keymap(
        {"session_list": "f3", "no.such.thing": "f4"}, aliases={"session_list": "session.list"}
    )
    assert unknown == ("no.such.thing",)
    assert keymap.get_keys("session.list") == ("f3",)


@pytest.mark.parametrize(
    ("written", "key"),
    [("ctrl+]", "ctrl+right_square_bracket"), ("+", "plus"), ("ctrl++", "ctrl+plus"), ("pgup", "pageup")],
)
def test_keys_may_be_written_as_they_are_printed(written: str, key: str) -> None:
    keymap, _ = merge_keymap({"help.show": written})
    assert keymap.get_keys("help.show") == (key,)


def test_the_keymap_in_use_can_be_replaced() -> None:
    before = get_keymap()
    changed, _ = merge_keymap({"help.show": "f5"})
    try:
        use_keymap(changed)
        assert get_keymap().get_keys("help.show") == ("f5",)
    finally:
        use_keymap(before)
