from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from octui.store import selectors
from octui.store.actions import ConnectionChanged, SessionsLoaded
from octui.store.selectors import format_day
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.wire.events import PermissionAsked, SessionDeleted, SessionError, SessionStatus
from octui.wire.messages import Failure
from octui.wire.sessions import Session, SessionTime, Status
from tests.support.factories import busy, make_session, permission

NOW = datetime(2025, 3, 5, 12, tzinfo=UTC).timestamp() * 1000
HOUR = 3_600_000
DAY = 24 * HOUR


def knowing(*sessions: Session) -> Store:
    store = Store()
    store.dispatch_action(SessionsLoaded(sessions))
    return store


def groups(store: Store, pinned: frozenset[str] = frozenset(), search: str = "") -> list[tuple[str, str]]:
    return [(row.group, row.session.id) for row in selectors.list_session_rows(store.state, NOW, pinned, search)]


def test_who_needs_the_person_comes_first_then_who_runs_then_pins_then_days() -> None:
    ages = {"old": 3 * DAY, "ask": 9 * DAY, "today": HOUR, "run": 8 * DAY, "pin": 7 * DAY, "bad": 6 * DAY, "last": DAY}
    store = knowing(*(make_session(f"ses_{name}", updated=NOW - age) for name, age in ages.items()))
    store.dispatch_action(PermissionAsked(request=permission(session="ses_ask")))
    store.dispatch_action(SessionError(session_id="ses_bad", error=Failure(name="APIError")))
    store.dispatch_action(busy("ses_run"))
    assert groups(store, frozenset({"ses_pin", "ses_run"})) == [
        ("Needs you", "ses_bad"),
        ("Needs you", "ses_ask"),
        ("Running", "ses_run"),
        ("Pinned", "ses_pin"),
        ("Today", "ses_today"),
        ("Yesterday", "ses_last"),
        ("Sun 2 Mar", "ses_old"),
    ]


def test_a_root_speaks_for_its_whole_family() -> None:
    store = knowing(
        make_session("ses_a"), make_session("ses_b", "ses_a"), make_session("ses_c", "ses_b"), make_session("ses_d")
    )
    store.dispatch_action(SessionStatus(session_id="ses_c", status=Status(type="retry", attempt=3)))
    store.dispatch_action(PermissionAsked(request=permission("per_1", "ses_c")))
    store.dispatch_action(PermissionAsked(request=permission("per_2", "ses_b")))
    first, second = selectors.list_session_rows(store.state, NOW)
    assert (first.session.id, first.children, first.requests, first.run.status.attempt) == ("ses_a", 2, 2, 3)
    assert (second.session.id, second.children, second.requests) == ("ses_d", 0, 0)


def test_what_ran_when_the_connection_was_lost_is_listed_apart_from_what_runs() -> None:
    store = knowing(*(make_session(id) for id in ("ses_a", "ses_b")), make_session("ses_c", "ses_b"))
    store.dispatch_action(busy("ses_a"))
    store.dispatch_action(busy("ses_c"))
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST, heard_at=NOW))
    assert groups(store) == [("Running when last heard of", "ses_a"), ("Running when last heard of", "ses_b")]
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    store.dispatch_action(busy("ses_c"))
    assert groups(store) == [("Running", "ses_b"), ("Running when last heard of", "ses_a")]
    assert [row.run.as_of for row in selectors.list_session_rows(store.state, NOW)] == [None, NOW]


def test_archived_sessions_are_left_out_unless_they_ask() -> None:
    archived = SessionTime(updated=NOW, archived=NOW)
    store = knowing(make_session("ses_a", time=archived), make_session("ses_b"))
    assert [id for _, id in groups(store)] == ["ses_b"]
    store.dispatch_action(PermissionAsked(request=permission(session="ses_a")))
    assert [id for _, id in groups(store)] == ["ses_a", "ses_b"]


def test_a_subagent_without_its_parent_is_shown_only_while_it_does_something() -> None:
    store = knowing(make_session("ses_b", parent="ses_gone"))
    assert groups(store) == []
    store.dispatch_action(busy("ses_b"))
    assert groups(store) == [("Running", "ses_b")]


def test_a_search_wants_every_word_in_the_title() -> None:
    store = knowing(make_session("ses_a", title="Fix flaky Checkout test"), make_session("ses_b", title="Fix the docs"))
    assert [id for _, id in groups(store, search="checkout FIX")] == ["ses_a"]
    assert groups(store, search="nothing like it") == []


def test_days_are_the_persons_days() -> None:
    late_evening = datetime(2025, 3, 4, 23, tzinfo=UTC).timestamp() * 1000
    store = knowing(make_session("ses_a", updated=late_evening))
    east = timezone(timedelta(hours=2))
    (here,) = selectors.list_session_rows(store.state, NOW)
    (there,) = selectors.list_session_rows(
        store.state, NOW, day_of=lambda ms: datetime.fromtimestamp(ms / 1000, east).date()
    )
    assert (here.group, there.group) == ("Yesterday", "Today")


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2025, 3, 6), "Today"),
        (date(2025, 3, 5), "Today"),
        (date(2025, 3, 4), "Yesterday"),
        (date(2025, 3, 3), "Mon 3 Mar"),
        (date(2024, 12, 31), "Tue 31 Dec 2024"),
    ],
)
def test_days_are_named_as_people_name_them(day: date, name: str) -> None:
    assert format_day(day, date(2025, 3, 5)) == name


def test_a_family_can_be_walked_up_and_down() -> None:
    store = knowing(
        make_session("ses_a"),
        make_session("ses_c", "ses_b", updated=3),
        make_session("ses_b", "ses_a", updated=2),
        make_session("ses_d", "ses_a", updated=1),
    )
    state = store.state
    assert selectors.list_session_tree(state, "ses_c") == ("ses_a", "ses_d", "ses_b", "ses_c")
    assert selectors.list_descendants(state, "ses_b") == ("ses_c",)
    assert [member.id for member in selectors.list_ancestors(state, "ses_c")] == ["ses_a", "ses_b", "ses_c"]
    assert [member.id for member in selectors.list_children(state, "ses_a")] == ["ses_d", "ses_b"]
    assert selectors.find_root(state, "ses_c") == "ses_a"
    store.dispatch_action(SessionDeleted(info=make_session("ses_b")))
    assert selectors.list_session_tree(state, "ses_a") == ("ses_a", "ses_d")
    assert selectors.find_root(state, "ses_c") == "ses_c"


def test_a_session_nobody_knows_is_its_own_family() -> None:
    state = Store().state
    assert selectors.list_session_tree(state, "ses_x") == ("ses_x",)
    assert selectors.find_root(state, "ses_x") == "ses_x"
    assert selectors.list_ancestors(state, "ses_x") == ()


def test_sessions_that_name_each_other_as_parents_do_not_hang_anything() -> None:
    store = knowing(make_session("ses_a", "ses_b"), make_session("ses_b", "ses_a"), make_session("ses_c", "ses_c"))
    assert set(selectors.list_session_tree(store.state, "ses_a")) == {"ses_a", "ses_b"}
    assert selectors.list_session_tree(store.state, "ses_c") == ("ses_c",)
    assert selectors.list_session_rows(store.state, NOW) == ()
