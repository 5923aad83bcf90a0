"""What `.gitignore` files say, read without git, which may not be there."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Self

from octui.server.git.folders import common_folder

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

HEAVY = frozenset(
    {".cache", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".tox", ".venv", "__pycache__", "node_modules", "venv"}
)
"""Folders nobody looks through where no repository says what to leave out."""


@dataclass(frozen=True)
class Rules:
    """What holds in one folder: its own patterns first, then those of the folders above."""

    base: str
    """The folder below the top of the repository: empty, or with a final slash."""
    patterns: "GitIgnoreSpec | None" = None
    above: Self | None = None

    def ignore(self, path: str) -> bool:
        """Whether git leaves out this path below the top of the repository; a folder has a final slash."""
        rules: Rules | None = self
        while rules is not None:
            if rules.patterns is not None:
                decided = rules.patterns.check_file(path.removeprefix(rules.base)).include
                if decided is not None:
                    return decided
            rules = rules.above
        return False

    def below(self, folder: Path, base: str) -> "Rules":
        """The rules of a folder in the one these hold in."""
        patterns = _patterns(folder / ".gitignore")
        return Rules(base, patterns, self) if patterns is not None else self


@cache
def outside() -> Rules:
    """What holds where there is no repository."""
    return Rules("", _spec(f"{name}/" for name in sorted(HEAVY)))


@dataclass(frozen=True)
class Ground:
    """A folder and the rules that hold in it."""

    folder: Path
    base: str
    rules: Rules

    def ignores(self, name: str, is_folder: bool) -> bool:
        return name == ".git" or self.rules.ignore(f"{self.base}{name}{'/' if is_folder else ''}")

    def into(self, name: str) -> "Ground":
        folder, base = self.folder / name, f"{self.base}{name}/"
        return Ground(folder, base, self.rules.below(folder, base))


def ground(folder: Path) -> Ground:
    """The rules at a folder, gathered from the top of its repository down."""
    top = repository(folder)
    if top is None:
        return Ground(folder, "", outside())
    here = Ground(top, "", _first_rules(top).below(top, ""))
    for name in folder.relative_to(top).parts:
        here = here.into(name)
    return here


def repository(folder: Path) -> Path | None:
    """The top of the repository a folder is in."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def _first_rules(top: Path) -> Rules:
    """What the person's own settings leave out everywhere, and what this clone alone does."""
    settings = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    everywhere = Rules("", _patterns(settings / "git" / "ignore"))
    folder = common_folder(top)
    return Rules("", _patterns(folder / "info" / "exclude"), everywhere) if folder is not None else everywhere


def _patterns(file: Path) -> "GitIgnoreSpec | None":
    try:
        stamp = file.stat().st_mtime_ns
    except OSError:
        return None
    return _read(file, stamp)


@lru_cache(maxsize=1024)
def _read(file: Path, _stamp: int) -> "GitIgnoreSpec | None":
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    return _spec(line for line in lines if line.strip() and not line.startswith("#"))


def _spec(lines: Iterable[str]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec  # loaded when files are first looked through, to keep start-up short

    return GitIgnoreSpec.from_lines(lines)
