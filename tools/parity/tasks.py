"""Counts the keys that common tasks take in octui and in OpenCode's own TUI."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from octui.ui.key_hints import format_first_key, format_key
from octui.ui.keys.config.merge import CONTEXT_BY_ID
from octui.ui.keys.config.official_keys import OFFICIAL_KEYS
from tools.claims import read_cells
from tools.markdown_table import render_table

TASKS: Final = Path(__file__).with_name("tasks.txt")
TYPED: Final = "…"
"""Some letters, the same number in both programs."""


class Task(NamedTuple):
    """A task with the keys of each program, as they are shown."""

    name: str
    keys: tuple[str, ...]
    official_keys: tuple[str, ...]


def read_tasks() -> list[Task]:
    return [
        Task(name, tuple(map(_find_key, here.split())), tuple(map(_find_official_key, there.split())))
        for name, here, there in read_cells(TASKS)
    ]


def find_longer_tasks(tasks: list[Task]) -> Iterator[str]:
    """One sentence for each task that takes more keys here."""
    for task in tasks:
        if count_keys(task.keys) > count_keys(task.official_keys):
            yield f"{task.name}: takes more keys than in OpenCode's TUI"


def count_keys(keys: tuple[str, ...]) -> int:
    """Key presses, without the letters that are typed; those of a leader are two."""
    return sum(len(key.split()) for key in keys if key != TYPED)


def render_tasks(tasks: list[Task]) -> list[str]:
    """The section of the document, in lines and its table."""
    rows = [
        (
            *(task.name, _join(task.keys), str(count_keys(task.keys))),
            *(_join(task.official_keys), str(count_keys(task.official_keys))),
        )
        for task in tasks
    ]
    return [
        "",
        "## Keys for the commonest tasks",
        "",
        "Counted without the letters that are typed. Quitting takes one key more in octui, a second `ctrl+c`, so that "
        "one pressed too often does not quit.",
        "",
        render_table(("task", "octui", "keys", "OpenCode", "keys"), rows),
    ]


def _find_key(step: str) -> str:
    if step not in CONTEXT_BY_ID and "." in step:
        raise ValueError(f"there is no command {step}")
    return format_first_key(step) if step in CONTEXT_BY_ID else format_key(step)


def _find_official_key(step: str) -> str:
    key = OFFICIAL_KEYS[step].keys.partition(",")[0] if step in OFFICIAL_KEYS else step
    return format_key(key.replace("return", "enter"))


def _join(keys: tuple[str, ...]) -> str:
    return " ".join(key if key == TYPED else f"`{key}`" for key in keys)
