"""Sessions as rows of a list, and the preview of one."""

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from textual.content import Content

from octui.render.text.clock_time import format_age, format_as_of, format_time_ago, to_local_day
from octui.render.text.counts import format_count
from octui.render.text.paths import abbreviate_home
from octui.render.text.sanitize import escape_unseen, to_single_line
from octui.store import selectors
from octui.store.state import State
from octui.ui.pickers.rows import Heading, Line, PickerRow, SearchableRows
from octui.wire.sessions import Session

MAX_REASON_LENGTH: Final = 400
"""Characters of the reason why a session failed that its preview shows."""
MAX_TODOS: Final = 60
"""Todos of a session that its preview shows."""
BUILT_AT_ONCE: Final = 2_000
PAUSE: Final = 0.02
"""Seconds after which more rows are built, where there are too many to build all at once."""

MORE_LINES: Final = (Heading(), Heading("More sessions are on the server: scroll down, or type to search them"))


class SessionRowCache:
    """Sessions as rows; rows of unchanged sessions are reused.

    `continue_later` is called when there are too many to build at once: the next call builds more.
    """

    def __init__(self, continue_later: Callable[[], object] = lambda: None) -> None:
        self._continue_later = continue_later
        self._row_by_session: dict[str, tuple[tuple[object, ...], PickerRow]] = {}
        self._listed = SearchableRows(())

    @property
    def is_empty(self) -> bool:
        """Whether there was no session at all to list, for whatever query, when the lines were last built."""
        return not self._listed.rows

    def build_rows(
        self,
        state: State,
        now: float,
        pinned: frozenset[str],
        view: selectors.SessionListView = selectors.DEFAULT_VIEW,
    ) -> list[PickerRow]:
        """The sessions to list, in order, all of them if they are not too many; `now` in epoch milliseconds."""
        before, self._row_by_session = self._row_by_session, {}
        rows: list[PickerRow] = []
        room = BUILT_AT_ONCE
        for row in selectors.list_session_rows(state, now, pinned, day_of=to_local_day, view=view):
            session = row.session
            # The last message is known only for sessions whose history is loaded.
            agent = selectors.describe_session_agent(state, session.id) if session.id in state.timelines else None
            looks = (row, agent, state.providers, _age_step(now - session.time.updated))
            made = before.get(session.id)
            if made is None or made[0] != looks:
                room -= 1
                if room >= 0:
                    made = (looks, _build_session_row(state, row, now))
                elif made is None:
                    break
            self._row_by_session[session.id] = made
            rows.append(made[1])
        if room < 0:
            self._continue_later()
        return rows

    def build_other_rows(
        self,
        state: State,
        now: float,
        others: Iterable[Session],
        home: str,
        view: selectors.SessionListView = selectors.DEFAULT_VIEW,
    ) -> list[PickerRow]:
        """Sessions in other folders below the names of these, the folder with the latest change first."""
        by_folder: dict[str, list[Session]] = {}
        for session in sorted(others, key=lambda session: -session.time.updated):
            if bool(session.time.archived) == view.is_archive:
                by_folder.setdefault(session.directory, []).append(session)
        rows = []
        for folder, sessions in by_folder.items():
            group = f"In {to_single_line(abbreviate_home(folder, home))}"
            for session in sorted(sessions, key=lambda one: selectors.make_order_key(one, view)):
                row = _build_session_row(state, selectors.SessionRow(session, group), now)
                # A search lists rows without the headings.
                rows.append(replace(row, detail=f"{to_single_line(posixpath.basename(folder))} · {row.detail}"))
        return rows

    def build_lines(
        self,
        state: State,
        now: float,
        pinned: frozenset[str],
        query: str,
        others: Iterable[Session] = (),
        home: str = "",
    ) -> tuple[Line, ...]:
        """Rows below their headings; for a query, the matches, best first."""
        rows = (*self.build_rows(state, now, pinned), *self.build_other_rows(state, now, others, home))
        if rows != self._listed.rows:
            self._listed = SearchableRows(rows)
        lines = self._listed.filter_lines(query)
        return (*lines, *MORE_LINES) if lines and state.has_more_sessions else lines


def _age_step(milliseconds: float) -> int:
    """Changes whenever the formatted age may change."""
    minutes = int(milliseconds // 30_000)
    return minutes if minutes < 120 else 120 + minutes // 60


def _build_session_row(state: State, row: selectors.SessionRow, now: float) -> PickerRow:
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
    doubt = f"running {format_as_of(row.run.as_of, now)}" if row.run.as_of is not None else ""
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
        format_age(session.time.updated, now),
    )
    return PickerRow(
        id=session.id,
        title=f"{'  ' * (row.depth - 1)}└ {title}" if row.depth else title,
        detail=" · ".join(fact for fact in facts if fact),
        group=row.group,
        glyph=glyph,
        style=style,
        search_text=session.directory,
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
        lines += [Content(""), Content(escape_unseen(said))]
    return Content("\n").join(lines)
