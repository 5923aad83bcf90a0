"""The files that the settings of a repository have git read, found without git, which may wait for one of them."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MAX_CONFIG_BYTES: Final = 512 * 1024
"""No settings that people write are larger."""

MAX_INCLUDED: Final = 100
_HEADER: Final = re.compile(r'\s*\[\s*([\w.-]+)(?:\s+"(?:\\.|[^"\\])*")?\s*\]')
_SETTING: Final = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*(.*)")
_PIECE: Final = re.compile(r'"((?:\\.|[^"\\])*)"?|([^"#;]+)|([#;])')
_INCLUDES: Final = frozenset({"include.path", "includeif.path"})
_NAMING_FILES: Final = _INCLUDES | {
    *("core.excludesfile", "core.attributesfile", "mailmap.file", "blame.ignorerevsfile", "diff.orderfile"),
    "commit.template",
}


class EndlessSettings(Exception):
    """The settings in `file` are too many to look into."""

    def __init__(self, file: Path) -> None:
        super().__init__(str(file))
        self.file = file


def list_named_files(top: Path, configs: list[Path]) -> Iterator[Path]:
    """The files that these settings, and those which they include, name; raises EndlessSettings."""
    waiting = list(configs)
    seen: set[Path] = set()
    while waiting:
        config = waiting.pop()
        if config in seen:
            continue
        if len(seen) == MAX_INCLUDED:
            raise EndlessSettings(config)
        seen.add(config)
        for setting, value in _read_settings(config):
            if setting in _NAMING_FILES:
                named = (config.parent if setting in _INCLUDES else top) / os.path.expanduser(value)  # noqa: PTH111
                waiting += [named] if setting in _INCLUDES else []
                yield named


def _read_settings(config: Path) -> Iterator[tuple[str, str]]:
    """Section and name of each setting in lower case, and its value."""
    section = ""
    for line in _read_config(config).replace("\\\n", "").splitlines():
        rest = line
        while (header := _HEADER.match(rest)) is not None:
            section, rest = header[1].lower(), rest[header.end() :]
        if (setting := _SETTING.match(rest)) is not None:
            yield f"{section}.{setting[1].lower()}", _read_value(setting[2])


def _read_value(text: str) -> str:
    """What git takes for the value: without quotes, and without a comment."""
    pieces: list[str] = []
    for quoted, plain, comment in _PIECE.findall(text):
        if comment:
            break
        pieces.append(quoted or plain)
    return re.sub(r"\\(.)", r"\1", "".join(pieces)).strip()


def _read_config(config: Path) -> str:
    """The text of a file of settings; empty when it is not a regular file. Raises EndlessSettings for a larger one."""
    try:
        descriptor = os.open(config, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return ""
            content = file.read(MAX_CONFIG_BYTES + 1)
    except (OSError, ValueError):
        return ""
    if len(content) > MAX_CONFIG_BYTES:
        raise EndlessSettings(config)
    return content.decode("utf-8", "replace")
