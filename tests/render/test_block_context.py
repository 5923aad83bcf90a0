from msgspec.structs import replace

from octui.render.block_context import build_block_context
from octui.render.blocks import FooterBlock, ToolBlock
from octui.render.message_blocks import build_message_blocks
from octui.store import selectors
from octui.store.actions import ConnectionChanged
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.wire.messages import MessageTime
from tests.support.factories import SESSION, idle, make_answer, make_tool_part, said, watching, wrote


def build_tool_block(store: Store) -> ToolBlock:
    view = selectors.get_message(store.state, "msg_1")
    assert view is not None
    (block,) = build_message_blocks(view, build_block_context(store.state, SESSION, "msg_1"))
    assert isinstance(block, ToolBlock)
    return block


def test_a_command_that_runs_without_its_session_being_busy_is_dated_too_while_the_server_is_not_heard() -> None:
    store = watching()
    for event in (idle(), said(make_answer("msg_1")), wrote(make_tool_part("prt_1", "msg_1"))):
        store.dispatch_action(event)
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    assert build_tool_block(store).as_of == ""
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LOST))
    assert build_tool_block(store).as_of == "when last heard of"
    store.dispatch_action(ConnectionChanged(ConnectionStatus.LIVE))
    assert build_tool_block(store).as_of == ""


def test_an_answer_that_ended_before_its_prompt_by_a_clock_that_was_set_has_no_duration() -> None:
    store = watching()
    answer = make_answer("msg_1", finish="stop")
    for completed, seconds in ((8_000, 3.0), (2_000, None)):
        store.dispatch_action(said(replace(answer, time=MessageTime(created=5_000, completed=completed))))
        view = selectors.get_message(store.state, "msg_1")
        assert view is not None
        (footer,) = build_message_blocks(view, build_block_context(store.state, SESSION, "msg_1"))
        assert isinstance(footer, FooterBlock) and footer.seconds == seconds
