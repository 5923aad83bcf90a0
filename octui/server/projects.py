"""Projects: repositories, identified by their first commit."""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

from octui.server.event_bus import EventBus
from octui.server.git.git_command import GitError
from octui.server.git.git_dir import find_common_git_dir, find_git_dir, read_git_file
from octui.server.git.git_process import run_git
from octui.server.identifiers import get_time_ms
from octui.server.json_encoding import encode_json
from octui.server.storage.repository import Repository
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.struct import Json
from octui.wire.workspace.projects import Project, ProjectIcon, ProjectTime

GLOBAL_PROJECT = "global"
"""The project of all directories outside of repositories, and of repositories without commits."""

NO_WORKTREE = "/"

CACHED_ID_FILE = "opencode"
"""A file in the git directory that caches the project's id; OpenCode uses the same."""

COMMIT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""Ids name folders of the server: anything else in the cache, such as a path, is what somebody put there."""

_project = TolerantDecoder(Project, bounds_depth=False)


@dataclass(frozen=True)
class ProjectLocation:
    """A directory's project, and the top of the checkout it is in."""

    project: Project
    worktree: str


class ProjectService:
    def __init__(self, repository: Repository, bus: EventBus) -> None:
        self._repository = repository
        self._bus = bus
        if self.find_project(GLOBAL_PROJECT) is None:
            now = get_time_ms()
            time = ProjectTime(created=now, updated=now)
            self._save_project(Project(id=GLOBAL_PROJECT, worktree=NO_WORKTREE, time=time))

    async def locate_project(self, directory: str) -> ProjectLocation:
        """The project of a directory, which need not exist."""
        top = _find_top(Path(directory))
        project_id = await _find_project_id(top) if top is not None else None
        if top is None or project_id is None:
            self._remember_directory(directory, GLOBAL_PROJECT)
            known = self.find_project(GLOBAL_PROJECT)
            assert known is not None
            shown = replace(known, vcs="git", worktree=str(top)) if top is not None else known
            return ProjectLocation(shown, str(top) if top is not None else NO_WORKTREE)
        project = self._register_checkout(project_id, top)
        self._remember_directory(directory, project_id)
        self._repository.move_sessions_to_project(directory, GLOBAL_PROJECT, project_id)
        return ProjectLocation(project, str(top))

    def find_project(self, project_id: str) -> Project | None:
        row = self._repository.read_project_row(project_id)
        return None if row is None else _project.decode_value(row)

    def list_all_projects(self) -> list[Project]:
        return [_project.decode_value(row) for row in self._repository.list_project_rows()]

    def list_project_directories(self, project_id: str) -> list[str]:
        """The directories that have been used and still exist."""
        return [directory for directory in self._repository.list_directories(project_id) if Path(directory).is_dir()]

    def update_project(
        self, project_id: str, *, name: str | None, icon: ProjectIcon | None, commands: Json | None
    ) -> Project | None:
        """Fields that are None stay unchanged; returns None when there is no such project."""
        project = self.find_project(project_id)
        if project is None:
            return None
        changed = replace(
            project,
            name=project.name if name is None else name or None,
            icon=project.icon if icon is None else icon,
            commands=project.commands if commands is None else {**(project.commands or {}), **commands},
            time=replace(project.time, updated=get_time_ms()),
        )
        self._save_project(changed)
        self._bus.publish_event("project.updated", msgspec.json.decode(encode_json(changed)), None)
        return changed

    def mark_project_initialized(self, project_id: str) -> None:
        """Record that its AGENTS.md has been written."""
        if (project := self.find_project(project_id)) is not None:
            self._save_project(replace(project, time=replace(project.time, initialized=get_time_ms())))

    def _register_checkout(self, project_id: str, top: Path) -> Project:
        main = _find_main_checkout(top)
        known = self.find_project(project_id)
        if known is None:
            moment = get_time_ms()
            project = Project(id=project_id, worktree=main, vcs="git", time=ProjectTime(created=moment, updated=moment))
        else:
            project = replace(known, worktree=main if not Path(known.worktree).is_dir() else known.worktree)
        if str(top) not in (project.worktree, *project.sandboxes):
            project = replace(project, sandboxes=(*project.sandboxes, str(top)))
        project = replace(
            project, sandboxes=tuple(directory for directory in project.sandboxes if Path(directory).is_dir())
        )
        if project != known:
            self._save_project(project)
        return project

    def _remember_directory(self, directory: str, project_id: str) -> None:
        self._bus.set_directory_project(directory, project_id)
        self._repository.save_directory(directory, project_id)

    def _save_project(self, project: Project) -> None:
        self._repository.save_project_row(project.id, encode_json(project))


def _find_top(directory: Path) -> Path | None:
    for folder in (directory, *directory.parents):
        if find_git_dir(folder) is not None:
            return folder
    return None


def _find_main_checkout(top: Path) -> str:
    common = find_common_git_dir(top)
    if common is None or find_git_dir(top) == common:
        return str(top)
    shared = Path(os.path.normpath(common))
    return str(shared.parent) if shared.name == ".git" else str(top)


async def _find_project_id(top: Path) -> str | None:
    """The root commit (the first in sort order if there are several); None without commits."""
    common = find_common_git_dir(top)
    if common is None:
        return None
    cache = common / CACHED_ID_FILE
    try:
        held = read_git_file(cache)
    except (OSError, ValueError):
        held = ""
    if COMMIT_ID.fullmatch(held):
        return held
    try:
        printed = await run_git(str(top), "rev-list", "--max-parents=0", "HEAD")
    except GitError:
        return None
    commits = sorted(printed.decode("ascii", "replace").split())
    if not commits:
        return None
    with suppress(OSError, ValueError):
        _write_new_file(cache, commits[0])
    return commits[0]


def _write_new_file(file: Path, text: str) -> None:
    """Never follows or replaces what is already there, which a repository may have linked to a file of the user."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
