from octui.server.agent.model_context import drop_compacted_messages, to_model_turns
from octui.server.agent.models.language_model import (
    AssistantTurn,
    ToolResultTurn,
    UserTurn,
)
from octui.wire.messages import Failure, Message, MessageInfo
from octui.wire.parts import CompactionPart, TextPart, ToolPart, ToolState


def message(number: int, role: str, *parts: object, **changes: object) -> Message:
    info = MessageInfo(id=f"msg_{number}", role=role, **changes)  # type: ignore[arg-type]
    return Message(info=info, parts=parts)  # type: ignore[arg-type]


def test_an_interrupted_call_still_has_a_result() -> None:
    state = ToolState(status="running", input={"a": 1}, metadata={"output": "half"})
    held = message(2, "assistant", ToolPart(id="p", tool="bash", call_id="c", state=state))
    asked, answered = to_model_turns([held], accepts_images=False)
    assert isinstance(asked, AssistantTurn)
    assert isinstance(answered, ToolResultTurn)
    assert answered.output == "half\n[Tool execution was interrupted]"


def test_compacted_messages_are_dropped() -> None:
    history = [
        message(1, "user", TextPart(id="a", text="old")),
        message(2, "user", CompactionPart(id="b")),
        message(3, "assistant", TextPart(id="c", text="sum"), parent_id="msg_2", summary=True, finish="stop"),
        message(4, "user", TextPart(id="d", text="new"), TextPart(id="e", text="seen by people", ignored=True)),
    ]
    kept = drop_compacted_messages(history)
    assert [held.info.id for held in kept] == ["msg_2", "msg_3", "msg_4"]
    assert to_model_turns(kept, accepts_images=False)[-1] == UserTurn(("new",), typed="new")
    failed = message(3, "assistant", parent_id="msg_2", summary=True, error=Failure())
    assert len(drop_compacted_messages([*history[:2], failed, history[3]])) == 4
