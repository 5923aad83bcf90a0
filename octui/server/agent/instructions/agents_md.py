"""Instruction files for agents: AGENTS.md and its like, and files named in the configuration."""

import glob
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Self

from octui.server import server_paths
from octui.server.instance import Instance

INSTRUCTION_FILE_NAMES: Final = ("AGENTS.md", "CLAUDE.md", "CONTEXT.md")
MAX_INSTRUCTION_BYTES: Final = 256 * 1024
MAX_INSTRUCTION_FILES: Final = 50

Instruction = tuple[Path, str]


def load_instructions(instance: Instance) -> tuple[Instruction, ...]:
    """The instructions of every prompt: the user's own, the project's, and the files listed under `instructions`."""
    found: dict[Path, str] = {}
    for path in (
        *_find_user_instructions(),
        *_find_project_instructions(instance),
        *_find_configured_instructions(instance),
    ):
        if len(found) < MAX_INSTRUCTION_FILES and path not in found and (text := _read_instruction_file(path)):
            found[path] = f"Instructions from: {path}\n{text}"
    return tuple(found.items())


class NearbyInstructions:
    """Instruction files next to the files an agent reads; each is given to a session once."""

    def __init__(self, instance: Instance) -> None:
        self._root = _project_root(instance)
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
            if file is None or file in seen or file == path:
                continue
            seen.add(file)
            if text := _read_instruction_file(file):
                unseen.append((file, f"Instructions from: {file}\n{text}"))
        return tuple(unseen)


def _project_root(instance: Instance) -> Path:
    return Path(instance.worktree if instance.worktree != os.sep else instance.directory)


def _find_user_instructions() -> Iterator[Path]:
    """The user's own file: from this server's config folder if there is one, else from OpenCode's."""
    for folder in (server_paths.locate_config_folder(), server_paths.locate_opencode_folder()):
        if (folder / INSTRUCTION_FILE_NAMES[0]).is_file():
            yield folder / INSTRUCTION_FILE_NAMES[0]
            return


def _find_project_instructions(instance: Instance) -> Iterator[Path]:
    """Every file of the first name that occurs anywhere between the directory and the project root."""
    here, top = Path(instance.directory), _project_root(instance)
    folders = [here, *here.parents]
    folders = folders[: folders.index(top) + 1] if top in folders else [here]
    for name in INSTRUCTION_FILE_NAMES:
        files = [folder / name for folder in folders if (folder / name).is_file()]
        if files:
            yield from reversed(files)
            return


def _find_configured_instructions(instance: Instance) -> Iterator[Path]:
    """The globs of the configuration; URLs are ignored."""
    patterns = instance.config.values.get("instructions")
    for pattern in patterns if isinstance(patterns, list) else ():
        if not isinstance(pattern, str) or "://" in pattern:
            continue
        whole = str(_project_root(instance) / Path(pattern).expanduser())
        yield from (Path(file) for file in sorted(glob.glob(whole, recursive=True))[:MAX_INSTRUCTION_FILES])  # noqa: PTH207


def _read_instruction_file(path: Path) -> str:
    try:
        if not path.is_file() or path.stat().st_size > MAX_INSTRUCTION_BYTES:
            return ""
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
