"""The sessions as a list: those that need the user first, then running ones, then by day."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple

from octui.store.selectors.requests import list_requests
from octui.store.selectors.session_tree import list_descendants
from octui.store.state import State
from octui.wire.messages import Failure
from octui.wire.sessions import IDLE, Session, Status

NEEDS_YOU: Final = "Needs you"
RUNNING: Final = "Running"
PINNED: Final = "Pinned"

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class SessionRow(NamedTuple):
    """A root session with the combined state of its session tree.

    `status` is its own, or, if idle, that of the first session of its tree that is not. `children`
    counts all its descendants, `asks` the pending requests of the tree, `news` the answers finished since
    its history was dropped.
    """

    session: Session
    group: str
    status: Status = IDLE
    requests: int = 0
    failure: Failure | None = None
    children: int = 0
    news: int = 0


def to_utc_day(ms: float) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).date()


def list_session_rows(
    state: State,
    now_ms: float,
    pinned: Collection[str] = frozenset(),
    search: str = "",
    day_of: Callable[[float], date] = to_utc_day,
) -> tuple[SessionRow, ...]:
    """The rows in the order to show them; `day_of` says on which day of the person's a moment in epoch ms falls.

    Archived sessions are left out unless they need the person, and subagents' sessions unless their
    parent is not known.
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
            title = session.title.casefold()
            if not all(word in title for word in words):
                continue
        row = _make_session_row(state, session, waiting, session.id in pinned, days)
        if row is not None:
            rows.append(row)
    return tuple(sorted(rows, key=_sort_key))


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
    state: State, session: Session, waiting: dict[str, int], pinned: bool, days: _DayNames
) -> SessionRow | None:
    below = list_descendants(state, session.id) if session.id in state.children else ()
    asks = sum(waiting.get(member, 0) for member in (session.id, *below)) if waiting else 0
    failure = state.failures.get(session.id)
    status = state.statuses.get(session.id, IDLE)
    if below and status is IDLE:
        status = next((state.statuses[member] for member in below if member in state.statuses), IDLE)
    if asks or failure is not None:
        group = NEEDS_YOU
    elif session.time.archived or (session.parent_id and status.type == "idle"):
        return None
    elif status.type != "idle":
        group = RUNNING
    else:
        group = PINNED if pinned else days.get_day_name(session.time.updated)
    news = state.unseen.get(session.id)
    return SessionRow(session, group, status, asks, failure, len(below), news.answers if news else 0)


_RANKS: Final = {NEEDS_YOU: 0, RUNNING: 1, PINNED: 2}


def _sort_key(row: SessionRow) -> tuple[int, float, str]:
    """Days follow from the time, so that three groups and the rest are enough to tell apart."""
    return _RANKS.get(row.group, 3), -row.session.time.updated, row.session.id
