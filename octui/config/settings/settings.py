"""The settings of octui: its file, what other places say, and the changes that are made while it runs."""

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from octui.config import secure_files
from octui.config.paths import get_config_folder
from octui.config.settings.registry import SETTINGS, find_setting
from octui.config.settings.setting import Setting, format_value
from octui.config.settings.toml_text import find_key_line, remove_value, replace_value
from octui.lazy_dataclasses import dataclass

T = TypeVar("T", bool, int, float, str)

FILE_NAME: Final = "octui.toml"

DEFAULT_SOURCE: Final = "default"

MAX_BYTES: Final = 1_000_000
"""The largest file that is read: as values, what is in it takes ten times as much memory."""

MAX_MISTAKES: Final = 20
"""Sentences about one file: each takes a search for its line."""

UNKNOWN: Final = "there is no such setting"


class SettingsFileError(ValueError):
    """The file cannot be changed: it is not TOML, or a value in it has a form that octui does not rewrite."""


@dataclass(frozen=True, slots=True)
class _Layer:
    """Values of one origin, by the names of their settings."""

    source: str
    values: Mapping[str, Any]


class Settings:
    """Each option has its value from the first place that sets it.

    The places, the strongest first: the command line, the environment, octui's own file, what was inherited from
    another program's file, the default.
    """

    def __init__(self, path: Path | None = None, environment: Mapping[str, str] | None = None) -> None:
        self.path = path or get_config_folder() / FILE_NAME
        self.problems: tuple[str, ...] = ()
        """What is wrong with the file and the environment, one sentence each."""
        self._command_line = _Layer("command line", {})
        self._environment: dict[str, Any] = {}
        self._file: dict[str, Any] = {}
        self._inherited: list[_Layer] = []
        self._unsaved: dict[str, Any] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._lock = threading.Lock()
        self._variables = os.environ if environment is None else environment

    @classmethod
    def load_settings(cls, path: Path | None = None, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the file and the environment; what is wrong is left out and reported in `problems`."""
        settings = cls(path, environment)
        problems = [*settings._read_environment()]
        try:
            content = secure_files.read_secure_file(settings.path)
        except OSError as failure:
            problems.append(f"{settings.path} cannot be read ({failure.strerror}); octui uses default settings.")
        else:
            if content is not None and len(content) > MAX_BYTES:
                problems.append(f"{settings.path} is too large for settings; octui uses default settings.")
                content = None
            settings._file, mistakes = _parse_file(settings.path, content or b"")
            problems += mistakes
        settings.problems = tuple(problems)
        return settings

    def get_value(self, setting: Setting[T]) -> T:
        return self._find_value(setting)[0]  # type: ignore[no-any-return]  # every layer holds checked values

    def get_source(self, setting: Setting[Any]) -> str:
        """Where the value comes from, in words: a file, a variable, "default" …"""
        return self._find_value(setting)[1]

    def is_fixed(self, setting: Setting[Any]) -> bool:
        """Whether something that is stronger than the file sets it."""
        return setting.name in self._command_line.values or setting.name in self._environment

    def is_in_file(self, setting: Setting[Any]) -> bool:
        return setting.name in self._file

    def import_values(self, values: Mapping[str, Any], source: str) -> None:
        """Use another program's values, by names of settings, where nothing stronger sets them."""
        self._inherited.insert(0, _Layer(source, _keep_allowed(values)))

    def set_from_command_line(self, values: Mapping[str, Any]) -> None:
        """For this run alone."""
        self._command_line = _Layer("command line", {**self._command_line.values, **_keep_allowed(values)})

    def call_on_change(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with the name of each setting that changes while octui runs."""
        self._listeners.append(listener)

    def change_value(self, setting: Setting[T], value: T | None) -> None:
        """Put a value in force at once, None being the default; `write_changes` saves it."""
        self._unsaved[setting.name] = value
        if value is None:
            self._file.pop(setting.name, None)
        else:
            self._file[setting.name] = value
        # What was chosen in octui counts for this run, whatever an option of its start says.
        self._command_line = _Layer(
            self._command_line.source,
            {name: kept for name, kept in self._command_line.values.items() if name != setting.name},
        )
        for listener in self._listeners:
            listener(setting.name)

    def write_changes(self) -> None:
        """Save what was changed since the last time; from a worker thread. Raises OSError and SettingsFileError."""
        from octui.config.settings.file_template import render_settings_template  # only a change waits for it

        with self._lock, secure_files.lock_file(self.path):
            # The latest change of each option, whichever thread comes first.
            changes = dict(self._unsaved)
            if not changes:
                return
            content = secure_files.read_secure_file(self.path)
            text = content.decode(errors="replace") if content else render_settings_template(SETTINGS)
            try:
                for name, value in changes.items():
                    text = self._change_text(text, name, value)
                secure_files.write_secure_file(self.path, text.encode())
            finally:
                # What cannot be saved now would fail with every later change too.
                self._unsaved = {
                    name: value
                    for name, value in self._unsaved.items()
                    if name not in changes or changes[name] is not value
                }

    def _change_text(self, text: str, name: str, value: Any) -> str:
        """The text of the file with one option set, or removed; raises SettingsFileError."""
        before = _parse_toml(self.path, text)
        changed = remove_value(text, name) if value is None else replace_value(text, name, format_value(value))
        expected = {other: kept for other, kept in before.items() if other != name}
        if value is not None:
            expected[name] = value
        if not _holds_values(self.path, changed, expected):
            raise SettingsFileError(f"{name} is written in a way that octui cannot change in {self.path}.")
        return changed

    def _find_value(self, setting: Setting[Any]) -> tuple[Any, str]:
        layers = (
            self._command_line,
            _Layer(setting.variable, self._environment),
            _Layer(str(self.path), self._file),
            *self._inherited,
        )
        for layer in layers:
            if setting.name in layer.values:
                return layer.values[setting.name], layer.source
        return setting.default, DEFAULT_SOURCE

    def _read_environment(self) -> Iterable[str]:
        for setting in SETTINGS:
            text = self._variables.get(setting.variable)
            if not text:
                continue
            value = setting.parse_text(text)
            if value is None or setting.find_mistake(value):
                yield f"The variable {setting.variable} is {format_value(text)}; allowed: {setting.allowed}."
            else:
                self._environment[setting.name] = value


def _keep_allowed(values: Mapping[str, Any]) -> dict[str, Any]:
    known = ((name, value, find_setting(name)) for name, value in values.items())
    return {name: value for name, value, setting in known if setting is not None and not setting.find_mistake(value)}


def _parse_file(path: Path, content: bytes) -> tuple[dict[str, Any], list[str]]:
    """The values that are allowed, and a sentence for each that is not."""
    if not content.strip():
        return {}, []
    text = content.decode(errors="replace")
    try:
        parsed = _parse_toml(path, text)
    except SettingsFileError as error:
        return {}, [f"{error} octui uses default settings."]
    values: dict[str, Any] = {}
    mistakes: list[str] = []
    unmentioned = 0
    for name, value in parsed.items():
        setting = find_setting(name)
        mistake = setting.find_mistake(value) if setting is not None else UNKNOWN
        if not mistake:
            values[name] = value
        elif len(mistakes) < MAX_MISTAKES:
            line = find_key_line(text, name)
            sentence = _describe_unknown(name) if mistake is UNKNOWN else mistake
            mistakes.append(f"{path}{f', line {line}' if line else ''}: {sentence}")
        else:
            unmentioned += 1
    if unmentioned:
        mistakes.append(f"{path}: {unmentioned:,} more values cannot be used.")
    return values, mistakes


def _holds_values(path: Path, text: str, expected: Mapping[str, Any]) -> bool:
    try:
        return _parse_toml(path, text) == expected
    except SettingsFileError:
        return False


def _describe_unknown(name: str) -> str:
    # Loaded when there is something to complain of.
    from difflib import get_close_matches

    near = get_close_matches(name, [setting.name for setting in SETTINGS], n=1)
    return f"there is no setting {name}." + (f" Did you mean {near[0]}?" if near else "")


def _parse_toml(path: Path, text: str) -> dict[str, Any]:
    """The values by dotted names; raises SettingsFileError, with the line."""
    # Loaded when there is a file: most people have none.
    import tomllib

    try:
        return dict(_flatten_tables(tomllib.loads(text.removeprefix("\ufeff"))))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsFileError(f"{path} is not TOML: {error or 'nested too deeply'}.") from None


def _flatten_tables(table: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flatten_tables(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
