"""Configuration files: the user's, the project's and those in `.opencode/`; later ones override earlier ones."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from octui.server import server_paths
from octui.server.config import jsonc
from octui.server.config.config_interpolation import fill_placeholders, quote_bare_placeholders
from octui.server.config.problems import JSON_ERROR, ConfigProblem
from octui.server.config.setting_checks import find_invalid_limit, find_invalid_setting
from octui.server.trust.project_trust import ProjectTrust, is_inside, resolve_path
from octui.wire.struct import Json

CONFIG_FILE_NAMES = ("opencode.json", "opencode.jsonc")
GLOBAL_CONFIG_FILE_NAMES = ("config.json", *CONFIG_FILE_NAMES)
DOT_FOLDER = ".opencode"
CONTENT_VARIABLE = "OPENCODE_CONFIG_CONTENT"

MAX_CONFIG_CHARACTERS = 4 * 1024 * 1024
MAX_DEPTH = 64

CONCATENATED_KEYS = ("instructions", "plugin")
"""Lists to which every file adds; other values replace."""


@dataclass(frozen=True)
class Configuration:
    """A merged configuration, with placeholders filled in."""

    values: Json = field(default_factory=dict, repr=False)
    """Everything that is in force."""
    personal: Json = field(default_factory=dict, repr=False)
    """Only what is the user's own."""
    project: Json = field(default_factory=dict, repr=False)
    """Only what a project adds; before it is trusted, its rules are here but not among the values."""
    user_folders: tuple[Path, ...] = ()
    project_folders: tuple[Path, ...] = ()
    problems: tuple[ConfigProblem, ...] = ()
    """Why files cannot be used as they are written; while there are any, nothing is run."""
    trust: ProjectTrust = field(default_factory=ProjectTrust)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where agents, commands and skills may be, highest precedence last."""
        return self.user_folders + self.project_folders

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
    return _merge_user_files(list_user_files())


def load_personal_config() -> Configuration:
    """The user's configuration with the file that `OPENCODE_CONFIG` names."""
    files = list_user_files()
    if extra_file := os.environ.get("OPENCODE_CONFIG"):
        files.append(Path(extra_file))
    return _merge_user_files(files)


def read_content_variable(directory: str) -> tuple[Json, tuple[ConfigProblem, ...]]:
    """What `OPENCODE_CONFIG_CONTENT` holds, which overrides all files, and why it could not be used."""
    content = os.environ.get(CONTENT_VARIABLE)
    if not content:
        return {}, ()
    found, problem = _parse_config(CONTENT_VARIABLE, content)
    missing: list[ConfigProblem] = []
    values = fill_placeholders(found, Path(directory), note_missing=_collect_missing(CONTENT_VARIABLE, missing))
    return values, (*((problem,) if problem is not None else ()), *missing)


def list_user_folders() -> tuple[Path, ...]:
    return tuple(dict.fromkeys((server_paths.locate_opencode_folder(), server_paths.locate_config_folder())))


def list_user_files() -> list[Path]:
    return [folder / name for folder in list_user_folders() for name in GLOBAL_CONFIG_FILE_NAMES]


def list_project_folders(directory: str, worktree: str) -> tuple[Path, ...]:
    """Every `.opencode` from the top of the worktree down; a folder of the user's own is not a project's."""
    own = [resolve_path(folder) for folder in list_user_folders()]
    folders = (folder / DOT_FOLDER for folder in iter_folder_chain(directory, worktree))
    return tuple(folder for folder in folders if resolve_path(folder) not in own)


def list_project_files(directory: str, worktree: str) -> tuple[Path, ...]:
    """Where a project's configuration may be, highest precedence last; files of the user's own are not a project's."""
    own = [resolve_path(file) for file in list_user_files()]
    chain = tuple(iter_folder_chain(directory, worktree))
    bare = (folder / name for folder in chain for name in CONFIG_FILE_NAMES)
    dotted = (folder / DOT_FOLDER / name for folder in chain for name in CONFIG_FILE_NAMES)
    return tuple(file for file in (*bare, *dotted) if resolve_path(file) not in own)


def patch_global_config(patch: Json) -> Configuration:
    """Write to this server's own file and load again; raises OSError, msgspec.DecodeError."""
    _write_config_patch(server_paths.locate_config_folder() / CONFIG_FILE_NAMES[0], patch)
    return load_global_config()


def patch_project_config(directory: str, worktree: str, patch: Json) -> None:
    """Write to the project's file; raises OSError, msgspec.DecodeError.

    A file with comments is not rewritten: the change goes to `.opencode/opencode.json`, which overrides it.
    """
    chain = list(iter_folder_chain(directory, worktree))
    dotted = [folder / DOT_FOLDER / name for folder in reversed(chain) for name in reversed(CONFIG_FILE_NAMES)]
    bare = [folder / name for folder in reversed(chain) for name in reversed(CONFIG_FILE_NAMES)]
    existing = next((file for file in (*dotted, *bare) if file.is_file()), None)
    if existing is not None and not is_inside(existing, chain[0].resolve()):
        raise OSError(f"{existing} is a link to a file outside the project")
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


def iter_folder_chain(directory: str, worktree: str) -> Iterator[Path]:
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


def read_config_files(files: Iterable[Path]) -> tuple[list[tuple[Path, Json]], list[ConfigProblem]]:
    """The files that exist with their values, placeholders as they stand, and why some could not be used."""
    read: list[tuple[Path, Json]] = []
    problems: list[ConfigProblem] = []
    for file in files:
        try:
            text = _read_config_text(file)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as problem:
            problems.append(ConfigProblem(file, getattr(problem, "strerror", None) or str(problem)))
            continue
        values, problem_found = _parse_config(file, text)
        read.append((file, values))
        problems += [problem_found] if problem_found is not None else []
    return read, problems


def fill_config_file(file: Path, values: Json) -> tuple[Json, list[ConfigProblem]]:
    """The values of a file with all placeholders replaced, and which of them name a file that cannot be read."""
    problems: list[ConfigProblem] = []
    return fill_placeholders(values, file.parent, note_missing=_collect_missing(file, problems)), problems


def _collect_missing(source: Path | str, problems: list[ConfigProblem]) -> Callable[[str], None]:
    return lambda placeholder: problems.append(ConfigProblem(source, f'bad file reference: "{placeholder}"'))


def _merge_user_files(files: Iterable[Path]) -> Configuration:
    read, problems = read_config_files(files)
    values: Json = {}
    for file, found in read:
        filled, missing = fill_config_file(file, found)
        values = merge_values(values, filled)
        problems += missing
    return Configuration(values, values, {}, list_user_folders(), problems=tuple(problems))


def _parse_config(source: Path | str, text: str) -> tuple[Json, ConfigProblem | None]:
    """The values of a configuration and the first problem with it; only what is valid is among the values."""
    text = quote_bare_placeholders(text)
    try:
        decoded = jsonc.parse_jsonc(text)
    except jsonc.JsoncError as broken:
        return {}, ConfigProblem(source, str(broken), JSON_ERROR)
    if not isinstance(decoded, dict):
        return {}, ConfigProblem(source, "it is not a JSON object")
    if _measure_depth(decoded) > MAX_DEPTH:
        return {}, ConfigProblem(source, "it is nested too deeply")
    if invalid := _find_invalid_rule(decoded) or find_invalid_limit(decoded):
        line = jsonc.find_key_line(text, invalid)
        return decoded, ConfigProblem(source, f"{'.'.join(invalid)} in line {line} is not valid")
    return decoded, None


def _find_invalid_rule(values: Json) -> tuple[str, ...]:
    """The keys to a setting that was meant to be a rule, or to hold some."""
    if invalid := find_invalid_setting(values):
        return invalid
    for kind in ("mode", "agent"):
        described = values.get(kind)
        if described is not None and not isinstance(described, dict):
            return (kind,)
        for name, settings in (described or {}).items():
            if settings is not None and not isinstance(settings, dict):
                return kind, name
            if invalid := find_invalid_setting(settings or {}):
                return kind, name, *invalid
    return ()


def _read_config_text(file: Path) -> str:
    """The text of a regular file of a sensible size; a FIFO or device would block or never end."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, encoding="utf-8") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("it is not a regular file")
        text = opened.read(MAX_CONFIG_CHARACTERS + 1)
    if len(text) > MAX_CONFIG_CHARACTERS:
        raise OSError("it is too large")
    return text


def _measure_depth(value: Any) -> int:
    """How deeply objects and lists are nested."""
    depth, level = 0, [value]
    while level:
        depth += 1
        inner = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list))
        level = [element for part in inner for element in part]
    return depth


def _write_config_patch(file: Path, patch: Json) -> None:
    try:
        existing = jsonc.parse_jsonc(_read_config_text(file))
    except jsonc.JsoncError as broken:
        raise OSError(f"{file} is not valid: {broken}") from broken
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
