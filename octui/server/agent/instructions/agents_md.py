"""Instruction files for agents: AGENTS.md and its like, and files named in the configuration."""

import glob
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from octui.server import server_paths
from octui.server.config.loader import Configuration
from octui.server.instance import Instance
from octui.server.trust.project_trust import is_inside, resolve_path

INSTRUCTION_FILE_NAMES: Final = ("AGENTS.md", "CLAUDE.md", "CONTEXT.md")
MAX_INSTRUCTION_BYTES: Final = 256 * 1024
MAX_INSTRUCTION_FILES: Final = 50

Instruction = tuple[Path, str]


def load_instructions(instance: Instance) -> tuple[Instruction, ...]:
    """The instructions of every prompt: the user's own, the project's, and the files listed under `instructions`."""
    found: dict[Path, str] = {}
    top = Path(instance.top)
    for path in (*_find_user_instructions(), *find_project_instructions(instance.config, top, instance.directory)):
        if len(found) < MAX_INSTRUCTION_FILES and path not in found and (text := _read_instruction_file(path)):
            found[path] = f"Instructions from: {path}\n{text}"
    return tuple(found.items())


def find_project_instructions(config: Configuration, top: Path, directory: str) -> Iterator[Path]:
    """The project's files and those listed under `instructions`, without what links take from outside the project."""
    for path, is_personal in (*_find_standing_files(top, Path(directory)), *_find_listed_files(config, top)):
        named_outside = not _is_named_inside(path, top) and (is_personal or config.trust.is_trusted)
        if named_outside or config.trust.allows_file(path):
            yield path


def find_linked_instructions(config: Configuration, top: Path, directory: str) -> Iterator[Path]:
    """The files that would be read if the project were trusted, but that a link takes from outside of it."""
    for path, _ in (*_find_standing_files(top, Path(directory)), *_find_listed_files(config, top)):
        if _is_named_inside(path, top) and not is_inside(path, config.trust.root):
            yield path


class NearbyInstructions:
    """Instruction files next to the files an agent reads; each is given to a session once."""

    def __init__(self, instance: Instance) -> None:
        self._root = Path(instance.top)
        self._trust = instance.config.trust
        self._told: dict[str, set[Path]] = {}
        self._standing = {path for path, _ in load_instructions(instance)}

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance)

    def take_unseen_instructions(self, session_id: str, path: Path) -> tuple[Instruction, ...]:
        """The instructions between the project root and this path that the session has not seen yet."""
        seen = self._told.setdefault(session_id, set(self._standing))
        unseen: list[Instruction] = []
        for folder in path.parents:
            if folder == self._root or self._root not in folder.parents:
                break
            file = next((folder / name for name in INSTRUCTION_FILE_NAMES if (folder / name).is_file()), None)
            if file is None or file in seen or file == path or not self._trust.allows_file(file):
                continue
            seen.add(file)
            if text := _read_instruction_file(file):
                unseen.append((file, f"Instructions from: {file}\n{text}"))
        return tuple(unseen)


def _find_user_instructions() -> Iterator[Path]:
    """The user's own file: from this server's config folder if there is one, else from OpenCode's."""
    for folder in (server_paths.locate_config_folder(), server_paths.locate_opencode_folder()):
        if (folder / INSTRUCTION_FILE_NAMES[0]).is_file():
            yield folder / INSTRUCTION_FILE_NAMES[0]
            return


def _is_named_inside(path: Path, top: Path) -> bool:
    """Whether a path is in a folder if none of its parts is a link."""
    return Path(os.path.normpath(path)).is_relative_to(top)


def _find_standing_files(top: Path, here: Path) -> Iterator[tuple[Path, bool]]:
    """Every file of the first name that occurs anywhere between the directory and the project root."""
    folders = [here, *here.parents]
    folders = folders[: folders.index(top) + 1] if top in folders else [here]
    for name in INSTRUCTION_FILE_NAMES:
        files = [folder / name for folder in folders if os.path.isfile(folder / name)]  # noqa: PTH113 - never raises
        if files:
            yield from ((file, False) for file in reversed(files))
            return


def _find_listed_files(config: Configuration, top: Path) -> Iterator[tuple[Path, bool]]:
    """The globs of the configuration, and whether the user's own has them; URLs are ignored."""
    own = config.personal.get("instructions")
    patterns = config.values.get("instructions")
    for pattern in patterns if isinstance(patterns, list) else ():
        if not isinstance(pattern, str) or "://" in pattern:
            continue
        is_own = isinstance(own, list) and pattern in own
        for file in sorted(_match_files(pattern, top, is_own=is_own))[:MAX_INSTRUCTION_FILES]:
            yield Path(file), is_own


def _match_files(pattern: str, top: Path, *, is_own: bool) -> list[str]:
    """What a glob matches; a project's `**` neither leaves the project nor follows links, which may lead to `/`."""
    whole = str(top / Path(pattern).expanduser())
    if is_own or "**" not in pattern:
        return glob.glob(whole, recursive=True)  # noqa: PTH207
    inside = Path(os.path.normpath(whole))
    start = Path(*itertools.takewhile(lambda part: "*" not in part, inside.parts))
    root = resolve_path(top)
    if ".." in Path(pattern).parts or not inside.is_relative_to(top) or root is None or not is_inside(start, root):
        return []
    try:
        return [str(file) for file in top.glob(str(inside.relative_to(top)))]
    except (ValueError, OSError):
        return []


def _read_instruction_file(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > MAX_INSTRUCTION_BYTES:
            return ""
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
