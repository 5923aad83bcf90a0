from octui.render.blocks import ToolBlock
from octui.render.tools.generic import MAX_SHOWN_BYTES, make_unreadable_call
from octui.render.tools.strips import can_expand_tool, tool_to_text
from octui.wire.parts import UNREADABLE_TYPE, UnknownPart
from tests.render.tools.snapshots import Look, check_looks


def make_block(raw: bytes) -> ToolBlock:
    part = UnknownPart(id="prt_1!", session_id="ses_1", message_id="msg_1", type=UNREADABLE_TYPE, raw=raw)
    return ToolBlock(key=part.id, message_id=part.message_id, part=make_unreadable_call(part))


def test_every_state_of_a_call_is_drawn_as_in_its_snapshot() -> None:
    block = make_block(b'{"info": null, "parts": [{"type": "text", "text": "lost \xff"}]}')
    check_looks("unreadable", {"closed": Look(block), "whole": Look(block, expanded=True)})


def test_its_json_can_be_copied_and_a_huge_one_is_cut() -> None:
    assert tool_to_text(make_block(b'{"a": 1}')) == '{"a": 1}'
    assert can_expand_tool(make_block(b"{}"))
    assert len(tool_to_text(make_block(b"x" * 10_000_000))) < MAX_SHOWN_BYTES + 10
