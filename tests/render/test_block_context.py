from octui.render.block_context import build_block_context
from octui.render.blocks import ToolBlock
from octui.render.message_blocks import build_message_blocks
from octui.store import selectors
from octui.store.actions import ConnectionChanged
from octui.store.state import ConnectionStatus
from octui.store.store import Store
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
