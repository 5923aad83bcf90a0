import gc
import subprocess
import sys
from functools import partial
from time import process_time

import pytest

from octui.store import selectors
from octui.store.actions import HistoryLoaded, HistoryRequested, PermissionsLoaded, SessionsLoaded
from octui.store.changes import ChangeKey, Topic
from octui.store.store import Store
from octui.wire.messages import Message
from octui.wire.requests import Permission
from tests.support.call_count import count_calls
from tests.support.factories import (
    SESSION,
    delta,
    make_answer,
    make_prompt_part,
    make_session,
    make_text_part,
    make_tool_part,
    make_user_message,
    said,
    wrote,
)


def long_history(count: int) -> tuple[Message, ...]:
    messages = []
    for number in range(count):
        id = f"msg_{number:06}"
        if number % 2:
            parts = (
                make_text_part(f"prt_{id}a", id, "words " * 20, ended=True),
                make_tool_part(f"prt_{id}b", id, "completed"),
            )
            messages.append(Message(info=make_answer(id, done=True, output=5), parts=parts))
        else:
            messages.append(Message(info=make_user_message(id), parts=(make_prompt_part(f"prt_{id}", id, "do it"),)))
    return tuple(messages)


def holding(count: int) -> Store:
    """A store that holds a long history, at the end of which a reply is being written."""
    store = Store()
    store.dispatch_action(HistoryRequested(SESSION))
    store.dispatch_action(HistoryLoaded(SESSION, long_history(count)))
    store.dispatch_action(said(make_answer("msg_z")))
    store.dispatch_action(wrote(make_text_part("prt_z", "msg_z")))
    store.drain_changes()
    return store


def calls_of_one_delta(store: Store) -> int:
    piece = delta("prt_z", "msg_z", "word ")
    return count_calls(lambda: store.dispatch_action(piece))


def test_a_delta_costs_the_same_however_much_is_loaded_or_written() -> None:
    small, big = holding(2), holding(2000)
    for store in (small, big):
        store.dispatch_action(delta("prt_z", "msg_z", "word "))
    for _ in range(5000):
        big.dispatch_action(delta("prt_z", "msg_z", "word "))
    assert calls_of_one_delta(big) == calls_of_one_delta(small)


def test_pieces_are_joined_when_they_are_read_and_not_before() -> None:
    store = holding(0)
    growth = store.state.messages["msg_z"].growing
    for _ in range(100):
        store.dispatch_action(delta("prt_z", "msg_z", "word "))
    assert len(growth["prt_z"].fragments) == 100
    view = selectors.get_message(store.state, "msg_z")
    assert view is not None
    assert view.parts == (make_text_part("prt_z", "msg_z", "word " * 100),)
    assert len(growth["prt_z"].fragments) == 1


def test_a_thousand_deltas_touch_one_key() -> None:
    store = holding(10)
    for _ in range(1000):
        store.dispatch_action(delta("prt_z", "msg_z", "word "))
    assert store.drain_changes() == {ChangeKey(Topic.MESSAGE, "msg_z")}
    assert store.drain_changes() == frozenset()


def test_a_new_message_makes_no_other_message_be_read_again() -> None:
    store = holding(1000)
    before = {id: selectors.get_message(store.state, id) for id in selectors.list_message_ids(store.state, SESSION)}
    store.dispatch_action(said(make_user_message("msg_zz")))
    assert all(selectors.get_message(store.state, id) is view for id, view in before.items())


def load(messages: tuple[Message, ...], page: int) -> Store:
    """A store that read a history from its end, a page at a time."""
    store = Store()
    store.dispatch_action(HistoryRequested(SESSION))
    slices = [messages[start : start + page] for start in range(0, len(messages), page)]
    store.dispatch_action(HistoryLoaded(SESSION, slices.pop(), older=f"before {len(slices)}" if slices else None))
    while slices:
        store.dispatch_action(
            HistoryLoaded(SESSION, slices.pop(), older=f"before {len(slices)}" if slices else None, replace="prepend")
        )
    return store


@pytest.mark.parametrize("page", [100, 10_000])
def test_ten_thousand_messages_load_as_fast_each_as_one_thousand(page: int) -> None:
    few, many = long_history(1_000), long_history(10_000)
    assert count_calls(lambda: load(many, page)) < 11 * count_calls(lambda: load(few, page))
    store = load(many, page)
    assert len(selectors.list_message_ids(store.state, SESSION)) == 10_000
    assert store.state.timelines[SESSION].is_complete


def listing(count: int) -> Store:
    """A store that knows so many conversations, each with one of a subagent."""
    store = Store()
    roots = [make_session(f"ses_{number:05}", updated=number * 1000.0) for number in range(count)]
    subagents = [make_session(f"ses_{number:05}s", f"ses_{number:05}") for number in range(count)]
    store.dispatch_action(SessionsLoaded((*roots, *subagents)))
    return store


def test_two_thousand_sessions_are_listed_as_fast_each_as_two_hundred() -> None:
    few, many = listing(100), listing(1_000)
    assert len(selectors.list_session_rows(many.state, 1e6)) == 1_000
    few_calls = count_calls(lambda: selectors.list_session_rows(few.state, 1e6))
    assert count_calls(lambda: selectors.list_session_rows(many.state, 1e6)) < 11 * few_calls


def test_the_store_brings_no_screen_and_no_network_with_it() -> None:
    unwanted = ("textual", "rich", "httpx", "websockets")
    code = f"import sys, octui.store.store, octui.store.selectors; print([n for n in {unwanted} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_many_sessions_and_requests_are_taken_over_in_linear_time() -> None:
    # Copying a set calls no function that could be counted: 16 times as many must not take 256 times as long.
    def measure(count: int) -> float:
        store = Store()
        sessions = tuple(make_session(f"ses_{number}") for number in range(count))
        asked = tuple(Permission(id=f"per_{number}", session_id=f"ses_{number}") for number in range(count))
        gc.collect()
        gc.disable()
        began = process_time()
        store.dispatch_action(SessionsLoaded(sessions))
        store.dispatch_action(PermissionsLoaded(asked))
        taken = process_time() - began
        gc.enable()
        return taken

    few = min(measure(500) for _ in range(5))
    assert min(measure(8_000) for _ in range(3)) <= 60 * few


def test_the_subagents_of_one_session_cost_little_more_each_the_more_there_are() -> None:
    costs = []
    for count in (200, 2_000):
        loaded = SessionsLoaded(tuple(make_session(f"ses_{number}", parent=SESSION) for number in range(count)))
        costs.append(count_calls(partial(Store().dispatch_action, loaded)) / count)
    assert costs[1] < 2 * costs[0]
