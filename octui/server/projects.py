"""Projects: the repository a directory is in, known by its first commit."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from octui.server.answers import encoded
from octui.server.git.folders import common_folder, git_folder
from octui.server.git.running import GitFailed, git
from octui.server.identifiers import now
from octui.wire.projects import Project, ProjectIcon, ProjectTime
from octui.wire.struct import Json

if TYPE_CHECKING:
    from octui.server.server import Server

GLOBAL = "global"
"""The project of every directory outside of a repository, and of repositories without a commit."""

NO_WORKTREE = "/"

CACHED_ID = "opencode"
"""A file in the git folder that remembers the project's id, where OpenCode looks for it too."""

_project = msgspec.json.Decoder(Project)


@dataclass(frozen=True)
class Whereabouts:
    """The project of a directory, and the top of the checkout it is in."""

    project: Project
    worktree: str


class Projects:
    def __init__(self, server: "Server") -> None:
        self._records = server.records
        self._bus = server.bus
        if self.project(GLOBAL) is None:
            self._store(Project(id=GLOBAL, worktree=NO_WORKTREE, time=ProjectTime(created=now(), updated=now())))

    async def find(self, directory: str) -> Whereabouts:
        """Where a directory belongs; it need not exist."""
        top = _top(Path(directory))
        project_id = await _project_id(top) if top is not None else None
        if top is None or project_id is None:
            self._remember(directory, GLOBAL)
            known = self.project(GLOBAL)
            assert known is not None
            shown = replace(known, vcs="git", worktree=str(top)) if top is not None else known
            return Whereabouts(shown, str(top) if top is not None else NO_WORKTREE)
        project = self._with_checkout(project_id, top)
        self._remember(directory, project_id)
        self._records.adopt(directory, GLOBAL, project_id)
        return Whereabouts(project, str(top))

    def project(self, project_id: str) -> Project | None:
        row = self._records.project(project_id)
        return None if row is None else _project.decode(row)

    def projects(self) -> list[Project]:
        return [_project.decode(row) for row in self._records.projects()]

    def directories(self, project_id: str) -> list[str]:
        """Those that were used, as far as they still exist."""
        return [directory for directory in self._records.places(project_id) if Path(directory).is_dir()]

    def change(
        self, project_id: str, *, name: str | None, icon: ProjectIcon | None, commands: Json | None
    ) -> Project | None:
        """What is None stays; None when there is no such project."""
        project = self.project(project_id)
        if project is None:
            return None
        changed = replace(
            project,
            name=project.name if name is None else name or None,
            icon=project.icon if icon is None else icon,
            commands=project.commands if commands is None else {**(project.commands or {}), **commands},
            time=replace(project.time, updated=now()),
        )
        self._store(changed)
        self._bus.publish("project.updated", msgspec.json.decode(encoded(changed)), None)
        return changed

    def mark_initialized(self, project_id: str) -> None:
        """Note that its AGENTS.md was written."""
        if (project := self.project(project_id)) is not None:
            self._store(replace(project, time=replace(project.time, initialized=now())))

    def _with_checkout(self, project_id: str, top: Path) -> Project:
        main = _main_checkout(top)
        known = self.project(project_id)
        if known is None:
            moment = now()
            project = Project(id=project_id, worktree=main, vcs="git", time=ProjectTime(created=moment, updated=moment))
        else:
            project = replace(known, worktree=main if not Path(known.worktree).is_dir() else known.worktree)
        if str(top) not in (project.worktree, *project.sandboxes):
            project = replace(project, sandboxes=(*project.sandboxes, str(top)))
        project = replace(project, sandboxes=tuple(place for place in project.sandboxes if Path(place).is_dir()))
        if project != known:
            self._store(project)
        return project

    def _remember(self, directory: str, project_id: str) -> None:
        self._bus.name_project(directory, project_id)
        self._records.put_place(directory, project_id)

    def _store(self, project: Project) -> None:
        self._records.put_project(project.id, encoded(project))


def _top(directory: Path) -> Path | None:
    for folder in (directory, *directory.parents):
        if git_folder(folder) is not None:
            return folder
    return None


def _main_checkout(top: Path) -> str:
    common = common_folder(top)
    if common is None or git_folder(top) == common:
        return str(top)
    shared = Path(os.path.normpath(common))
    return str(shared.parent) if shared.name == ".git" else str(top)


async def _project_id(top: Path) -> str | None:
    """The first commit; of several the one that sorts first, and None when there is none."""
    common = common_folder(top)
    if common is None:
        return None
    cache = common / CACHED_ID
    try:
        if held := cache.read_text(encoding="ascii").strip():
            return held
    except (OSError, ValueError):
        pass
    try:
        printed = await git(str(top), "rev-list", "--max-parents=0", "HEAD")
    except GitFailed:
        return None
    commits = sorted(printed.decode("ascii", "replace").split())
    if not commits:
        return None
    try:
        cache.write_text(commits[0], encoding="ascii")
    except OSError:
        return commits[0]
    return commits[0]
