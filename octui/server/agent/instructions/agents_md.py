"""Instructions people write for agents: AGENTS.md files, and those the configuration names."""

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
    """What holds from the start: the person's own, the project's, and what `instructions` names."""
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
    """Instructions that lie beside what is read, told once to each session."""

    def __init__(self, instance: Instance) -> None:
        self._root = _project_root(instance)
        self._told: dict[str, set[Path]] = {}
        self._standing = {path for path, _ in load_instructions(instance)}

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(instance)

    def take_unseen_instructions(self, session_id: str, path: Path) -> tuple[Instruction, ...]:
        """Those between the project's top and this path that the session has not seen."""
        told = self._told.setdefault(session_id, set(self._standing))
        news: list[Instruction] = []
        for folder in path.parents:
            if folder == self._root or self._root not in folder.parents:
                break
            file = next((folder / name for name in INSTRUCTION_FILE_NAMES if (folder / name).is_file()), None)
            if file is None or file in told or file == path:
                continue
            told.add(file)
            if text := _read_instruction_file(file):
                news.append((file, f"Instructions from: {file}\n{text}"))
        return tuple(news)


def _project_root(instance: Instance) -> Path:
    return Path(instance.worktree if instance.worktree != os.sep else instance.directory)


def _find_user_instructions() -> Iterator[Path]:
    """The person's: of this server's folder if it is there, else of OpenCode's."""
    for folder in (server_paths.locate_config_folder(), server_paths.locate_opencode_folder()):
        if (folder / INSTRUCTION_FILE_NAMES[0]).is_file():
            yield folder / INSTRUCTION_FILE_NAMES[0]
            return


def _find_project_instructions(instance: Instance) -> Iterator[Path]:
    """The first name that is found anywhere between the directory and the top, everywhere it is found."""
    here, top = Path(instance.directory), _project_root(instance)
    folders = [here, *here.parents]
    folders = folders[: folders.index(top) + 1] if top in folders else [here]
    for name in INSTRUCTION_FILE_NAMES:
        files = [folder / name for folder in folders if (folder / name).is_file()]
        if files:
            yield from reversed(files)
            return


def _find_configured_instructions(instance: Instance) -> Iterator[Path]:
    """Globs of the configuration; addresses on the web are left alone."""
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
