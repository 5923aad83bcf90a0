"""Projects, which group the sessions of one repository, and the worktrees made for them."""

from octui.wire.struct import EpochMs, Json, Texts, Wire


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
    sandboxes: Texts = ()


class ProjectDirectory(Wire, frozen=True):
    directory: str


class Worktree(Wire, frozen=True):
    """Another checkout of a project, made by the server; usable once the `worktree.ready` event arrives."""

    name: str
    directory: str
    branch: str = ""
