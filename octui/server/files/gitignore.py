"""`.gitignore` rules, evaluated without git, which may not be installed."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from octui.server.git.git_dir import find_common_git_dir

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

HEAVY_FOLDERS = frozenset(
    {".cache", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".venv", "__pycache__", "node_modules", "venv"}
)
"""Folders skipped outside of repositories, where no `.gitignore` applies."""

MAX_IGNORE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class IgnoreRules:
    """The ignore rules of one folder: its own patterns first, then those of its parents."""

    base: str
    """The folder relative to the repository's top: empty, or with a trailing slash."""
    patterns: "GitIgnoreSpec | None" = None
    above: Self | None = None

    def is_ignored(self, path: str) -> bool:
        """Whether git ignores this path, relative to the repository's top; folders have a trailing slash."""
        rules: IgnoreRules | None = self
        while rules is not None:
            if rules.patterns is not None:
                decided = rules.patterns.check_file(path.removeprefix(rules.base)).include
                if decided is not None:
                    return decided
            rules = rules.above
        return False

    def extend_below(self, folder: Path, base: str) -> "IgnoreRules":
        """The rules for a subfolder of this one."""
        patterns = _load_patterns(folder / ".gitignore")
        return IgnoreRules(base, patterns, self) if patterns is not None else self


@cache
def load_default_rules() -> IgnoreRules:
    """The rules outside of repositories."""
    return IgnoreRules("", _compile_spec(f"{name}/" for name in sorted(HEAVY_FOLDERS)))


@dataclass(frozen=True)
class FolderRules:
    """A folder and the ignore rules that apply in it."""

    folder: Path
    base: str
    rules: IgnoreRules

    def is_name_ignored(self, name: str, is_folder: bool) -> bool:
        return name == ".git" or self.rules.is_ignored(f"{self.base}{name}{'/' if is_folder else ''}")

    def enter_folder(self, name: str) -> "FolderRules":
        folder, base = self.folder / name, f"{self.base}{name}/"
        return FolderRules(folder, base, self.rules.extend_below(folder, base))


def load_folder_rules(folder: Path) -> FolderRules:
    """The rules for a folder, collected from its repository's top down."""
    top = find_repository(folder)
    if top is None:
        return FolderRules(folder, "", load_default_rules())
    here = FolderRules(top, "", _load_base_rules(top).extend_below(top, ""))
    for name in folder.relative_to(top).parts:
        here = here.enter_folder(name)
    return here


def find_repository(folder: Path) -> Path | None:
    """The top folder of the repository that contains a folder."""
    return next((parent for parent in (folder, *folder.parents) if (parent / ".git").exists()), None)


def _load_base_rules(top: Path) -> IgnoreRules:
    """The user's global ignore rules, and those of this clone (`info/exclude`)."""
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    global_rules = IgnoreRules("", _load_patterns(settings / "git" / "ignore", follow_links=True))
    folder = find_common_git_dir(top)
    return (
        IgnoreRules("", _load_patterns(folder / "info" / "exclude"), global_rules)
        if folder is not None
        else global_rules
    )


def _load_patterns(file: Path, *, follow_links: bool = False) -> "GitIgnoreSpec | None":
    """Like git, only the user's own files may be links; a pipe or a device would never end."""
    try:
        status = file.stat(follow_symlinks=follow_links)
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_IGNORE_BYTES:
        return None
    return _parse_ignore_file(file, status.st_mtime_ns)


@lru_cache(maxsize=1024)
def _parse_ignore_file(file: Path, _stamp: int) -> "GitIgnoreSpec | None":
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return _compile_spec(line for line in lines if line.strip() and not line.startswith("#"))


def _compile_spec(lines: Iterable[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # imported with the first search, to keep start-up fast

    return GitIgnoreSpec.from_lines(lines)
