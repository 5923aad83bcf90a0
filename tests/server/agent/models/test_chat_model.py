import json

import pytest

from octui.server.agent.models.chat_model import ChatModel
from octui.server.agent.models.language_model import (
    ModelFailed,
    ModelRequest,
    TextDelta,
    UserTurn,
)
from octui.server.agent.models.model_info import ModelInfo, ProviderInfo
from tests.server.agent.local_web_server import respond_with, serve_answer


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
async def test_an_error_says_whether_it_is_retryable(status: int, body: str, name: str, retryable: bool) -> None:
    with serve_answer(respond_with(status, body, retry_after="7")) as port, pytest.raises(ModelFailed) as failed:
        await _answer(port)
    assert (failed.value.name, failed.value.retryable, failed.value.status) == (name, retryable, status)
    assert failed.value.retry_after == 7


async def test_an_unreachable_provider_is_retryable() -> None:
    with pytest.raises(ModelFailed, match="could not be reached") as failed:
        await _answer(9)
    assert failed.value.retryable


async def test_a_model_on_this_machine_is_reached_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    chunk = json.dumps({"choices": [{"index": 0, "delta": {"content": "near"}, "finish_reason": "stop"}]})
    with serve_answer(respond_with(200, f"data: {chunk}\n\n", content_type="text/event-stream")) as port:
        assert TextDelta("near") in await _answer(port)


async def test_an_incomplete_answer_is_a_failure() -> None:
    chunk = json.dumps({"choices": [{"index": 0, "delta": {"content": "half"}, "finish_reason": None}]})
    half = respond_with(200, f"data: {chunk}\n\n", content_type="text/event-stream")
    with serve_answer(half) as port, pytest.raises(ModelFailed, match="before the answer was complete"):
        await _answer(port)


async def _answer(port: int) -> list[object]:
    provider = ProviderInfo("x", "X", base_url=f"http://127.0.0.1:{port}/v1", key="k")
    model = ChatModel(provider, ModelInfo("m", "x", api_id="m"))
    return [piece async for piece in model.stream_answer(ModelRequest(system=("s",), turns=(UserTurn(("hi",)),)))]
