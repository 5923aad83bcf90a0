import json

import pytest

from octui.server.agent.models.chat_stream import ChatStreamParser
from octui.server.agent.models.language_model import (
    AnswerFinished,
    ModelFailed,
    ReasoningDelta,
    TextDelta,
    TokenUsage,
    ToolCallRequested,
)
from octui.server.agent.models.model_info import Cost
from octui.server.agent.tool_call import parse_call_arguments


def chunk(**delta: object) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})


def calls(*fragments: dict[str, object]) -> list[ToolCallRequested]:
    chunks = ChatStreamParser()
    for fragment in fragments:
        list(chunks.parse_chunk(chunk(tool_calls=[fragment])))
    return [piece for piece in chunks.finish_chat_stream() if isinstance(piece, ToolCallRequested)]


def test_a_call_is_put_together_from_its_fragments() -> None:
    made = calls(
        {"index": 0, "id": "c1", "function": {"name": "bash", "arguments": '{"comm'}},
        {"index": 1, "id": "c2", "function": {"name": "read", "arguments": "{}"}},
        {"index": 0, "function": {"arguments": 'and":"ls"}'}},
    )
    assert made == [ToolCallRequested("c1", "bash", '{"command":"ls"}'), ToolCallRequested("c2", "read", "{}")]


def test_calls_without_index_or_with_equal_ones_are_kept_apart() -> None:
    first: dict[str, object] = {"id": "a", "function": {"name": "x", "arguments": "{}"}}
    second: dict[str, object] = {"id": "b", "function": {"name": "y", "arguments": {"k": 1}}}
    unnumbered = [ToolCallRequested("a", "x", "{}"), ToolCallRequested("b", "y", '{"k":1}')]
    assert calls(first, second) == unnumbered
    assert calls({"index": 0, **first}, {"index": 0, **second}) == unnumbered


def test_tokens_are_counted_once() -> None:
    chunks = ChatStreamParser()
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 20,
        "prompt_tokens_details": {"cached_tokens": 10},
        "completion_tokens_details": {"reasoning_tokens": 5},
    }
    list(chunks.parse_chunk(json.dumps({"choices": [], "usage": usage})))
    list(chunks.parse_chunk(json.dumps({"choices": [{"delta": {}, "finish_reason": "length"}]})))
    assert list(chunks.finish_chat_stream()) == [
        AnswerFinished("length", TokenUsage(input=90, output=15, reasoning=5, cache_read=10))
    ]
    price = Cost(input=1, output=2, cache_read=0.5)
    assert price.estimate_cost(TokenUsage(1_000_000, 500_000, 500_000, 2_000_000)) == 1 + 2 + 1


@pytest.mark.parametrize("frame", ["nonsense", '{"choices": 3}', '{"error": {"message": "overloaded"}}'])
def test_an_unreadable_chunk_is_a_retryable_failure(frame: str) -> None:
    with pytest.raises(ModelFailed) as failed:
        list(ChatStreamParser().parse_chunk(frame))
    assert failed.value.retryable


def test_content_may_be_a_list_of_parts() -> None:
    (piece,) = ChatStreamParser().parse_chunk(chunk(content=[{"type": "text", "text": "hi"}]))
    assert piece == TextDelta("hi")


def test_a_character_cut_in_two_is_joined_and_half_of_one_replaced() -> None:
    stream = ChatStreamParser()
    frames = [
        r'{"choices": [{"delta": {"content": "smile \ud83d"}}]}',
        r'{"choices": [{"delta": {"content": "\ude00 \ud83d!"}}]}',
        r'{"choices": [{"delta": {"reasoning_content": "\ude00"}}]}',
    ]
    assert [piece for frame in frames for piece in stream.parse_chunk(frame)] == [
        TextDelta("smile "),
        TextDelta("😀 \N{REPLACEMENT CHARACTER}!"),
        ReasoningDelta("\N{REPLACEMENT CHARACTER}"),
    ]


@pytest.mark.parametrize(
    ("arguments", "parsed"),
    [
        ("", {}),
        ("[1]", None),
        ('{"a": ', None),
        (r'{"a": "\ud83d"}', {"a": "\N{REPLACEMENT CHARACTER}"}),
        (r'{"a": "\ud83d\ude00"}', {"a": "😀"}),
    ],
)
def test_arguments_of_a_call_can_be_written_to_a_file(arguments: str, parsed: object) -> None:
    assert parse_call_arguments(arguments) == parsed


def test_arguments_nested_too_deeply_are_still_an_object() -> None:
    assert parse_call_arguments('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}") is not None
