"""Worktrees as rows of a panel, and what would be lost with one; pure, so that tests need no screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from octui.render.text.paths import abbreviate_home
from octui.ui.panels.panel_rows import PanelRow
from octui.wire.workspace.vcs import ChangedFile

MAIN: Final = "The project"
WORKTREES: Final = "Worktrees"
MAX_FILES: Final = 8


@dataclass(frozen=True, slots=True)
class WorktreeState:
    """What a worktree holds; None for what is not known."""

    branch: str | None = None
    changed: tuple[ChangedFile, ...] | None = None
    sessions: int | None = None


def build_worktree_rows(
    main: str, worktrees: Sequence[str], states: Mapping[str, WorktreeState], directory: str, home: str
) -> list[PanelRow]:
    """The main checkout, then the worktrees; the ids are directories."""
    return [
        _worktree_row(place, MAIN if place == main else WORKTREES, states.get(place), directory, home)
        for place in dict.fromkeys((main, *worktrees))
        if place
    ]


def describe_worktree_loss(state: WorktreeState, *, is_removal: bool) -> str:
    """Exactly what is lost with a worktree, or with the changes in it, a line each."""
    lines = []
    if state.changed is None:
        lines.append("• everything that is not committed; octui could not find out what that is")
    elif state.changed:
        names = [f"{file.status[:1].upper()} {file.file}" for file in state.changed[:MAX_FILES]]
        noun = "file" if len(state.changed) == 1 else "files"
        lines.append(f"• changes in {len(state.changed)} {noun} that are not committed:")
        lines += [f"    {name}" for name in names]
        if len(state.changed) > MAX_FILES:
            lines.append(f"    and {len(state.changed) - MAX_FILES} more")
    else:
        lines.append("• no changes: everything in it is committed")
    branch = f"its branch {state.branch}" if state.branch else "its branch"
    lines.append(f"• the commits that only {branch} has{', with the branch' if is_removal else ''}")
    lines.append("• ignored files in it, such as what was installed or built")
    if is_removal:
        lines.append(f"Runs and terminals in it are stopped{_describe_lost_sessions(state.sessions)}.")
    return "\n".join(lines)


def _describe_lost_sessions(count: int | None) -> str:
    if count == 0:
        return ""
    if count == 1:
        return "; its session loses its folder"
    return f"; its {'' if count is None else f'{count} '}sessions lose their folder"


def _worktree_row(place: str, group: str, state: WorktreeState | None, directory: str, home: str) -> PanelRow:
    state = state or WorktreeState()
    changed = "" if state.changed is None else f"{len(state.changed)} changed" if state.changed else "no changes"
    sessions = "" if state.sessions is None else f"{state.sessions} {'session' if state.sessions == 1 else 'sessions'}"
    facts = (state.branch or "", changed, sessions, abbreviate_home(place, home))
    return PanelRow(
        id=place,
        title=place.rstrip("/").rpartition("/")[2] or place,
        detail=" · ".join(fact for fact in facts if fact),
        group=group,
        glyph="●" if state.changed else "○",
        style="$text-warning" if state.changed else "$foreground-muted",
        current=place == directory,
        copied=place,
    )
