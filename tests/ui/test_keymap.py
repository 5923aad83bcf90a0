from collections import Counter

import pytest

from octui.ui.commands.table import COMMANDS
from octui.ui.keymap import DEFAULT_KEYS, KeyContext, Keymap, get_keymap, use_keymap
from octui.ui.keys.key_names import normalize_key
from tests.ui.changed_keys import change_keys


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


def test_a_key_is_found_by_every_name_that_a_terminal_may_give_it() -> None:
    """Textual sorts modifiers by name, and what a terminal reports of shift differs."""
    keymap = Keymap()
    for key in ("alt+ctrl+b", "ctrl+alt+b"):
        assert keymap.find_command_id(KeyContext.APP, key) == "session.page.up"
    for key in ("ctrl+shift+a", "ctrl+A", "ctrl+shift+A"):
        assert keymap.find_command_id(KeyContext.PROMPT_TEXT, key) == "input.select.line.home"
    for key in ("G", "shift+g", "shift+G"):
        assert keymap.find_command_id(KeyContext.TRANSCRIPT, key) == "transcript.last"


def test_every_command_has_a_row_so_that_it_can_be_given_a_key() -> None:
    rows = {command_id for entries in DEFAULT_KEYS.values() for command_id in entries}
    assert {command.id for command in COMMANDS} <= rows


@pytest.mark.parametrize("context", KeyContext)
def test_every_key_of_the_keymap_is_spelled_as_it_is_looked_up(context: KeyContext) -> None:
    keys = [key for command_id in DEFAULT_KEYS[context] for key in get_keymap().get_keys(command_id)]
    assert [key for key in keys if normalize_key(key) != key] == []


def test_the_keymap_in_use_can_be_replaced() -> None:
    before = get_keymap()
    try:
        use_keymap(change_keys({"help.show": "f5"}))
        assert get_keymap().get_keys("help.show") == ("f5",)
    finally:
        use_keymap(before)
