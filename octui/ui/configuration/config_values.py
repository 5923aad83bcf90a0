"""A configuration as rows of single values: where each comes from, with secrets masked; pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from octui.wire.struct import Json

Path = tuple[str, ...]

_SECRET_NAME: Final = re.compile(r"key|token|secret|passw|authorization|credential|cookie", re.IGNORECASE)
_PUBLIC_NAMES: Final = frozenset({"keybinds", "tokens", "max_tokens", "maxtokens", "keys"})
"""Names that look like a secret's and are none."""
_SECRET_MAPS: Final = frozenset({"headers", "environment", "env"})
"""Whatever is in them may be a secret."""
_PLACEHOLDER: Final = re.compile(r"\{(?:env|file):[^}]*\}")


@dataclass(frozen=True, slots=True)
class ConfigSources:
    """What is in force, and the files it comes from as far as they can be read."""

    merged: Json
    user: Json
    project: Mapping[str, Json]
    """The files of the project by name, as they are written; later ones win."""


@dataclass(frozen=True, slots=True)
class ConfigValue:
    """One value; `shown` is safe to show and copy, `origin` says where it comes from."""

    path: Path
    value: Any
    shown: str
    origin: str
    is_secret: bool = False
    is_in_force: bool = True

    @property
    def name(self) -> str:
        return format_path(self.path)


def list_config_values(sources: ConfigSources, view: str) -> list[ConfigValue]:
    """The values of a view: `merged`, `user` or `project`."""
    merged = dict(flatten_values(sources.merged))
    user = dict(flatten_values(sources.user))
    files = sources.project.items()
    project = {path: (value, name) for name, values in files for path, value in flatten_values(values)}
    if view == "user":
        return [_describe(path, value, "user", path in merged) for path, value in user.items()]
    if view == "project":
        return [_describe(path, value, name, path in merged) for path, (value, name) in project.items()]
    described: list[ConfigValue] = []
    for path, value in merged.items():
        if path in project:
            written, name = project[path]
            described.append(_describe(path, _prefer_placeholder(written, value), name, True))
        elif path in user:
            described.append(_describe(path, _prefer_placeholder(user[path], value), "user", True))
        else:
            described.append(_describe(path, value, "server", True))
    return described


def flatten_values(values: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that is not a map, or is an empty one, with the keys that lead to it."""
    if isinstance(values, dict) and (values or not path):
        for key, inner in values.items():
            yield from flatten_values(inner, (*path, str(key)))
    else:
        yield path, values


def is_secret_path(path: Path) -> bool:
    """Whether a value may be a secret, by the names that lead to it."""
    *above, name = path
    if any(part.lower() in _SECRET_MAPS for part in above):
        return True
    return bool(_SECRET_NAME.search(name)) and name.lower() not in _PUBLIC_NAMES


def format_masked_value(path: Path, value: Any) -> str:
    """A value in one line; of a secret only that there is one, and of an address not who signs in."""
    if isinstance(value, str) and _PLACEHOLDER.search(value):
        # A placeholder names the source of a secret and is none itself, unless there is more text around it.
        return value if not _PLACEHOLDER.sub("", value).strip() or not is_secret_path(path) else "••••"
    if is_secret_path(path) and isinstance(value, str | list | dict) and value:
        return "•••• (set)"
    return _mask_text(value) if isinstance(value, str) else msgspec.json.encode(_mask_texts(value)).decode()


def make_change(path: Path, value: Any) -> Json:
    """The change that sets one value."""
    *above, name = path
    change: Json = {name: value}
    for key in reversed(above):
        change = {key: change}
    return change


def find_value(values: Any, path: Path) -> Any:
    """The value at the end of these keys; None where there is none."""
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values


def parse_path(text: str) -> Path:
    """`agent.build.model` as its keys; a key in quotation marks may have dots."""
    return tuple(quoted or plain for quoted, plain in re.findall(r'"([^"]+)"|([^."]+)', text))


def format_path(path: Path) -> str:
    return ".".join(f'"{key}"' if "." in key else key for key in path)


def parse_value(text: str) -> Any:
    """What was typed as JSON, and anything else as the text it is; nothing removes the value."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError):
        return text


def _describe(path: Path, value: Any, origin: str, is_in_force: bool) -> ConfigValue:
    shown = format_masked_value(path, value)
    plain = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return ConfigValue(path, value, shown, origin, is_secret=shown != plain, is_in_force=is_in_force)


def _prefer_placeholder(written: Any, value: Any) -> Any:
    return written if isinstance(written, str) and _PLACEHOLDER.search(written) else value


def _mask_texts(value: Any) -> Any:
    if isinstance(value, list):
        return [_mask_texts(each) for each in value]
    if isinstance(value, dict):
        return {key: "••••" if is_secret_path((key,)) and each else _mask_texts(each) for key, each in value.items()}
    return _mask_text(value) if isinstance(value, str) else value


def _mask_text(text: str) -> str:
    """An address without the name and password in it, and without values of its query that look like secrets."""
    if "://" not in text:
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    host = parts.netloc.rpartition("@")
    netloc = f"••••@{host[2]}" if host[1] else parts.netloc
    pairs = [pair.partition("=") for pair in parts.query.split("&")]
    query = "&".join(
        f"{name}={'••••' if text and is_secret_path((name,)) else text}" if sign else name for name, sign, text in pairs
    )
    return urlunsplit((parts.scheme, netloc, parts.path, query, parts.fragment))
