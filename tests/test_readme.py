import re
from pathlib import Path

import pytest

from octui.cli import parse_command_line
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import format_all_keys, format_key
from octui.ui.keymap import DEFAULT_KEYS, LEADER_PREFIX, get_keymap
from tools.key_tables import KEYS_PAGE, README, render_all_keys, render_most_needed, replace_keys

PAGE = README.read_text()
ALL_KEYS = KEYS_PAGE.read_text()
KEYS = {
    *(key for entries in DEFAULT_KEYS.values() for command_id in entries for key in format_all_keys(command_id)),
    "1-9",
}
SLASHES = {f"/{name}" for known in COMMANDS for name in known.slash}


def section(title: str, page: str = PAGE) -> str:
    return page.split(f"## {title}\n")[1].split("\n## ")[0]


def coded(text: str) -> list[str]:
    # A `|` is escaped in a table, in code too.
    return [(spaced or plain).replace("\\|", "|") for spaced, plain in re.findall(r"`` (.+?) ``|`([^`]+)`", text)]


def list_documented_keys(keys: str) -> list[str]:
    """The first column of its tables."""
    return [word for row in keys.splitlines() if row.startswith("| ") for word in coded(row.split(" | ")[0])]


TABLES = section("Keys") + section("All keys", ALL_KEYS)


@pytest.mark.parametrize("key", sorted(set(list_documented_keys(TABLES))))
def test_every_key_it_tells_is_in_the_keymap(key: str) -> None:
    assert key in KEYS


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(/[a-z-]+)`", TABLES))))
def test_every_slash_name_it_tells_is_in_the_command_table(name: str) -> None:
    assert name in SLASHES


def test_every_leader_key_is_documented() -> None:
    documented = set(list_documented_keys(section("All keys", ALL_KEYS)))
    for known in COMMANDS:
        keys = get_keymap().get_keys(known.id)
        leaders = [format_key(key) for key in keys if key.startswith(LEADER_PREFIX)]
        assert set(leaders) <= documented, known.id


def test_the_tables_of_keys_are_those_that_the_keymap_makes() -> None:
    assert replace_keys(PAGE, render_most_needed()) == PAGE, "python3 run.py keys writes them again"
    assert replace_keys(ALL_KEYS, render_all_keys()) == ALL_KEYS, "python3 run.py keys writes them again"


def test_exactly_the_existing_options_are_documented() -> None:
    documented = {
        word.split()[0] for row in section("Options").splitlines() for word in coded(row) if word.startswith("-")
    }
    real = {name for parameter in parse_command_line.params for name in parameter.opts if name.startswith("-")}
    assert documented - real - {"-h", "--version", "--help"} == set()
    assert real - documented - {"-h"} == set()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)|src(?:set)?=\"([^\"]+)\"", PAGE))))
def test_every_file_it_points_to_is_there(target: tuple[str, str]) -> None:
    assert (Path(__file__).parents[1] / "".join(target)).exists()
