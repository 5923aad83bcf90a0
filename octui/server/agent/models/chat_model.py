"""A model behind an OpenAI-compatible chat endpoint."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

import msgspec

from octui.lean_httpx import import_httpx
from octui.server import http_client
from octui.server.agent.models.chat_request import build_chat_request
from octui.server.agent.models.chat_stream import ChatStreamParser, parse_error
from octui.server.agent.models.language_model import AnswerPiece, ModelFailed, ModelRequest
from octui.server.agent.models.model_info import ModelInfo, ProviderInfo

if TYPE_CHECKING:
    import httpx

CONNECT_TIMEOUT_SECONDS: Final = 15.0
READ_TIMEOUT_SECONDS: Final = 300.0
"""A reasoning model may be silent for minutes; a dead connection is silent forever."""

MAX_OUTPUT_TOKENS: Final = 32_000
END_OF_STREAM: Final = "[DONE]"
MAX_ERROR_LENGTH: Final = 4_000


class ChatModel:
    """One model of one provider."""

    def __init__(self, provider: ProviderInfo, model: ModelInfo) -> None:
        self._provider = provider
        self._model = model

    async def stream_answer(self, request: ModelRequest) -> AsyncGenerator[AnswerPiece, None]:
        """Stream the answer; closing the generator cancels the request."""
        if not self._provider.base_url:
            raise ModelFailed(f"Provider {self._provider.id} has no URL: set options.baseURL.", name="UnknownError")
        import_httpx()
        import httpx  # loaded when a model is first asked, to keep start-up short

        timeout = httpx.Timeout(
            CONNECT_TIMEOUT_SECONDS, read=self._provider.read_timeout or READ_TIMEOUT_SECONDS, write=60
        )
        try:
            async with (
                http_client.create_http_client(self._provider.base_url, timeout) as client,
                aclosing(self._stream_response(client, request)) as pieces,
            ):
                async for piece in pieces:
                    yield piece
        except httpx.TimeoutException as silent:
            raise ModelFailed(f"{self._provider.name} did not answer in time.", retryable=True) from silent
        except httpx.InvalidURL as wrong:
            raise ModelFailed(f"{self._provider.base_url} is not a valid URL: {wrong}", name="UnknownError") from wrong
        except httpx.UnsupportedProtocol as wrong:
            raise ModelFailed(f"{self._provider.base_url} is not a valid URL: {wrong}", name="UnknownError") from wrong
        except httpx.HTTPError as broken:
            reason = str(broken) or type(broken).__name__
            raise ModelFailed(f"{self._provider.name} could not be reached: {reason}", retryable=True) from broken

    async def _stream_response(
        self, client: "httpx.AsyncClient", request: ModelRequest
    ) -> AsyncGenerator[AnswerPiece, None]:
        from httpx_sse import EventSource  # as httpx itself

        url = f"{self._provider.base_url.rstrip('/')}/chat/completions"
        limit = min(int(self._model.output), MAX_OUTPUT_TOKENS) if self._model.output else None
        key = "max_completion_tokens" if self._provider.id == "openai" else "max_tokens"
        # A long conversation, or one with images, takes a while to encode.
        content = await asyncio.to_thread(_encode_request, request, self._model.api_id, limit, key)
        headers = self._provider.build_request_headers() | dict(self._model.headers)
        async with client.stream("POST", url, content=content, headers=headers) as response:
            if response.status_code != 200:
                raise await _read_error_response(response)
            chunks = ChatStreamParser()
            async with aclosing(EventSource(response).aiter_sse()) as frames:
                async for frame in frames:
                    if frame.data.strip() == END_OF_STREAM:
                        break
                    if frame.data:
                        for piece in chunks.parse_chunk(frame.data):
                            yield piece
            if not chunks.has_finish_reason:
                raise ModelFailed(
                    f"{self._provider.name} closed the connection before the answer was complete.", retryable=True
                )
            for piece in chunks.finish_chat_stream():
                yield piece


def _encode_request(request: ModelRequest, model_id: str, most_tokens: int | None, tokens_key: str) -> bytes:
    return msgspec.json.encode(build_chat_request(request, model_id, most_tokens=most_tokens, tokens_key=tokens_key))


async def _read_error_response(response: "httpx.Response") -> ModelFailed:
    """The error of a failed request, with the provider's own message if there is one."""
    raw = (await response.aread()).decode("utf-8", "replace")
    try:
        decoded = msgspec.json.decode(raw)
    except msgspec.MsgspecError:
        decoded = None
    if isinstance(decoded, list) and decoded:
        decoded = decoded[0]
    error = decoded.get("error", decoded) if isinstance(decoded, dict) else None
    status = response.status_code
    if not error:
        error = {"message": f"{status} {response.reason_phrase}: {raw[:200].strip()}".rstrip(": ")}
    failure = parse_error(error, status=status, body=raw[:MAX_ERROR_LENGTH])
    failure.headers = dict(response.headers)
    failure.retry_after = _parse_retry_after(response.headers)
    if status == 429 or status >= 500:
        failure.retryable = failure.name != "ContextOverflowError"
    return failure


def _parse_retry_after(headers: "httpx.Headers") -> float | None:
    """Seconds from `retry-after-ms` or `retry-after`; None for dates, which get the usual backoff."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) * unit)
        except (KeyError, ValueError):
            continue
    return None
