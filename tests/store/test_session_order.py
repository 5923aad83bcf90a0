from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octui.store import selectors
from octui.store.actions import Action, SessionsLoaded
from octui.store.selectors import SessionListView, SessionRow
from octui.store.session_order import SessionOrder
from octui.store.state import State
from octui.store.store import Store
from octui.wire.events import SessionDeleted, SessionStatus, SessionUpdated
from octui.wire.sessions import Status
from tests.store.test_reducer_properties import histories
from tests.support.call_count import count_calls
from tests.support.factories import make_session

views = st.builds(SessionListView, st.sampled_from(selectors.ORDERS), st.booleans(), st.booleans())
NOBODY = frozenset[str]()


class Listed:
    """An order that keeps rows as they are, and counts what it builds."""

    def __init__(self, state: State, view: SessionListView = selectors.DEFAULT_VIEW) -> None:
        self.built = 0
        self._state = state
        self._order = SessionOrder(view, selectors.to_utc_day, self._build)

    def update(self, pinned: frozenset[str] = NOBODY) -> None:
        list(self._order.update_in_slices(self._state, 1e12, pinned))

    def list_rows(self) -> list[SessionRow]:
        # What happened unseen is in no list.
        return [row._replace(news=0) for row in self._order.iter_built()]

    def _build(self, rows: Sequence[SessionRow]) -> Sequence[SessionRow]:
        self.built += 1
        return rows


@settings(max_examples=200, deadline=None)
@given(histories(), views, st.sampled_from([NOBODY, frozenset({"ses_b"})]), st.integers(1, 4))
def test_it_is_always_the_list_as_it_would_be_made_from_nothing(
    history: list[Action], view: SessionListView, pinned: frozenset[str], step: int
) -> None:
    store = Store()
    # Enough others that one change is no reason to sort them all.
    store.dispatch_action(SessionsLoaded(tuple(make_session(f"ses_{number}") for number in range(40))))
    listed = Listed(store.state, view)
    for number, event in enumerate(history):
        store.dispatch_action(event)
        if number % step == 0:
            listed.update(pinned if number % 2 else NOBODY)
    listed.update(pinned)
    fresh = selectors.list_session_rows(store.state, 1e12, pinned, view=view)
    assert listed.list_rows() == [row._replace(news=0) for row in fresh]


def holding(count: int) -> tuple[Store, Listed]:
    store = Store()
    store.dispatch_action(SessionsLoaded(tuple(make_session(f"ses_{number:06}") for number in range(count))))
    listed = Listed(store.state)
    listed.update()
    listed.list_rows()
    listed.built = 0
    return store, listed


@pytest.mark.parametrize(
    ("event", "built"),
    [
        (SessionUpdated(info=make_session("ses_000007", title="another")), 1),
        (SessionStatus(session_id="ses_000007", status=Status(type="busy")), 1),
        (SessionDeleted(info=make_session("ses_000007")), 0),
        (SessionUpdated(info=make_session("ses_child", parent="ses_000007")), 1),
    ],
)
def test_of_any_number_of_sessions_only_the_one_that_changed_is_looked_at(event: Action, built: int) -> None:
    calls = []
    for count in (100, 2_000):
        store, listed = holding(count)
        store.dispatch_action(event)
        calls.append(count_calls(listed.update))
        listed.list_rows()
        assert listed.built == built
    few, many = calls
    assert many <= few + 20, "only finding its place may take some steps more"
