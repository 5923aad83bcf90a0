"""The sessions as a list: those that need the user first, then running ones, then by day."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
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
    """The rows in the order to show them; `day_of` says on which day of the user's a moment in epoch ms falls.

    Archived sessions are left out unless they need the user or are wanted, and subagents' sessions unless they are
    wanted or their parent is not known.
    """
    lister = SessionLister(state, now_ms, pinned, day_of, view)
    words = search.casefold().split()
    trees = [
        tree
        for session in state.sessions.values()
        if all(word in session.display_title.casefold() for word in words) and (tree := lister.list_tree_rows(session))
    ]
    trees.sort(key=lambda tree: make_sort_key(tree[0], view))
    return tuple(row for tree in trees for row in tree)


def list_changed_sessions(state: State, since: int) -> list[str]:
    """The sessions that changed after this clock, or whose status did."""
    latest_first = takewhile(lambda change: change[1] > since, reversed(state.session_changes.items()))
    return [session_id for session_id, _ in latest_first]


def count_waiting_requests(state: State) -> dict[str, int]:
    """How many requests wait in each session that has some."""
    return Counter(request.session_id for request in list_requests(state))


class SessionLister:
    """Makes the rows of sessions for one list; what it needs of the whole state is looked up once."""

    def __init__(
        self,
        state: State,
        now_ms: float,
        pinned: Collection[str],
        day_of: Callable[[float], date],
        view: SessionListView,
    ) -> None:
        self._state = state
        self._pinned = pinned
        self._view = view
        self._waiting = count_waiting_requests(state)
        self._days = _DayNames(day_of(now_ms), day_of)

    def list_tree_rows(self, session: Session) -> tuple[SessionRow, ...]:
        """The row of a root, and those of its subagents' sessions where they are wanted; none if it is not listed."""
        state, view = self._state, self._view
        if (session.parent_id and session.parent_id in state.sessions) or (
            view.is_archive and not session.time.archived
        ):
            return ()
        below = list_descendants(state, session.id) if session.id in state.children else ()
        asks = sum(self._waiting.get(member, 0) for member in (session.id, *below)) if self._waiting else 0
        failure = state.failures.get(session.id)
        run = _find_tree_run(state, session.id, below)
        if asks or failure is not None:
            group = NEEDS_YOU
        elif (session.time.archived and not view.is_archive) or (session.parent_id and run.status.type == "idle"):
            return ()
        elif run.status.type != "idle":
            group = RUNNING if run.is_busy else LAST_RUNNING
        elif session.id in self._pinned:
            group = PINNED
        elif view.order == "title":
            group = BY_TITLE
        else:
            group = self._days.get_day_name(session.time.created if view.order == "creation" else session.time.updated)
        news = state.unseen.get(session.id)
        row = SessionRow(session, group, run, asks, failure, len(below), news.answers if news else 0)
        return (row, *self._iter_rows_below(row)) if view.has_subagents else (row,)

    def _iter_rows_below(self, root: SessionRow) -> Iterator[SessionRow]:
        state, depths = self._state, {root.session.id: 0}
        for member in list_descendants(state, root.session.id):
            session = state.sessions[member]
            depths[member] = depths.get(session.parent_id or "", 0) + 1
            yield SessionRow(
                session,
                root.group,
                get_session_run(state, member),
                self._waiting.get(member, 0),
                state.failures.get(member),
                len(list_descendants(state, member)),
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


def _find_tree_run(state: State, session_id: str, below: tuple[str, ...]) -> SessionRun:
    """The run of the first session of a tree that has one; one that is known to go on comes before others."""
    own = get_session_run(state, session_id)
    if not below or own.is_busy:
        return own
    runs = [own, *(get_session_run(state, member) for member in below if member in state.statuses)]
    known = (run for run in runs if run.is_busy)
    return next(known, next((run for run in runs if run.status.type != "idle"), own))


_RANKS: Final = {NEEDS_YOU: 0, RUNNING: 1, LAST_RUNNING: 2, PINNED: 3}


def make_sort_key(row: SessionRow, view: SessionListView) -> tuple[int, str, float, str]:
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
