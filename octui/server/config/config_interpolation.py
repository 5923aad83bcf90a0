"""Replaces `{env:NAME}` and `{file:path}` in a configuration."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from octui.lazy_dataclasses import dataclass
from octui.wire.struct import Json

MAX_FILE_BYTES = 1024 * 1024

_PLACEHOLDER = re.compile(r"\{(env|file):([^}]+)\}")
_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|(\{(?:env|file):[^}"\n]+\})', re.DOTALL)
_BARE = "\0"
_BARE_ESCAPE = "\\u0000"
"""Stands before a placeholder that is not a part of a text."""


Permits = Callable[[str, Path], bool]
"""Decides by the kind, `env` or `file`, and the file, which is the folder for an environment variable."""


def has_placeholder(text: str) -> bool:
    return _PLACEHOLDER.search(text) is not None


def quote_bare_placeholders(text: str) -> str:
    """A configuration in which placeholders outside of quotes are texts too, which say that they hold JSON."""
    return _TOKEN.sub(lambda found: f'"{_BARE_ESCAPE}{found[0]}"' if found[1] else found[0], text)


def fill_placeholders(
    values: Json,
    folder: Path,
    permits: Permits = lambda _kind, _file: True,
    note_missing: Callable[[str], None] = lambda _placeholder: None,
) -> Json:
    """The values with all placeholders replaced; file paths are relative to the folder, missing values become "".

    Placeholders that are not permitted are left as they are. `note_missing` is called for files that cannot be read,
    and for values that should be JSON and are not.
    """
    filler = _Filler(folder, permits, note_missing)
    return {key: filler.fill_value(value) for key, value in values.items()}


@dataclass(frozen=True, slots=True)
class _Filler:
    folder: Path
    permits: Permits
    note_missing: Callable[[str], None]

    def fill_value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._fill_text(value)
        if isinstance(value, list):
            return [self.fill_value(element) for element in value]
        if isinstance(value, dict):
            return {key: self.fill_value(inner) for key, inner in value.items()}
        return value

    def _fill_text(self, text: str) -> Any:
        filled = _PLACEHOLDER.sub(self._fill_placeholder, text)
        if not filled.startswith(_BARE) or has_placeholder(filled):
            return filled
        try:
            return msgspec.json.decode(filled.removeprefix(_BARE))
        except msgspec.DecodeError:
            self.note_missing(text.removeprefix(_BARE))
            return None

    def _fill_placeholder(self, found: re.Match[str]) -> str:
        kind, name = found[1], found[2].strip()
        try:
            file = self.folder / Path(name).expanduser() if kind == "file" else self.folder
        except RuntimeError:
            file = self.folder / name
        if not self.permits(kind, file):
            return found[0]
        value = os.environ.get(name, "") if kind == "env" else _read_file(file)
        if value is None:
            self.note_missing(found[0])
        return value or ""


def _read_file(file: Path) -> str | None:
    """The text of a file without the spaces around it; None when it cannot be read."""
    try:
        # Opening a pipe would block until another process writes to it.
        if not file.is_file():
            return None
        with file.open(encoding="utf-8", errors="replace") as opened:
            return opened.read(MAX_FILE_BYTES).strip()
    except (OSError, ValueError):
        return None
