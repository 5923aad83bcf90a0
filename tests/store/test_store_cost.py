import subprocess
import sys
from time import perf_counter

import pytest

from octui.store import select
from octui.store.inputs import HistoryLoaded, HistoryRequested, SessionsLoaded
from octui.store.keys import Key, Topic
from octui.store.store import Store
from octui.wire.messages import Message
from tests.support.told import SESSION, answer, delta, said, session, text, tool, typed, user, wrote


def long_history(count: int) -> tuple[Message, ...]:
    messages = []
    for number in range(count):
        id = f"msg_{number:06}"
        if number % 2:
            parts = (text(f"prt_{id}a", id, "words " * 20, ended=True), tool(f"prt_{id}b", id, "completed"))
            messages.append(Message(info=answer(id, done=True, output=5), parts=parts))
        else:
            messages.append(Message(info=user(id), parts=(typed(f"prt_{id}", id, "do it"),)))
    return tuple(messages)


def holding(count: int) -> Store:
    """A store that holds a long history, at the end of which a reply is being written."""
    store = Store()
    store.dispatch(HistoryRequested(SESSION))
    store.dispatch(HistoryLoaded(SESSION, long_history(count)))
    store.dispatch(said(answer("msg_z")))
    store.dispatch(wrote(text("prt_z", "msg_z")))
    store.drain()
    return store


def calls_of_one_delta(store: Store) -> int:
    """How many functions run to take in one delta."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    piece = delta("prt_z", "msg_z", "word ")
    sys.setprofile(count)
    try:
        store.dispatch(piece)
    finally:
        sys.setprofile(None)
    return counted


def test_a_delta_costs_the_same_however_much_is_loaded_or_written() -> None:
    small, big = holding(2), holding(2000)
    for store in (small, big):
        store.dispatch(delta("prt_z", "msg_z", "word "))
    for _ in range(5000):
        big.dispatch(delta("prt_z", "msg_z", "word "))
    assert calls_of_one_delta(big) == calls_of_one_delta(small)


def test_pieces_are_joined_when_they_are_read_and_not_before() -> None:
    store = holding(0)
    growth = store.state.messages["msg_z"].growing
    for _ in range(100):
        store.dispatch(delta("prt_z", "msg_z", "word "))
    assert len(growth["prt_z"].fragments) == 100
    view = select.message(store.state, "msg_z")
    assert view is not None
    assert view.parts == (text("prt_z", "msg_z", "word " * 100),)
    assert len(growth["prt_z"].fragments) == 1


def test_a_thousand_deltas_touch_one_key() -> None:
    store = holding(10)
    for _ in range(1000):
        store.dispatch(delta("prt_z", "msg_z", "word "))
    assert store.drain() == {Key(Topic.MESSAGE, "msg_z")}
    assert store.drain() == frozenset()


def test_a_new_message_makes_no_other_message_be_read_again() -> None:
    store = holding(1000)
    before = {id: select.message(store.state, id) for id in select.message_ids(store.state, SESSION)}
    store.dispatch(said(user("msg_zz")))
    assert all(select.message(store.state, id) is view for id, view in before.items())


@pytest.mark.parametrize("pages", [1, 100])
def test_ten_thousand_messages_load_fast(pages: int) -> None:
    messages = long_history(10_000)
    store = Store()
    store.dispatch(HistoryRequested(SESSION))
    size = len(messages) // pages
    slices = [messages[start : start + size] for start in range(0, len(messages), size)]
    began = perf_counter()
    store.dispatch(HistoryLoaded(SESSION, slices.pop(), older=f"before {len(slices)}" if slices else None))
    while slices:
        store.dispatch(
            HistoryLoaded(SESSION, slices.pop(), older=f"before {len(slices)}" if slices else None, replace="prepend")
        )
    assert perf_counter() - began < 1.5
    assert len(select.message_ids(store.state, SESSION)) == 10_000
    assert store.state.timelines[SESSION].complete


def test_two_thousand_sessions_are_listed_fast() -> None:
    store = Store()
    roots = [session(f"ses_{number:05}", updated=number * 1000.0) for number in range(1000)]
    subagents = [session(f"ses_{number:05}s", f"ses_{number:05}") for number in range(1000)]
    store.dispatch(SessionsLoaded((*roots, *subagents)))
    began = perf_counter()
    assert len(select.session_rows(store.state, 1e6)) == 1000
    assert perf_counter() - began < 0.5


def test_the_store_brings_no_screen_and_no_network_with_it() -> None:
    unwanted = ("textual", "rich", "httpx", "websockets")
    code = f"import sys, octui.store.store, octui.store.select; print([n for n in {unwanted} if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
