"""Replaces `{env:NAME}` and `{file:path}` in a configuration."""

import os
import re
from pathlib import Path
from typing import Any

from octui.wire.struct import Json

LARGEST_FILE = 1024 * 1024

_PLACEHOLDER = re.compile(r"\{(env|file):([^}]+)\}")


def fill_placeholders(values: Json, folder: Path) -> Json:
    """The values with all placeholders replaced; file paths are relative to the folder, missing values become ""."""
    return {key: _fill_value(value, folder) for key, value in values.items()}


def _fill_value(value: Any, folder: Path) -> Any:
    if isinstance(value, str):
        return _PLACEHOLDER.sub(lambda found: _resolve_placeholder(found[1], found[2].strip(), folder), value)
    if isinstance(value, list):
        return [_fill_value(element, folder) for element in value]
    if isinstance(value, dict):
        return fill_placeholders(value, folder)
    return value


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
