"""The forms in which `tui.json` writes the keys of a command.

`false`, `"none"`, `"ctrl+a,<leader>a"`, `{"name": "a", "ctrl": true}`, `{"key": …, "event": "press"}`, lists of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from octui.ui.keys.key_names import KeyNameError, parse_key_name

UNBOUND: Final = "none"
_HELD: Final = ("ctrl", "alt", "shift", "meta", "option", "super", "hyper")
_KNOWN_FIELDS: Final = frozenset({"name", "key", "event", "preventDefault", "fallthrough", *_HELD})
_SEPARATOR: Final = re.compile(r"(?<![^+]\+)(?<!<leader>),", re.IGNORECASE)
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class KeyValue:
    """Keys in the keymap's names, and what could not be used, a sentence each."""

    keys: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()


def parse_key_value(value: Any) -> KeyValue:
    """All keys of a value; the mistakes of one key leave the others as they are."""
    keys: dict[str, None] = {}
    mistakes: list[str] = []
    for written in _list_written_keys(value, mistakes):
        try:
            keys[parse_key_name(written)] = None
        except KeyNameError as error:
            mistakes.append(str(error))
    return KeyValue(tuple(keys), tuple(mistakes))


def _list_written_keys(value: Any, mistakes: list[str]) -> Iterator[str]:
    match value:
        case False | None:
            pass
        case str():
            yield from _split_list(value)
        case list():
            for element in value:
                yield from _list_written_keys(element, mistakes)
        case dict():
            yield from _list_object_keys(value, mistakes)
        case _:
            mistakes.append(f"{_shorten_value(value)} is not a key, a list of keys, false or “none”")


def _list_object_keys(value: dict[str, Any], mistakes: list[str]) -> Iterator[str]:
    if unknown := [name for name in value if name not in _KNOWN_FIELDS]:
        mistakes.append(f"{_shorten_value(unknown[0])} is not a part of a key")
    elif value.get("event", "press") != "press":
        mistakes.append("octui reads keys when they are pressed, not when they are released")
    elif "key" in value:
        yield from _list_written_keys(value["key"], mistakes)
    elif isinstance(name := value.get("name"), str) and name:
        held = [modifier for modifier in _HELD if value.get(modifier) is True]
        yield "+".join((*held, name))
    else:
        mistakes.append(f"{_shorten_value(value)} names no key")


def _split_list(text: str) -> Iterator[str]:
    """The keys of a list; a comma after a modifier or the leader is the key itself, as in `ctrl+,` and `<leader>,`."""
    for written in _SEPARATOR.split(text):
        if (name := written.strip()) and name.lower() != UNBOUND:
            yield name


def _shorten_value(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
