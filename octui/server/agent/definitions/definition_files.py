"""Finds the Markdown files that define agents, commands and skills, the user's own ones first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from octui.server.agent.definitions.frontmatter import MarkdownDocument, read_markdown_document
from octui.server.config.loader import Configuration
from octui.server.config.problems import ConfigProblem

AGENT_FOLDERS: Final = ("agent", "agents", "mode", "modes")
COMMAND_FOLDERS: Final = ("command", "commands")
SKILL_FOLDERS: Final = ("skill", "skills")
SHARED_SKILL_FOLDERS: Final = (".claude/skills", ".agents/skills")
"""Where other coding agents keep their skills."""

SKILL_FILE: Final = "SKILL.md"


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

    found: FoundFile
    document: MarkdownDocument
    is_limited: bool

    @property
    def problem(self) -> ConfigProblem | None:
        """Why the file cannot be read in full; what it defines must not be used then."""
        found = self.document.problem
        return None if found is None else ConfigProblem(self.found.path, found.describe_line())


def read_definitions(config: Configuration, found: Iterable[FoundFile]) -> Iterator[Definition]:
    """All but those that a link takes from outside a project the user does not trust."""
    for file in found:
        if not file.is_personal and not config.trust.allows_file(file.path):
            continue
        document = read_markdown_document(file.path)
        if document is not None:
            is_limited = not file.is_personal and not config.trust.allows_document(file.path, document)
            yield Definition(file, document, is_limited)


def list_unreadable_files(config: Configuration) -> list[ConfigProblem]:
    """The agents, commands and skills that are not used because their files cannot be read."""
    files = (*find_files(config, (*AGENT_FOLDERS, *COMMAND_FOLDERS)), *find_skill_files(config))
    return [definition.problem for definition in read_definitions(config, files) if definition.problem is not None]


def find_files(config: Configuration, kinds: Iterable[str]) -> Iterator[FoundFile]:
    """The agents or commands in the user's folders and in every `.opencode` of the project."""
    kinds = tuple(kinds)
    for folders, is_personal in ((config.user_folders, True), (config.project_folders, False)):
        for folder in folders:
            for kind in kinds:
                for path in list_matching_files(folder / kind, "**/*.md"):
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
                for path in list_matching_files(folder / kind, f"**/{SKILL_FILE}"):
                    yield FoundFile(path, kind, path.parent.name, is_personal)


def list_matching_files(folder: Path, pattern: str) -> list[Path]:
    """The files in order; none where there is no such folder or its path leads nowhere."""
    try:
        return sorted(folder.glob(pattern))
    except (OSError, RuntimeError, ValueError):
        return []
