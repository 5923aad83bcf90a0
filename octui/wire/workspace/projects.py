"""Projects: what groups the sessions of one repository."""

from octui.wire.struct import Json, Wire


class ProjectTime(Wire, frozen=True):
    created: float = 0
    updated: float = 0
    initialized: float | None = None


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
