"""Projects: what groups the sessions of one repository."""

from octui.wire.struct import EpochMs, Json, Wire


class ProjectTime(Wire, frozen=True):
    created: EpochMs = 0
    updated: EpochMs = 0
    initialized: EpochMs | None = None


class ProjectIcon(Wire, frozen=True):
    url: str | None = None
    color: str | None = None


class Project(Wire, frozen=True):
    """A repository, known by its root commit; `global` stands for everything outside of one."""

    id: str
    worktree: str = ""
    vcs: str | None = None
    name: str | None = None
    icon: ProjectIcon | None = None
    commands: Json | None = None
    time: ProjectTime = ProjectTime()
    sandboxes: tuple[str, ...] = ()


class ProjectDirectory(Wire, frozen=True):
    directory: str
