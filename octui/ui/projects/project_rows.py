"""Projects and their folders as rows of a panel; pure, so that tests need no screen."""

from collections.abc import Iterator, Sequence
from typing import Final

from octui.render.text.clock_time import format_age
from octui.render.text.counts import format_count
from octui.render.text.paths import abbreviate_home
from octui.ui.panels.panel_rows import PanelRow
from octui.ui.pickers.rows import PickerRow
from octui.wire.workspace.projects import Project

PROJECTS: Final = "On this server"
FOLDERS: Final = "Folders of this project"
OUTSIDE: Final = "global"
"""The project of everything outside of a repository."""

COLORS: Final = {
    "red": "#e5484d",
    "orange": "#f76b15",
    "yellow": "#e2a336",
    "lime": "#99ad1f",
    "green": "#30a46c",
    "mint": "#12b5a0",
    "cyan": "#00a2c7",
    "blue": "#3b82f6",
    "purple": "#8e4ec6",
    "pink": "#d6409f",
    "gray": "#8d8d8d",
}
"""The colours to choose from; a server may name others, which are not drawn."""


def get_project_name(project: Project) -> str:
    if project.name:
        return project.name
    # A repository without a commit has this id too, but its own folder.
    is_outside = project.id == OUTSIDE and project.worktree in ("", "/")
    return "Outside repositories" if is_outside else project.worktree.rstrip("/").rpartition("/")[2]


def iter_project_rows(
    projects: Sequence[Project], folders: Sequence[str], current: Project | None, directory: str, home: str, now: float
) -> Iterator[PanelRow]:
    """Projects by when they were used last, then the folders of the current one; `now` in epoch milliseconds."""
    for project in sorted(projects, key=lambda project: -(project.time.updated or project.time.created)):
        yield _project_row(project, current, home, now)
    for folder in folders:
        yield PanelRow(
            id=folder,
            title=folder.rstrip("/").rpartition("/")[2] or folder,
            detail=abbreviate_home(folder, home),
            group=FOLDERS,
            glyph=" ",
            current=folder == directory,
            copied=folder,
        )


def build_color_rows(current: str | None) -> list[PickerRow]:
    return [
        PickerRow(id=name, title=name.capitalize(), glyph="●", style=code, current=name == current)
        for name, code in COLORS.items()
    ]


def _project_row(project: Project, current: Project | None, home: str, now: float) -> PanelRow:
    color = COLORS.get(project.icon.color or "" if project.icon else "")
    used = project.time.updated or project.time.created
    start = (project.commands or {}).get("start")
    facts = (
        abbreviate_home(project.worktree, home),
        project.vcs or "no version control",
        format_count(len(project.sandboxes), "worktree") if project.sandboxes else "",
        format_age(used, now) if used else "",
    )
    return PanelRow(
        id=project.id,
        title=get_project_name(project),
        detail=" · ".join(fact for fact in facts if fact),
        group=PROJECTS,
        glyph="●" if color else "○",
        style=color or "$foreground-muted",
        current=current is not None and project.id == current.id,
        search_text=project.worktree,
        about=f"New worktrees run: {start}" if isinstance(start, str) and start else "",
        copied=project.worktree,
    )
