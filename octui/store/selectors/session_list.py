"""The sessions as a list: those that need the user first, then running ones, then by day."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from octui.store.selectors.activity import SessionRun, get_session_run
from octui.store.selectors.requests import list_requests
from octui.store.selectors.session_tree import list_descendants
from octui.store.state import State
from octui.wire.messages import Failure
from octui.wire.sessions import Session

NEEDS_YOU: Final = "Needs you"
RUNNING: Final = "Running"
LAST_RUNNING: Final = "Running when last heard of"
PINNED: Final = "Pinned"

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


ORDERS: Final = ("last change", "creation", "title")
BY_TITLE: Final = "By title"


class SessionListView(NamedTuple):
    """What is listed, and in which order, except for the group of those that need the user."""

    order: str = ORDERS[0]
    is_archive: bool = False
    """Whether the archived sessions are listed, instead of the others."""
    has_subagents: bool = False
    """Whether the sessions that a session started follow it."""


DEFAULT_VIEW: Final = SessionListView()


class SessionRow(NamedTuple):
    """A root session with the combined state of its session tree, or one below it with its own.

    `run` is its own or, if it has none, that of the first session of its tree that has one. `children`
    counts all its descendants, `requests` the pending ones of the tree, `news` the answers finished since
    its history was dropped.
    """

    session: Session
    group: str
    run: SessionRun = SessionRun()
    requests: int = 0
    failure: Failure | None = None
    children: int = 0
    news: int = 0
    depth: int = 0
    """How far below its root it is."""


def to_utc_day(ms: float) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).date()


def list_session_rows(
    state: State,
    now_ms: float,
    pinned: Collection[str] = frozenset(),
    search: str = "",
    day_of: Callable[[float], date] = to_utc_day,
    view: SessionListView = DEFAULT_VIEW,
) -> tuple[SessionRow, ...]:
    """The rows in the order to show them; `day_of` says on which day of the person's a moment in epoch ms falls.

    Archived sessions are left out unless they need the person or are wanted, and subagents' sessions unless they are
    wanted or their parent is not known.
    """
    waiting: dict[str, int] = {}
    for request in list_requests(state):
        waiting[request.session_id] = waiting.get(request.session_id, 0) + 1
    words = search.casefold().split()
    days = _DayNames(day_of(now_ms), day_of)
    rows = []
    for session in state.sessions.values():
        if session.parent_id and session.parent_id in state.sessions:
            continue
        if words:
            title = session.display_title.casefold()
            if not all(word in title for word in words):
                continue
        if view.is_archive and not session.time.archived:
            continue
        row = _make_session_row(state, session, waiting, session.id in pinned, days, view)
        if row is not None:
            rows.append(row)
    rows.sort(key=lambda row: _make_sort_key(row, view))
    if view.has_subagents:
        return tuple(member for row in rows for member in (row, *_list_rows_below(state, row, waiting)))
    return tuple(rows)


def _list_rows_below(state: State, root: SessionRow, waiting: dict[str, int]) -> Iterator[SessionRow]:
    depths = {root.session.id: 0}
    for member in list_descendants(state, root.session.id):
        session = state.sessions[member]
        depths[member] = depths.get(session.parent_id or "", 0) + 1
        below = len(list_descendants(state, member))
        yield SessionRow(
            session,
            root.group,
            get_session_run(state, member),
            waiting.get(member, 0),
            state.failures.get(member),
            below,
            depth=depths[member],
        )


def format_day(day: date, today: date) -> str:
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


class _DayNames:
    """Cached names of days."""

    def __init__(self, today: date, day_of: Callable[[float], date]) -> None:
        self._today = today
        self._day_of = day_of
        self._names: dict[date, str] = {}

    def get_day_name(self, ms: float) -> str:
        day = self._day_of(ms)
        name = self._names.get(day)
        if name is None:
            name = self._names[day] = format_day(day, self._today)
        return name


def _make_session_row(
    state: State, session: Session, waiting: dict[str, int], pinned: bool, days: _DayNames, view: SessionListView
) -> SessionRow | None:
    below = list_descendants(state, session.id) if session.id in state.children else ()
    asks = sum(waiting.get(member, 0) for member in (session.id, *below)) if waiting else 0
    failure = state.failures.get(session.id)
    run = _find_tree_run(state, session.id, below)
    if asks or failure is not None:
        group = NEEDS_YOU
    elif (session.time.archived and not view.is_archive) or (session.parent_id and run.status.type == "idle"):
        return None
    elif run.status.type != "idle":
        group = RUNNING if run.is_busy else LAST_RUNNING
    elif pinned:
        group = PINNED
    elif view.order == "title":
        group = BY_TITLE
    else:
        group = days.get_day_name(session.time.created if view.order == "creation" else session.time.updated)
    news = state.unseen.get(session.id)
    return SessionRow(session, group, run, asks, failure, len(below), news.answers if news else 0)


def _find_tree_run(state: State, session_id: str, below: tuple[str, ...]) -> SessionRun:
    """The run of the first session of a tree that has one; one that is known to go on comes before others."""
    own = get_session_run(state, session_id)
    if not below or own.is_busy:
        return own
    runs = [own, *(get_session_run(state, member) for member in below if member in state.statuses)]
    known = (run for run in runs if run.is_busy)
    return next(known, next((run for run in runs if run.status.type != "idle"), own))


_RANKS: Final = {NEEDS_YOU: 0, RUNNING: 1, LAST_RUNNING: 2, PINNED: 3}


def _make_sort_key(row: SessionRow, view: SessionListView) -> tuple[int, str, float, str]:
    """Days follow from the time, so that four groups and the rest are enough to tell apart."""
    rank = _RANKS.get(row.group, len(_RANKS))
    if view.order == "title" and rank <= _RANKS[LAST_RUNNING]:
        view = DEFAULT_VIEW
    return rank, *make_order_key(row.session, view)


def make_order_key(session: Session, view: SessionListView) -> tuple[str, float, str]:
    """What sessions of one group are sorted by."""
    title = session.display_title.casefold() if view.order == "title" else ""
    since = session.time.created if view.order == "creation" else session.time.updated
    return title, -since, session.id
