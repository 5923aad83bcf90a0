import re
from pathlib import Path

import pytest

from octui.cli import parse_command_line
from octui.ui.commands.table import COMMANDS
from octui.ui.key_hints import format_all_keys, format_key
from octui.ui.keymap import DEFAULT_KEYS, LEADER_PREFIX, get_keymap
from tools.readme_keys import replace_keys

README = (Path(__file__).parents[1] / "README.md").read_text()
ROWS = [row for row in README.splitlines() if row.startswith("|")]
KEYS = {
    *(key for entries in DEFAULT_KEYS.values() for command_id in entries for key in format_all_keys(command_id)),
    "1-9",
}
SLASHES = {f"/{name}" for known in COMMANDS for name in known.slash}


def section(title: str) -> str:
    return README.split(f"## {title}\n")[1].split("\n## ")[0]


def coded(text: str) -> list[str]:
    # A `|` is escaped in a table, in code too.
    return [(spaced or plain).replace("\\|", "|") for spaced, plain in re.findall(r"`` (.+?) ``|`([^`]+)`", text)]


def list_documented_keys() -> list[str]:
    """The first two columns of the table of keys."""
    return [word for row in section("Keys").splitlines() if row.startswith("| ") for word in coded(row.split(" | ")[0])]


@pytest.mark.parametrize("key", sorted({key for key in list_documented_keys() if not key.startswith("/")}))
def test_every_key_it_tells_is_in_the_keymap(key: str) -> None:
    assert key in KEYS


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(/[a-z-]+)`", section("Keys")))))
def test_every_slash_name_it_tells_is_in_the_command_table(name: str) -> None:
    assert name in SLASHES


def test_every_leader_key_is_documented() -> None:
    documented = set(list_documented_keys())
    for known in COMMANDS:
        keys = get_keymap().get_keys(known.id)
        leaders = [format_key(key) for key in keys if key.startswith(LEADER_PREFIX)]
        assert set(leaders) <= documented, known.id


def test_the_tables_of_keys_are_those_that_the_keymap_makes() -> None:
    assert replace_keys(README) == README, "python3 run.py keys writes them again"


def test_exactly_the_existing_options_are_documented() -> None:
    documented = {
        word.split()[0] for row in section("Options").splitlines() for word in coded(row) if word.startswith("-")
    }
    real = {name for parameter in parse_command_line.params for name in parameter.opts if name.startswith("-")}
    assert documented - real - {"-h", "--version", "--help"} == set()
    assert real - documented - {"-h"} == set()


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)|src(?:set)?=\"([^\"]+)\"", README))))
def test_every_file_it_points_to_is_there(target: tuple[str, str]) -> None:
    assert (Path(__file__).parents[1] / "".join(target)).exists()
