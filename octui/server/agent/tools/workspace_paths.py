"""The directories of a session: where relative paths start, and which paths need no permission."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from octui.server.instance import Instance
from octui.server.permissions.path_scope import expand_tilde, is_inside_any, resolve_real_path
from octui.server.permissions.pattern_doubts import PatternDoubts

OUTPUT_FOLDER: Final = "tool-output"


@dataclass(frozen=True, slots=True)
class WorkspacePaths:
    """`directory` is where relative paths start, `outputs` where full outputs are saved."""

    directory: Path
    worktree: Path
    outputs: Path

    @classmethod
    def from_instance(cls, instance: Instance) -> Self:
        return cls(Path(instance.directory), Path(instance.worktree), instance.data_folder / OUTPUT_FOLDER)

    @property
    def allowed_roots(self) -> tuple[Path, ...]:
        """The directories that need no permission: directory, output folder, and the worktree of a repository."""
        roots = [resolve_real_path(self.directory, "/"), resolve_real_path(self.outputs, "/")]
        if self.worktree != Path("/"):
            roots.append(resolve_real_path(self.worktree, "/"))
        return tuple(roots)

    def resolve_path(self, named: str) -> Path:
        """The absolute path, with `..` resolved and links kept."""
        return Path(os.path.normpath(self.directory / expand_tilde(named)))

    def resolve_links(self, path: Path) -> Path:
        """The real path, wherever links lead; it need not exist."""
        return resolve_real_path(path, self.directory)

    def is_outside(self, real: Path) -> bool:
        """Whether a real path is outside the allowed directories."""
        return not is_inside_any(real, self.allowed_roots)

    def abbreviate_path(self, path: Path) -> str:
        """The path relative to the directory."""
        return os.path.relpath(path, self.directory)

    def build_permission_pattern(self, path: Path) -> str:
        """What permission rules for a file match: its path in the worktree, else in the directory."""
        root = self.worktree if self.worktree != Path("/") else self.directory
        return os.path.relpath(path, root)

    def describe_other_names(self, files: Mapping[Path, Path]) -> PatternDoubts:
        """What else rules may call files, given with their real paths: where links lead, and absolute paths."""
        root = self.worktree if self.worktree != Path("/") else self.directory
        real_root = os.path.realpath(root)
        spellings: list[tuple[str, str]] = []
        absolute: set[str] = set()
        for path, real in files.items():
            absolute |= {str(path), str(real)}
            if (target := os.path.relpath(real, real_root)) != (pattern := self.build_permission_pattern(path)):
                spellings.append((pattern, target))
        return PatternDoubts(spellings=tuple(spellings), other_names=frozenset(absolute))
