"""Finds the Markdown files that define agents, commands and skills, the user's own ones first."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import chain, islice
from pathlib import Path
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.server.agent.definitions.document_cache import DOCUMENT_CACHE
from octui.server.agent.definitions.frontmatter import MarkdownDocument
from octui.server.config.loader import Configuration
from octui.server.config.problems import ConfigProblem

AGENT_FOLDERS: Final = ("agent", "agents", "mode", "modes")
COMMAND_FOLDERS: Final = ("command", "commands")
SKILL_FOLDERS: Final = ("skill", "skills")
SHARED_SKILL_FOLDERS: Final = (".claude/skills", ".agents/skills")
"""Where other coding agents keep their skills."""

SKILL_FILE: Final = "SKILL.md"
ANYWHERE: Final = "**/"

MAX_FILES: Final = 1_000
"""Of one kind in one folder: more than anyone writes by hand."""
MAX_VISITED: Final = 2_000
"""Files and folders that are looked at: a link may lead to all of the machine."""


_PATTERNS: Final = {
    **dict.fromkeys((*AGENT_FOLDERS, *COMMAND_FOLDERS), f"{ANYWHERE}*.md"),
    **dict.fromkeys(SKILL_FOLDERS, f"{ANYWHERE}{SKILL_FILE}"),
}
"""The folders in `.opencode`, and what defines something there."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that defines something; `kind` is the folder it was found in, such as `agents`."""

    path: Path
    kind: str
    name: str
    is_personal: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """What a file defines. A limited one is a project's, and only what is harmless in it is in force."""

    file: FoundFile
    document: MarkdownDocument
    is_limited: bool

    @property
    def problem(self) -> ConfigProblem | None:
        """Why the file cannot be read in full; what it defines must not be used then."""
        problem = self.document.problem
        return None if problem is None else ConfigProblem(self.file.path, problem.describe_line())


def read_definitions(config: Configuration, files: Iterable[FoundFile]) -> Iterator[Definition]:
    """All but those that a link takes from outside a project the user does not trust."""
    for file in files:
        if not file.is_personal and not config.trust.allows_file(file.path):
            continue
        document = DOCUMENT_CACHE.read_document(file.path)
        if document is not None:
            is_limited = not file.is_personal and not config.trust.allows_document(file.path, document)
            yield Definition(file, document, is_limited)


def list_unreadable_files(config: Configuration) -> list[ConfigProblem]:
    """The agents, commands and skills that are not used because their files cannot be read, or are too many."""
    files = (*find_files(config, (*AGENT_FOLDERS, *COMMAND_FOLDERS)), *find_skill_files(config))
    problems = [definition.problem for definition in read_definitions(config, files)]
    return [problem for problem in problems if problem is not None] + list(_list_overfull_folders(config))


def _list_overfull_folders(config: Configuration) -> Iterator[ConfigProblem]:
    for folder in (*config.user_folders, *config.project_folders):
        for kind, pattern in _PATTERNS.items():
            path = folder / kind
            if len(list_matching_files(path, pattern)) == MAX_FILES or _count_visited(path) == MAX_VISITED:
                yield ConfigProblem(path, "it holds too many files, of which only some are")


def find_files(config: Configuration, kinds: Iterable[str]) -> Iterator[FoundFile]:
    """The agents or commands in the user's folders and in every `.opencode` of the project."""
    kinds = tuple(kinds)
    for folders, is_personal in ((config.user_folders, True), (config.project_folders, False)):
        for folder in folders:
            for kind in kinds:
                for path in list_matching_files(folder / kind, _PATTERNS[kind]):
                    name = path.relative_to(folder / kind).with_suffix("").as_posix()
                    yield FoundFile(path, kind, name, is_personal)


def find_skill_files(config: Configuration) -> Iterator[FoundFile]:
    """Skills in the order of their precedence, the highest last."""
    project_roots = [folder.parent for folder in config.project_folders]
    roots = [(Path.home(), True), *((root, False) for root in project_roots if root != Path.home())]
    for root, is_personal in roots:
        for shared in SHARED_SKILL_FOLDERS:
            for path in list_matching_files(root / shared, f"*/{SKILL_FILE}"):
                yield FoundFile(path, shared, path.parent.name, is_personal)
    for folders, is_personal in ((config.user_folders, True), (config.project_folders, False)):
        for folder in folders:
            for kind in SKILL_FOLDERS:
                for path in list_matching_files(folder / kind, _PATTERNS[kind]):
                    yield FoundFile(path, kind, path.parent.name, is_personal)


def list_matching_files(folder: Path, pattern: str) -> list[Path]:
    """The files in order, of a folder far too full the first; none where there is no such folder."""
    try:
        found: Iterable[Path] = folder.glob(pattern)
        if pattern.startswith(ANYWHERE):
            name = pattern.removeprefix(ANYWHERE)
            found = (path for path in _walk_folder(folder) if fnmatchcase(path.name, name))
        return sorted(islice(found, MAX_FILES))
    except (OSError, RuntimeError, ValueError):
        return []


def _walk_folder(folder: Path) -> Iterator[Path]:
    """The files and folders below one, without following links, as far as MAX_VISITED."""
    every = (Path(parent, name) for parent, folders, files in os.walk(folder) for name in chain(files, folders))
    return islice(every, MAX_VISITED)


def _count_visited(folder: Path) -> int:
    return sum(1 for _ in _walk_folder(folder))
