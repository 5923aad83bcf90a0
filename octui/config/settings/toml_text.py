"""Changes one option in the text of a TOML file, and leaves everything else as it was written, comments included."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from octui.lazy_dataclasses import dataclass

_TABLE: Final = re.compile(r"\s*\[\s*([\w.\-\"' ]+?)\s*\]\s*(?:#.*)?$")
_KEY: Final = re.compile(r"(?P<indent>\s*)(?P<key>[\w.\-\"' ]+?)(?P<sign>\s*=\s*)(?P<rest>.*)$")
_COMMENTED_KEY: Final = re.compile(r"#\s*([\w.\-]+)\s*=")
_SIMPLE_VALUE: Final = re.compile(r"(?:\"(?:\\.|[^\"\\])*\"|'[^']*'|[^\s#\"'\[{]+)")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key with its value, which is in one line unless it is a multi-line text or a list."""

    number: int
    """The index of its line."""
    name: str
    table: str
    match: re.Match[str]


def find_key_line(text: str, name: str) -> int:
    """The line, from 1, in which a key is set; 0 when it is not found."""
    entry = _find_entry(text.split("\n"), name)
    return entry.number + 1 if entry is not None else 0


def replace_value(text: str, name: str, value: str) -> str:
    """The text with a key set to this value, as TOML; a key that is commented out, or missing, is put in."""
    lines = text.split("\n")
    if (entry := _find_entry(lines, name)) is not None:
        match = entry.match
        old = _SIMPLE_VALUE.match(match["rest"])
        kept = match["rest"][old.end() :] if old is not None else ""
        lines[entry.number] = f"{match['indent']}{match['key']}{match['sign']}{value}{kept}".rstrip()
        return "\n".join(lines)
    place, is_in_table = _find_free_place(lines, name)
    key = name.rpartition(".")[2] if is_in_table else name
    lines.insert(place, f"{key} = {value}")
    return "\n".join(lines)


def remove_value(text: str, name: str) -> str:
    """The text without a key."""
    lines = text.split("\n")
    if (entry := _find_entry(lines, name)) is not None:
        del lines[entry.number]
    return "\n".join(lines)


def _find_entry(lines: Sequence[str], name: str) -> _Entry | None:
    return next((entry for entry in _iterate_entries(lines) if entry.name == name), None)


def _iterate_entries(lines: Sequence[str]) -> Iterator[_Entry]:
    table, closing = "", ""
    for number, line in enumerate(lines):
        if closing:
            closing = "" if closing in line else closing
            continue
        if (heading := _TABLE.match(line)) is not None:
            table = _unquote_key(heading[1])
        elif not line.lstrip().startswith(("#", "[")) and (match := _KEY.match(line)) is not None:
            key = _unquote_key(match["key"])
            yield _Entry(number, f"{table}.{key}" if table else key, table, match)
            closing = next((mark for mark in ('"""', "'''") if match["rest"].count(mark) == 1), "")


def _unquote_key(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _find_free_place(lines: Sequence[str], name: str) -> tuple[int, bool]:
    """Where a line for a key can be inserted: below the comment that shows it, in its table, or before all tables."""
    first_table = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    for number, line in enumerate(lines[:first_table]):
        if (shown := _COMMENTED_KEY.match(line)) is not None and shown[1] == name:
            return number + 1, False
    parent = name.rpartition(".")[0]
    for number, line in enumerate(lines):
        heading = _TABLE.match(line)
        if parent and heading is not None and _unquote_key(heading[1]) == parent:
            return number + 1, True
    while first_table > 0 and not lines[first_table - 1].strip():
        first_table -= 1
    return first_table, False
