from octui.server.agent.models.chat_request import build_chat_request
from octui.server.agent.models.language_model import (
    AssistantTurn,
    ModelRequest,
    ToolCallRequested,
    ToolResultTurn,
    UserTurn,
)


def test_a_request_is_encoded_for_the_chat_api() -> None:
    turns = (
        UserTurn(("one", "two")),
        AssistantTurn("", (ToolCallRequested("c", "bash", "{}"),)),
        ToolResultTurn("c", "bash", ""),
        AssistantTurn("done"),
    )
    body = build_chat_request(
        ModelRequest(("a", "", "b"), turns, options={"reasoningEffort": "low", "other": 1}), "m", most_tokens=9
    )
    assert body["messages"] == [
        {"role": "system", "content": "a\n\nb"},
        {"role": "user", "content": [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "c", "type": "function", "function": {"name": "bash", "arguments": "{}"}}],
        },
        {"role": "tool", "tool_call_id": "c", "content": "(nothing)"},
        {"role": "assistant", "content": "done"},
    ]
    assert (body["reasoning_effort"], body["other"], body["max_tokens"]) == ("low", 1, 9)
