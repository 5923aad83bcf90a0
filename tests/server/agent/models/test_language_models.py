import json
import stat
from pathlib import Path

import pytest

from octui.client import Client, ServerFailed
from octui.server.agent.model_context import drop_compacted_messages, to_model_turns
from octui.server.agent.models.backoff import get_backoff_seconds
from octui.server.agent.models.chat_model import ChatModel
from octui.server.agent.models.chat_request import build_chat_request
from octui.server.agent.models.chat_stream import ChatStreamParser
from octui.server.agent.models.credentials import CredentialStore
from octui.server.agent.models.discovery import discover_local_providers
from octui.server.agent.models.language_model import (
    AnswerFinished,
    AssistantTurn,
    ModelFailed,
    ModelRequest,
    TextDelta,
    TokenUsage,
    ToolCallRequested,
    ToolResultTurn,
    UserTurn,
)
from octui.server.agent.models.model_info import Cost, ModelInfo, ProviderInfo
from octui.server.agent.models.presets import LocalServer
from octui.wire.messages import Failure, Message, MessageInfo
from octui.wire.parts import CompactionPart, TextPart, ToolPart, ToolState
from octui.wire.providers import ApiKey, OAuthTokens
from tests.server.agent.local_web_server import respond_with, serve_answer
from tests.server.agent.turn_results import write_config
from tests.support.real_opencode import Project


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


def test_calls_of_servers_that_number_none_or_all_the_same_are_kept_apart() -> None:
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
def test_a_frame_that_tells_of_no_answer_is_a_failure_that_may_pass(frame: str) -> None:
    with pytest.raises(ModelFailed) as failed:
        list(ChatStreamParser().parse_chunk(frame))
    assert failed.value.retryable


@pytest.mark.parametrize(
    ("status", "body", "name", "retryable"),
    [
        (429, '{"error": {"message": "slow down"}}', "APIError", True),
        (503, "<html>busy</html>", "APIError", True),
        (401, '{"error": {"message": "no key", "type": "invalid_request_error"}}', "APIError", False),
        (400, '{"error": {"message": "broken", "type": "server_error"}}', "APIError", True),
        (400, '{"error": {"message": "m", "code": "context_length_exceeded"}}', "ContextOverflowError", False),
        (404, "", "APIError", False),
    ],
)
async def test_a_refusal_says_whether_it_may_pass(status: int, body: str, name: str, retryable: bool) -> None:
    with serve_answer(respond_with(status, body, retry_after="7")) as port, pytest.raises(ModelFailed) as failed:
        await _answer(port)
    assert (failed.value.name, failed.value.retryable, failed.value.status) == (name, retryable, status)
    assert failed.value.retry_after == 7


async def test_a_provider_that_is_not_there_may_come_back() -> None:
    with pytest.raises(ModelFailed, match="could not be reached") as failed:
        await _answer(9)
    assert failed.value.retryable


async def test_an_answer_that_breaks_off_is_none() -> None:
    half = respond_with(200, f"data: {chunk(content='half')}\n\n", content_type="text/event-stream")
    with serve_answer(half) as port, pytest.raises(ModelFailed, match="before the answer was complete"):
        await _answer(port)


async def _answer(port: int) -> list[object]:
    provider = ProviderInfo("x", "X", base_url=f"http://127.0.0.1:{port}/v1", key="k")
    model = ChatModel(provider, ModelInfo("m", "x", api_id="m"))
    return [piece async for piece in model.stream_answer(ModelRequest(system=("s",), turns=(UserTurn(("hi",)),)))]


def test_pauses_grow_up_to_a_limit_and_yield_to_what_is_asked_for() -> None:
    assert [get_backoff_seconds(attempt, None) for attempt in (1, 2, 3, 9)] == [2, 4, 8, 30]
    assert get_backoff_seconds(1, 0.5) == 0.5


def test_a_request_is_spelled_as_providers_read_it() -> None:
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


def message(number: int, role: str, *parts: object, **changes: object) -> Message:
    info = MessageInfo(id=f"msg_{number}", role=role, **changes)  # type: ignore[arg-type]
    return Message(info=info, parts=parts)  # type: ignore[arg-type]


def test_a_call_that_was_cut_off_has_an_answer_all_the_same() -> None:
    state = ToolState(status="running", input={"a": 1}, metadata={"output": "half"})
    held = message(2, "assistant", ToolPart(id="p", tool="bash", call_id="c", state=state))
    asked, answered = to_model_turns([held], sees=False)
    assert isinstance(asked, AssistantTurn)
    assert isinstance(answered, ToolResultTurn)
    assert answered.output == "half\n[Tool execution was interrupted]"


def test_only_what_is_not_summed_up_is_told() -> None:
    history = [
        message(1, "user", TextPart(id="a", text="old")),
        message(2, "user", CompactionPart(id="b")),
        message(3, "assistant", TextPart(id="c", text="sum"), parent_id="msg_2", summary=True, finish="stop"),
        message(4, "user", TextPart(id="d", text="new"), TextPart(id="e", text="seen by people", ignored=True)),
    ]
    kept = drop_compacted_messages(history)
    assert [held.info.id for held in kept] == ["msg_2", "msg_3", "msg_4"]
    assert to_model_turns(kept, sees=False)[-1] == UserTurn(("new",), typed="new")
    failed = message(3, "assistant", parent_id="msg_2", summary=True, error=Failure())
    assert len(drop_compacted_messages([*history[:2], failed, history[3]])) == 4


async def test_servers_on_this_machine_are_found_with_their_models() -> None:
    models = {"data": [{"id": "llama3"}, {"id": "nomic-embed-text"}, {"object": "no id"}]}
    with (
        serve_answer(respond_with(200, json.dumps(models))) as port,
        serve_answer(respond_with(200, "<html>")) as other,
    ):
        found = await discover_local_providers(
            [
                LocalServer("ollama", "Ollama", port),
                LocalServer("other", "Other", other),
                LocalServer("none", "None", 9),
            ]
        )
    (ollama,) = found
    assert (ollama.id, ollama.source, list(ollama.models)) == ("ollama", "local", ["llama3"])


def test_keys_are_kept_where_only_their_owner_reads_them(tmp_path: Path) -> None:
    keys = CredentialStore(tmp_path)
    keys.save_credential("openai", ApiKey(key="sk-1"))
    keys.save_credential("other", OAuthTokens(refresh="r", access="a", expires=0))
    assert stat.S_IMODE((tmp_path / "auth.json").stat().st_mode) == 0o600
    assert (
        CredentialStore(tmp_path).find_api_key("openai"),
        keys.find_api_key("other"),
        keys.find_api_key("none"),
    ) == ("sk-1", "a", None)
    keys.remove_credential("openai")
    assert list(CredentialStore(tmp_path).load_credentials()) == ["other"]
    (tmp_path / "auth.json").write_text("{broken")
    assert keys.load_credentials() == {}


async def test_a_stored_key_connects_a_provider_at_once_and_is_told_to_nobody(here: Client) -> None:
    assert "mistral" not in (await here.providers.list_all()).connected
    await here.providers.set_credentials("mistral", ApiKey(key="sk-secret"))
    assert "mistral" in (await here.providers.list_all()).connected
    listed = await here.transport.send_json("GET", "/config/providers", dict[str, object])
    assert "mistral" in str(listed)
    assert "sk-secret" not in str(listed)
    await here.providers.remove_credentials("mistral")
    assert "mistral" not in (await here.providers.list_all()).connected


async def test_signing_in_with_an_account_says_what_to_do_instead(here: Client) -> None:
    with pytest.raises(ServerFailed, match="API key"):
        await here.providers.authorize("anthropic", 0)


async def test_providers_can_be_left_out(here: Client, project: Project) -> None:
    write_config(project.path, disabled_providers=["scripted"])
    await here.server.dispose_instance()
    providers = await here.providers.list()
    assert [provider.id for provider in providers.providers] == ["octui"]


def test_text_of_an_answer_may_come_in_parts() -> None:
    (piece,) = ChatStreamParser().parse_chunk(chunk(content=[{"type": "text", "text": "hi"}]))
    assert piece == TextDelta("hi")
