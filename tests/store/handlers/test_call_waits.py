"""The time for which a call or an answer waited for a person is known where octui saw it, and none of its own."""

from msgspec.structs import replace

from octui.render.block_context import build_block_context
from octui.render.blocks import FooterBlock, ToolBlock
from octui.render.message_blocks import build_message_blocks
from octui.render.tools.base import measure_run_seconds
from octui.store import selectors
from octui.store.actions import HistoryRequested, RequestSettled
from octui.store.store import Store
from octui.wire.events import PermissionAsked, PermissionReplied, Received, SessionCreated
from octui.wire.messages import Message, MessageInfo, MessageTime
from octui.wire.parts import Span
from octui.wire.requests import ToolCall
from tests.support.factories import (
    SESSION,
    busy,
    make_answer,
    make_session,
    make_tool_part,
    make_user_message,
    page,
    permission,
    said,
    watching,
    wrote,
)

CALL = ToolCall(message_id="msg_1", call_id="call_1")


def put_call(
    store: Store, status: str, start: float = 0, end: float | None = None, name: str = "bash", at: float = 0
) -> None:
    part = make_tool_part("prt_1", "msg_1", status, name=name)
    time = Span(start=start, end=end) if start else None
    part = replace(part, state=replace(part.state, time=time, metadata={"sessionId": "ses_child"}))
    store.dispatch_action(Received(wrote(part), at=at))


def begin_call(name: str = "bash") -> Store:
    store = watching()
    store.dispatch_action(busy())
    store.dispatch_action(said(make_answer("msg_1")))
    put_call(store, "running", 1_000, name=name)
    return store


def ask(store: Store, at: float, id: str = "per_1", session: str = SESSION, call: ToolCall | None = CALL) -> None:
    store.dispatch_action(Received(PermissionAsked(request=permission(id, session, call)), at=at))


def answer(store: Store, at: float, id: str = "per_1") -> None:
    store.dispatch_action(Received(PermissionReplied(session_id=SESSION, request_id=id, reply="once"), at=at))


def measure(store: Store) -> float | None:
    view = selectors.get_message(store.state, "msg_1")
    assert view is not None
    (block, *_) = build_message_blocks(view, build_block_context(store.state, SESSION, "msg_1"))
    assert isinstance(block, ToolBlock)
    return measure_run_seconds(block)


def test_the_time_a_command_waited_for_its_permission_is_no_part_of_its_run() -> None:
    store = begin_call()
    ask(store, 500_000)
    store.dispatch_action(RequestSettled(id="per_1"))
    answer(store, 517_300)
    put_call(store, "completed", 1_000, 19_300)
    assert measure(store) == 1


def test_two_permissions_of_one_call_count_each() -> None:
    store = begin_call()
    for at, id in ((500_000, "per_1"), (510_000, "per_2")):
        ask(store, at, id)
        answer(store, at + 4_000, id)
    put_call(store, "completed", 1_000, 11_000)
    assert measure(store) == 2


def test_a_start_that_the_server_set_again_counts_nothing_from_before() -> None:
    store = begin_call()
    ask(store, 500_000)
    answer(store, 505_000)
    put_call(store, "completed", 7_000, 19_000)
    assert measure(store) == 12


def test_a_call_that_begins_after_its_request_does_not_wait_before_it_began() -> None:
    store = watching()
    store.dispatch_action(busy())
    ask(store, 500_000)
    store.dispatch_action(said(make_answer("msg_1")))
    put_call(store, "pending", at=500_100)
    put_call(store, "running", 1_000, at=500_200)
    answer(store, 510_000)
    put_call(store, "completed", 1_000, 11_800)
    assert measure(store) == 1


def test_what_was_not_seen_leaves_the_server_s_time() -> None:
    store = begin_call()
    store.dispatch_action(PermissionAsked(request=permission("per_1", SESSION, CALL)))
    answer(store, 505_000)
    put_call(store, "completed", 1_000, 19_000)
    assert measure(store) == 18
    ask(store, 900_000, "per_2")
    answer(store, 700_000, "per_2")
    assert measure(store) == 18


def test_a_task_does_not_count_what_its_subagents_waited_for_and_overlaps_count_once() -> None:
    store = begin_call("task")
    store.dispatch_action(SessionCreated(info=make_session("ses_child", parent=SESSION)))
    store.dispatch_action(SessionCreated(info=make_session("ses_grandchild", parent="ses_child")))
    ask(store, 500_000, "per_1", "ses_child", None)
    ask(store, 502_000, "per_2", "ses_child", None)
    answer(store, 504_000, "per_1")
    answer(store, 506_000, "per_2")
    put_call(store, "completed", 1_000, 10_000, name="task")
    assert measure(store) == 3


def read_footer(store: Store, message_id: str) -> float | None:
    view = selectors.get_message(store.state, message_id)
    assert view is not None
    *_, footer = build_message_blocks(view, build_block_context(store.state, view.info.session_id, message_id))
    assert isinstance(footer, FooterBlock)
    return footer.seconds


def finish_answer(message_id: str, session: str = SESSION) -> MessageInfo:
    info = make_answer(message_id, session, parent="msg_0", done=True, finish="stop")
    return replace(info, time=MessageTime(created=2_000, completed=31_000))


def test_what_an_answer_waited_for_is_no_part_of_its_turn() -> None:
    store = watching()
    store.dispatch_action(said(make_user_message("msg_0", created=1_000)))
    store.dispatch_action(busy())
    store.dispatch_action(said(make_answer("msg_1", parent="msg_0")))
    put_call(store, "running", 2_000, at=500_000)
    ask(store, 500_000)
    answer(store, 510_000)
    # The server begins the call again: the wait before is none of the call, but the turn's all the same.
    put_call(store, "completed", 12_000, 12_500)
    store.dispatch_action(said(replace(make_answer("msg_1", parent="msg_0", done=True), finish="tool-calls")))
    store.dispatch_action(said(make_answer("msg_2", parent="msg_0")))
    ask(store, 520_000, "per_2", call=None)
    answer(store, 525_000, "per_2")
    store.dispatch_action(said(finish_answer("msg_2")))
    assert measure(store) == 0.5
    assert read_footer(store, "msg_2") == 30 - 10 - 5


def test_a_turn_whose_prompt_is_not_loaded_counts_the_waits_of_its_last_answer_alone() -> None:
    store = watching()
    for message_id, begin in (("msg_1", 500_000), ("msg_2", 520_000)):
        store.dispatch_action(said(make_answer(message_id, parent="msg_0")))
        ask(store, begin, message_id, call=ToolCall(message_id=message_id, call_id="call_1"))
        answer(store, begin + 4_000, message_id)
    store.dispatch_action(said(finish_answer("msg_2")))
    assert read_footer(store, "msg_2") == 29 - 4


def test_a_wait_in_a_session_that_is_not_loaded_is_known_when_it_is() -> None:
    store = Store()
    part = make_tool_part("prt_1", "msg_1", "running", "ses_child")
    part = replace(part, state=replace(part.state, time=Span(start=1_000)))
    store.dispatch_action(Received(wrote(part), at=500_000))
    ask(store, 500_100, session="ses_child")
    answer(store, 517_100)
    done = replace(part, state=replace(part.state, status="completed", time=Span(start=1_000, end=19_000)))
    store.dispatch_action(HistoryRequested("ses_child"))
    store.dispatch_action(page(Message(finish_answer("msg_1", "ses_child"), (done,)), session="ses_child"))
    assert measure(store) == 1
    assert read_footer(store, "msg_1") == 29 - 17
