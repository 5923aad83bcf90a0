"""Every id of OpenCode's `tui.json` is known, with its default."""

from pathlib import Path
from typing import Final

import pytest

from octui.ui.keymap import Keymap
from octui.ui.keys.config.key_values import parse_key_value
from octui.ui.keys.config.merge import CONTEXT_BY_ID
from octui.ui.keys.config.official_keys import OFFICIAL_KEYS, VIEW_KEYS

LIST: Final = Path(__file__).with_name("official_ids.txt")
"""What OpenCode 1.18.33 ships: id, command id and default key."""

DIFFERENCES: Final = {
    "session_queued_prompts": "its default is a dead key in OpenCode: <leader>q quits",
}
"""Ids whose default octui does not have, and why."""

EXPECTED: Final = [line.split("\t") for line in LIST.read_text().splitlines()]


def test_all_ids_are_known_with_their_commands_and_defaults() -> None:
    known = [[name, row.command_id, row.keys] for name, row in OFFICIAL_KEYS.items()]
    assert known == [[name, command_id, "" if keys == "none" else keys] for name, command_id, keys in EXPECTED]
    assert len(known) == 184


@pytest.mark.parametrize("name", OFFICIAL_KEYS)
def test_the_default_key_does_here_what_it_does_in_opencode(name: str) -> None:
    targets = [octui_id for octui_id in OFFICIAL_KEYS[name].octui_ids if octui_id in CONTEXT_BY_ID]
    official = set(parse_key_value(OFFICIAL_KEYS[name].keys).keys)
    here = {key for octui_id in targets for key in Keymap().get_keys(octui_id)}
    if targets and name not in DIFFERENCES:
        assert official <= here


def test_no_other_command_has_a_default_key_of_opencode() -> None:
    """Everywhere a key counts it does what it does in OpenCode, or nothing."""
    keymap = Keymap()
    taken = []
    for name, row in OFFICIAL_KEYS.items():
        contexts = {CONTEXT_BY_ID[octui_id] for octui_id in row.octui_ids if octui_id in CONTEXT_BY_ID}
        same_default = {other for other, others in OFFICIAL_KEYS.items() if others.keys == row.keys}
        allowed = {octui_id for other in same_default for octui_id in OFFICIAL_KEYS[other].octui_ids}
        for context in () if name in DIFFERENCES else contexts:
            for key in parse_key_value(row.keys).keys:
                holder = keymap.find_command_id(context, key)
                if holder and holder not in allowed | set(row.octui_ids):
                    taken.append((name, key, holder))
    assert taken == []


def test_what_a_project_may_set_neither_sends_nor_answers_nor_deletes() -> None:
    words = (
        "submit",
        "clear",
        "delete",
        "undo",
        "redo",
        "exit",
        "share",
        "fork",
        "compact",
        "editor",
        "leader",
        "paste",
    )
    assert [name for name in VIEW_KEYS if any(word in name for word in words)] == []
