"""`{env:NAME}` and `{file:path}` in a configuration."""

import os
import re
from pathlib import Path
from typing import Final

from octui.wire.struct import Json

_SPELLING: Final = re.compile(r"\{(env|file):([^}]+)\}")
LARGEST: Final = 1024 * 1024


def substituted(text: str, folder: Path) -> str:
    """The text with variables and files filled in; what is missing becomes nothing, as in OpenCode."""

    def value(found: re.Match[str]) -> str:
        kind, name = found.group(1), found.group(2).strip()
        return os.environ.get(name, "") if kind == "env" else _content(folder / Path(name).expanduser())

    return _SPELLING.sub(value, text)


def substituted_in(values: Json, folder: Path) -> Json:
    """A configuration with every text in it filled in."""
    return {name: _anywhere(value, folder) for name, value in values.items()}


def _anywhere(value: object, folder: Path) -> object:
    if isinstance(value, str):
        return substituted(value, folder)
    if isinstance(value, list):
        return [_anywhere(element, folder) for element in value]
    if isinstance(value, dict):
        return {name: _anywhere(held, folder) for name, held in value.items()}
    return value


def _content(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
