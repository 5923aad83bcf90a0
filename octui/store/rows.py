"""The sessions as a list to choose from: what needs the person first, then what runs, then by day."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from octui.store.asks import requests
from octui.store.kin import descendants
from octui.store.state import State
from octui.wire.messages import Failure
from octui.wire.sessions import IDLE, Session, Status

NEEDS_YOU: Final = "Needs you"
RUNNING: Final = "Running"
PINNED: Final = "Pinned"

WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A root session with what its whole family is up to.

    `status` is its own, or when it is idle that of the first of its family that is not. `children`
    counts everything below it, `asks` what the family waits for, `news` the answers finished since
    its history was dropped.
    """

    session: Session
    group: str
    status: Status = IDLE
    asks: int = 0
    failure: Failure | None = None
    children: int = 0
    news: int = 0


def utc_day(ms: float) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).date()


def session_rows(
    state: State,
    now_ms: float,
    pinned: Collection[str] = frozenset(),
    search: str = "",
    day_of: Callable[[float], date] = utc_day,
) -> tuple[SessionRow, ...]:
    """The rows in the order to show them; `day_of` says on which day of the person's a moment in epoch ms falls.

    Archived sessions are left out unless they need the person, and subagents' sessions unless their
    parent is not known.
    """
    waiting: dict[str, int] = {}
    for request in requests(state):
        waiting[request.session_id] = waiting.get(request.session_id, 0) + 1
    words = search.casefold().split()
    today = day_of(now_ms)
    rows = []
    for session in state.sessions.values():
        if session.parent_id and session.parent_id in state.sessions:
            continue
        title = session.title.casefold()
        if all(word in title for word in words):
            row = _row(state, session, waiting, session.id in pinned, lambda ms: day_name(day_of(ms), today))
            if row is not None:
                rows.append(row)
    return tuple(sorted(rows, key=_place))


def day_name(day: date, today: date) -> str:
    if day >= today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def _row(
    state: State, session: Session, waiting: dict[str, int], pinned: bool, day: Callable[[float], str]
) -> SessionRow | None:
    below = descendants(state, session.id) if session.id in state.children else ()
    family = (session.id, *below)
    asks = sum(waiting.get(member, 0) for member in family) if waiting else 0
    failure = state.failures.get(session.id)
    status = next((state.statuses[member] for member in family if member in state.statuses), IDLE)
    if asks or failure is not None:
        group = NEEDS_YOU
    elif session.time.archived or (session.parent_id and status.type == "idle"):
        return None
    elif status.type != "idle":
        group = RUNNING
    else:
        group = PINNED if pinned else day(session.time.updated)
    news = state.unseen.get(session.id)
    return SessionRow(session, group, status, asks, failure, len(below), news.answers if news else 0)


def _place(row: SessionRow) -> tuple[int, float, str]:
    """Days follow from the time, so that three groups and the rest are enough to tell apart."""
    rank = {NEEDS_YOU: 0, RUNNING: 1, PINNED: 2}.get(row.group, 3)
    return rank, -row.session.time.updated, row.session.id
