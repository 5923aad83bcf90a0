"""Replaces `{env:NAME}` and `{file:path}` in a configuration."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from octui.wire.struct import Json

LARGEST_FILE = 1024 * 1024

_PLACEHOLDER = re.compile(r"\{(env|file):([^}]+)\}")


Permits = Callable[[str, Path], bool]
"""Decides by the kind, `env` or `file`, and the file, which is the folder for an environment variable."""


def has_placeholder(text: str) -> bool:
    return _PLACEHOLDER.search(text) is not None


def fill_placeholders(values: Json, folder: Path, permits: Permits = lambda _kind, _file: True) -> Json:
    """The values with all placeholders replaced; file paths are relative to the folder, missing values become "".

    Placeholders that are not permitted are left as they are.
    """

    def fill_text(text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: _fill_placeholder(found, folder, permits), text)

    return {key: _fill_value(value, fill_text) for key, value in values.items()}


def _fill_value(value: Any, fill_text: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return fill_text(value)
    if isinstance(value, list):
        return [_fill_value(element, fill_text) for element in value]
    if isinstance(value, dict):
        return {key: _fill_value(inner, fill_text) for key, inner in value.items()}
    return value


def _fill_placeholder(found: re.Match[str], folder: Path, permits: Permits) -> str:
    kind, name = found[1], found[2].strip()
    try:
        file = folder / Path(name).expanduser() if kind == "file" else folder
    except RuntimeError:
        return ""
    return _resolve_placeholder(kind, name, folder) if permits(kind, file) else found[0]


def _resolve_placeholder(kind: str, name: str, folder: Path) -> str:
    if kind == "env":
        return os.environ.get(name, "")
    try:
        file = folder / Path(name).expanduser()
        # Opening a pipe would block until another process writes to it.
        if not file.is_file():
            return ""
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(LARGEST_FILE).strip()
    except (OSError, ValueError, RuntimeError):
        return ""
