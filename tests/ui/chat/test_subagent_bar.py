"""The line about subagents, and what a turn, a session and its subagents cost."""

import pytest

from octui.store import selectors
from octui.store.actions import HistoryLoaded, HistoryRequested, SessionsLoaded, StatusesLoaded
from octui.store.store import Store
from octui.ui.chat.sidebar_lines import build_sidebar_lines
from octui.ui.chat.subagent_bar import build_subagent_facts, format_subagent_bar
from octui.wire.messages import Message, MessageInfo
from octui.wire.sessions import Session, Status


def make_store() -> Store:
    store = Store()
    sessions = (
        Session(id="root", title="root", cost=0.25),
        Session(id="one", title="look around", parent_id="root", cost=0.5),
        Session(id="two", title="write tests", parent_id="root", cost=0.0),
    )
    store.dispatch_action(SessionsLoaded(sessions=sessions))
    return store


def test_a_subagent_says_which_it_is_and_how_to_leave_it() -> None:
    facts = build_subagent_facts(make_store().state, "two")
    assert facts.text == "Subagent 2 of 2"
    for width in (140, 60, 40):
        line = format_subagent_bar(facts, width)
        assert line.cell_length <= width
        assert "parent" in line.plain


def test_a_session_says_which_subagents_work_for_it() -> None:
    store = make_store()
    assert build_subagent_facts(store.state, "root").text == ""
    store.dispatch_action(StatusesLoaded(statuses={"one": Status(type="busy")}))
    facts = build_subagent_facts(store.state, "root")
    assert (facts.text, facts.detail) == ("1 subagent working", "look around")


def test_the_cost_is_shown_for_the_turn_the_session_and_its_subagents() -> None:
    store = make_store()
    infos = [
        MessageInfo(id="m1", session_id="root", role="user"),
        MessageInfo(id="m2", session_id="root", role="assistant", parent_id="m1", cost=0.1),
        MessageInfo(id="m3", session_id="root", role="assistant", parent_id="m1", cost=0.05),
        MessageInfo(id="m4", session_id="root", role="user"),
        MessageInfo(id="m5", session_id="root", role="assistant", parent_id="m4", cost=0.1),
    ]
    store.dispatch_action(HistoryRequested("root"))
    store.dispatch_action(HistoryLoaded("root", tuple(Message(info, ()) for info in infos)))
    assert selectors.get_turn_cost(store.state, "m3") == pytest.approx(0.15)
    assert selectors.get_turn_cost(store.state, "m5") == pytest.approx(0.1)
    assert selectors.get_subtree_cost(store.state, "root") == pytest.approx(0.75)
    lines = [line.text for line in build_sidebar_lines(store.state, "root")]
    assert "$0.25 here, $0.75 with subagents" in lines
