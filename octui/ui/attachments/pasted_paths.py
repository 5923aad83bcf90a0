"""Paths in a paste: what a terminal types when files are dragged into it, and what file managers copy."""

import shlex
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

MAX_PASTE_LENGTH: Final = 20_000
"""Characters of a paste that is looked at: many files, but no novel."""
MAX_PATHS: Final = 50


def is_path_like(text: str) -> bool:
    """Whether it is worth asking the disk."""
    start = text.lstrip()[:8]
    beginnings = ("/", "~", "file:", "'/", '"/', "'~", '"~', "'file:", '"file:')
    return len(text) <= MAX_PASTE_LENGTH and start.startswith(beginnings)


def list_readings(text: str) -> tuple[tuple[Path, ...], ...]:
    """The ways to read a paste as absolute paths, the likeliest first; none when no way makes sense.

    The same paste can be one path with spaces, a path a line, or words with quotes and backslashes.
    """
    stripped = text.strip()
    lines = [line.strip() for line in stripped.splitlines() if line.strip() and not line.startswith("#")]
    spellings: list[list[str]] = [[stripped], lines]
    try:
        spellings.append([word for line in lines for word in shlex.split(line)])
    except ValueError:
        spellings.append([line.replace("\\ ", " ") for line in lines])
    readings: list[tuple[Path, ...]] = []
    for spelling in spellings:
        paths = [_parse_path(word) for word in spelling[: MAX_PATHS + 1]]
        reading = tuple(path for path in paths if path is not None)
        if reading and len(reading) == len(paths) <= MAX_PATHS and reading not in readings:
            readings.append(reading)
    return tuple(readings)


def _parse_path(word: str) -> Path | None:
    if "\n" in word or "\0" in word:
        return None
    if word.startswith("file:"):
        try:
            address = urlsplit(word)
        except ValueError:
            return None
        path = unquote(address.path)
        is_here = address.netloc in ("", "localhost")
        return Path(path) if is_here and path.startswith("/") and "\0" not in path else None
    if word.startswith("~/"):
        return Path.home() / word[2:]
    return Path(word) if word.startswith("/") else None
