"""Sessions as rows of a list, and the preview of one."""

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Final

from textual.content import Content

from octui.render.text.clock_time import format_as_of, format_time_ago, to_local_day
from octui.render.text.counts import format_count
from octui.render.text.paths import abbreviate_home
from octui.render.text.sanitize import escape_message, to_single_line
from octui.store import selectors
from octui.store.session_order import SessionOrder
from octui.store.state import State
from octui.ui.pickers.gradual_rows import BUILT_AT_ONCE, GradualSource
from octui.ui.pickers.rows import Heading, PickerRow
from octui.wire.sessions import Session

MAX_REASON_LENGTH: Final = 400
"""Characters of the reason why a session failed that its preview shows."""
MAX_TODOS: Final = 60
"""Todos of a session that its preview shows."""
MORE_LINES: Final = (Heading(), Heading("More sessions are on the server: scroll down, or type to search them"))


class SessionRowCache:
    """Sessions as rows; after a change only the rows of the sessions that changed are built again."""

    def __init__(self) -> None:
        self._basis: tuple[object, ...] = ()
        self._order: SessionOrder[PickerRow] | None = None
        self._others_basis: tuple[object, ...] = ()
        self._others: list[PickerRow] = []

    def build_rows(
        self,
        state: State,
        now: float,
        pinned: frozenset[str],
        view: selectors.SessionListView = selectors.DEFAULT_VIEW,
        *,
        others: Sequence[Session] = (),
        home: str = "",
    ) -> GradualSource:
        """The sessions to list, in order, and then the `others`, of other folders; `now` in epoch milliseconds.

        It is a generator only where many rows are to be built.
        """
        basis = (view, to_local_day(now), state.providers)
        if self._order is None or basis != self._basis:
            self._basis = basis
            self._order = SessionOrder(view, to_local_day, partial(_build_tree_rows, state))
        update = self._order.update_in_slices(state, now, pinned)
        rows = chain(self._order.iter_built(), self.build_other_rows(state, others, home, view))
        is_current = next(update, self) is self
        return list(rows) if is_current and self._order.unbuilt_count <= BUILT_AT_ONCE else chain(update, rows)

    def build_other_rows(
        self,
        state: State,
        others: Sequence[Session],
        home: str,
        view: selectors.SessionListView = selectors.DEFAULT_VIEW,
    ) -> list[PickerRow]:
        """Sessions in other folders below the names of these, the folder with the latest change first."""
        basis = (others, home, view, state.providers)
        if basis != self._others_basis:
            self._others_basis = basis
            self._others = list(_iter_other_rows(state, others, home, view))
        return self._others


def _iter_other_rows(
    state: State, others: Iterable[Session], home: str, view: selectors.SessionListView
) -> Iterator[PickerRow]:
    by_folder: dict[str, list[Session]] = {}
    for session in sorted(others, key=lambda session: -session.time.updated):
        if bool(session.time.archived) == view.is_archive:
            by_folder.setdefault(session.directory, []).append(session)
    for folder, sessions in by_folder.items():
        group = f"In {to_single_line(abbreviate_home(folder, home))}"
        for session in sorted(sessions, key=lambda one: selectors.make_order_key(one, view)):
            row = _build_session_row(state, selectors.SessionRow(session, group))
            # A search lists rows without the headings.
            facts = (to_single_line(posixpath.basename(folder)), row.detail)
            yield replace(row, detail=" · ".join(fact for fact in facts if fact))


def _build_tree_rows(state: State, rows: Iterable[selectors.SessionRow]) -> list[PickerRow]:
    return [_build_session_row(state, row) for row in rows]


def _build_session_row(state: State, row: selectors.SessionRow) -> PickerRow:
    session = row.session
    if row.requests:
        glyph, style = "△", "$text-warning"
    elif row.failure is not None:
        glyph, style = "✗", "$text-error"
    elif row.run.is_retrying:
        glyph, style = "↻", "$text-warning"
    elif row.run.is_busy:
        glyph, style = "●", "$text-success"
    elif row.run.as_of is not None:
        glyph, style = "◌", "$text-warning"
    else:
        glyph, style = " ", ""
    agent, model = selectors.describe_session_agent(state, session.id)
    title = session.display_title or "Untitled"
    changes = ""
    if session.summary is not None and (session.summary.additions or session.summary.deletions):
        changes = f"+{session.summary.additions:.0f} -{session.summary.deletions:.0f}"
    waiting = f"{row.requests} to answer" if row.requests else ""
    retrying = f"retry {row.run.status.attempt}" if row.run.is_retrying else ""
    doubt = f"running {format_as_of(row.run.as_of)}" if row.run.as_of is not None else ""
    archived = "archived" if session.time.archived else ""
    shared = "shared" if session.share is not None and session.share.url else ""
    below = ""
    if row.children:
        below = f"{row.children:,}+ subagents" if state.has_more_subagents else format_count(row.children, "subagent")
    facts = (
        waiting,
        retrying,
        doubt,
        archived,
        shared,
        below,
        changes,
        agent,
        model,
    )
    return PickerRow(
        id=session.id,
        title=f"{'  ' * (row.depth - 1)}└ {title}" if row.depth else title,
        detail=" · ".join(fact for fact in facts if fact),
        group=row.group,
        glyph=glyph,
        style=style,
        search_text=session.directory,
        since=session.time.updated,
    )


def render_preview(state: State, session: Session, now: float, said: str = "", *, home: str = "") -> Content:
    """What is known about a session without opening it; `said` is what was said last, `home` the server's."""
    session_id = session.id
    lines = [Content.styled(to_single_line(session.display_title) or "Untitled", "bold"), Content("")]
    agent, model = selectors.describe_session_agent(state, session_id)
    for label, value in (
        ("Agent", agent),
        ("Model", model),
        ("Updated", format_time_ago(session.time.updated, now)),
        ("Created", format_time_ago(session.time.created, now)),
        ("Directory", abbreviate_home(session.directory, home)),
        ("Link", session.share.url if session.share is not None else ""),
    ):
        if value:
            lines.append(
                Content("").join([Content.styled(f"{label:<10}", "$foreground-muted"), Content(to_single_line(value))])
            )
    for ask in selectors.list_tree_requests(state, session_id):
        needs = f"your approval: {ask.permission.permission}" if ask.permission else "an answer"
        lines.append(Content.styled(f"△ needs {to_single_line(needs)}", "$text-warning"))
    failure = state.failures.get(session_id)
    if failure is not None and not failure.is_aborted:
        lines.extend([Content(""), Content.styled(to_single_line(failure.message[:MAX_REASON_LENGTH]), "$text-error")])
    if todos := state.todos.get(session_id):
        lines.append(Content(""))
        lines.extend(
            Content.styled(
                f"{'✓' if todo.status == 'completed' else '○'} {to_single_line(todo.content)}",
                "$foreground-muted",
            )
            for todo in todos[:MAX_TODOS]
        )
        if len(todos) > MAX_TODOS:
            lines.append(Content.styled(f"… {len(todos) - MAX_TODOS:,} more", "$foreground-muted"))
    if said:
        lines += [Content(""), Content(escape_message(said))]
    return Content("\n").join(lines)
