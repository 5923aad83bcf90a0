"""The configuration of a directory: the user's, the project's and `.opencode/`; later ones override earlier ones."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from octui.server import server_paths
from octui.server.config import jsonc
from octui.server.config.config_interpolation import fill_placeholders
from octui.wire.struct import Json

CONFIG_FILE_NAMES = ("opencode.json", "opencode.jsonc")
GLOBAL_CONFIG_FILE_NAMES = ("config.json", *CONFIG_FILE_NAMES)
DOT_FOLDER = ".opencode"

CONCATENATED_KEYS = ("instructions", "plugin")
"""Lists to which every file adds; other values replace."""


@dataclass(frozen=True)
class Configuration:
    """A merged configuration, with placeholders filled in."""

    values: Json = field(default_factory=dict, repr=False)
    folders: tuple[Path, ...] = ()
    """Where agents, commands and skills may be, highest precedence last: the user's folders, then every `.opencode`."""
    problems: tuple[str, ...] = ()
    """One sentence for each file that could not be used."""

    def get_text(self, key: str) -> str | None:
        """The value of a key when it is a non-empty string."""
        value = self.values.get(key)
        return value if isinstance(value, str) and value else None

    def get_object(self, key: str) -> Json:
        """The value of a key when it is an object, else an empty object."""
        value = self.values.get(key)
        return value if isinstance(value, dict) else {}

    @property
    def model(self) -> str | None:
        """`provider/model`."""
        return self.get_text("model")

    @property
    def small_model(self) -> str | None:
        return self.get_text("small_model")

    @property
    def default_agent(self) -> str | None:
        return self.get_text("default_agent")

    @property
    def username(self) -> str | None:
        return self.get_text("username")

    @property
    def snapshot(self) -> bool:
        """Whether snapshots are enabled."""
        return self.values.get("snapshot") is not False


def load_global_config() -> Configuration:
    """The user's configuration: OpenCode's, overridden by this server's."""
    folders = (server_paths.locate_opencode_folder(), server_paths.locate_config_folder())
    return _merge_files([folder / name for folder in folders for name in GLOBAL_CONFIG_FILE_NAMES], folders)


def load_directory_config(directory: str, worktree: str) -> Configuration:
    """The configuration that applies in a directory of a worktree; `/` means no worktree."""
    chain = list(_folder_chain(directory, worktree))
    user_folders = (server_paths.locate_opencode_folder(), server_paths.locate_config_folder())
    files = [folder / name for folder in user_folders for name in GLOBAL_CONFIG_FILE_NAMES]
    if extra_file := os.environ.get("OPENCODE_CONFIG"):
        files.append(Path(extra_file))
    files += [folder / name for folder in chain for name in CONFIG_FILE_NAMES]
    files += [folder / DOT_FOLDER / name for folder in chain for name in CONFIG_FILE_NAMES]
    merged = _merge_files(files, (*user_folders, *(folder / DOT_FOLDER for folder in chain)))
    return _merge_content_variable(merged, directory)


def patch_global_config(patch: Json) -> Configuration:
    """Write to this server's own file and load again; raises OSError, msgspec.DecodeError."""
    _write_config_patch(server_paths.locate_config_folder() / CONFIG_FILE_NAMES[0], patch)
    return load_global_config()


def patch_project_config(directory: str, worktree: str, patch: Json) -> None:
    """Write to the project's file; raises OSError, msgspec.DecodeError.

    A file with comments is not rewritten: the change goes to `.opencode/opencode.json`, which overrides it.
    """
    chain = list(_folder_chain(directory, worktree))
    dotted = [folder / DOT_FOLDER / name for folder in reversed(chain) for name in reversed(CONFIG_FILE_NAMES)]
    bare = [folder / name for folder in reversed(chain) for name in reversed(CONFIG_FILE_NAMES)]
    existing = next((file for file in (*dotted, *bare) if file.is_file()), None)
    if existing is None:
        _write_config_patch(chain[0] / CONFIG_FILE_NAMES[0], patch)
    elif existing.suffix == ".json" and jsonc.is_plain_json(_read_config_text(existing)):
        _write_config_patch(existing, patch)
    elif existing in bare:
        _write_config_patch(existing.parent / DOT_FOLDER / CONFIG_FILE_NAMES[0], patch)
    else:
        _write_config_patch(existing, patch)


def merge_values(below: Any, above: Any, key: str = "") -> Any:
    """Objects are merged key by key, `null` in `above` removes a key, anything else replaces the value."""
    if isinstance(below, dict) and isinstance(above, dict):
        result = dict(below)
        for name, value in above.items():
            if value is None:
                result.pop(name, None)
            else:
                result[name] = merge_values(below.get(name), value, name)
        return result
    if key in CONCATENATED_KEYS and isinstance(below, list) and isinstance(above, list):
        return [*below, *(element for element in above if element not in below)]
    return above


def _folder_chain(directory: str, worktree: str) -> Iterator[Path]:
    """From the top of the worktree down to the directory."""
    here = Path(directory)
    top = Path(worktree)
    if worktree == os.sep or not here.is_relative_to(top):
        yield here
        return
    yield top
    for name in here.relative_to(top).parts:
        top = top / name
        yield top


def _merge_files(files: list[Path], folders: tuple[Path, ...]) -> Configuration:
    values: Json = {}
    problems: list[str] = []
    for file in files:
        try:
            decoded = jsonc.parse_jsonc(_read_config_text(file))
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as problem:
            problems.append(f"{file} could not be used: {problem}")
            continue
        if isinstance(decoded, dict):
            values = merge_values(values, fill_placeholders(decoded, file.parent))
        else:
            problems.append(f"{file} could not be used: it is not a JSON object")
    return Configuration(values, tuple(dict.fromkeys(folders)), tuple(problems))


def _merge_content_variable(configuration: Configuration, directory: str) -> Configuration:
    """Merges the content of `OPENCODE_CONFIG_CONTENT` on top."""
    content = os.environ.get("OPENCODE_CONFIG_CONTENT")
    if not content:
        return configuration
    try:
        above = jsonc.parse_jsonc(content)
    except ValueError as problem:
        sentence = f"OPENCODE_CONFIG_CONTENT could not be used: {problem}"
        return Configuration(configuration.values, configuration.folders, (*configuration.problems, sentence))
    values = (
        merge_values(configuration.values, fill_placeholders(above, Path(directory))) if isinstance(above, dict) else {}
    )
    return Configuration(values or configuration.values, configuration.folders, configuration.problems)


def _read_config_text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _write_config_patch(file: Path, patch: Json) -> None:
    try:
        existing = jsonc.parse_jsonc(_read_config_text(file))
    except FileNotFoundError:
        existing = {"$schema": "https://opencode.ai/config.json"}
    file.parent.mkdir(parents=True, exist_ok=True)
    target = file.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    body = msgspec.json.format(
        msgspec.json.encode(merge_values(existing if isinstance(existing, dict) else {}, patch)), indent=2
    )
    try:
        temporary.write_bytes(body + b"\n")
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
