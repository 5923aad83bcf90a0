"""Parses a streamed chat completion: deltas of text, reasoning and tool calls become answer pieces."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from octui.server.agent.models.language_model import (
    AnswerFinished,
    AnswerPiece,
    ModelFailed,
    ReasoningDelta,
    TextDelta,
    TokenUsage,
    ToolCallRequested,
    ToolCallStarted,
)
from octui.wire.decoding.damaged_json import parse_damaged_json
from octui.wire.decoding.split_pairs import SplitPairs

FINISH_REASONS: Final = {
    "stop": "stop",
    "end_turn": "stop",
    "tool_calls": "tool-calls",
    "function_call": "tool-calls",
    "length": "length",
    "max_tokens": "length",
    "content_filter": "content-filter",
}


class _FunctionDelta(msgspec.Struct):
    name: str | None = None
    arguments: Any = None


class _ToolCallDelta(msgspec.Struct):
    index: int | None = None
    id: str | None = None
    function: _FunctionDelta = msgspec.field(default_factory=_FunctionDelta)


class _Delta(msgspec.Struct):
    content: Any = None
    reasoning_content: str | None = None
    reasoning: Any = None
    tool_calls: list[_ToolCallDelta] | None = None


class _Choice(msgspec.Struct):
    delta: _Delta | None = None
    message: _Delta | None = None
    finish_reason: str | None = None


class _TokenDetails(msgspec.Struct):
    cached_tokens: int | None = None
    reasoning_tokens: int | None = None


class _UsageChunk(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _TokenDetails | None = None
    completion_tokens_details: _TokenDetails | None = None
    cache_creation_input_tokens: int | None = None


class _Chunk(msgspec.Struct):
    choices: list[_Choice] | None = None
    usage: _UsageChunk | None = None
    error: Any = None


_decoder = msgspec.json.Decoder(_Chunk, strict=False)


@dataclass
class _PendingCall:
    """A tool call that is still being streamed."""

    call_id: str
    tool: str = ""
    arguments: list[str] = field(default_factory=list)
    announced: bool = False


class ChatStreamParser:
    """Parses one stream, chunk by chunk."""

    def __init__(self) -> None:
        self._calls: dict[int, _PendingCall] = {}
        self._finish: str | None = None
        self._usage = TokenUsage()
        self._pairs = SplitPairs()

    @property
    def has_finish_reason(self) -> bool:
        """Whether the model reported a finish reason."""
        return self._finish is not None

    def parse_chunk(self, frame: str) -> Iterator[AnswerPiece]:
        """The pieces in one chunk; raises ModelFailed when it carries an error or cannot be decoded."""
        chunk = _decode_chunk(frame)
        if chunk.error:
            raise parse_error(chunk.error)
        if chunk.usage is not None:
            self._usage = _to_usage(chunk.usage)
        for choice in chunk.choices or ():
            if (delta := choice.delta or choice.message) is not None:
                yield from self._parse_delta(delta)
            if choice.finish_reason:
                self._finish = choice.finish_reason

    def finish_chat_stream(self) -> Iterator[AnswerPiece]:
        """The tool calls, whose arguments are complete only now, and the end of the answer."""
        calls = [call for call in self._calls.values() if call.tool]
        for call in calls:
            yield from self._announce_call(call)
            yield ToolCallRequested(call.call_id, call.tool, "".join(call.arguments) or "{}")
        reason = FINISH_REASONS.get(self._finish or "", "unknown")
        yield AnswerFinished("tool-calls" if calls and reason in ("stop", "unknown") else reason, self._usage)

    def _parse_delta(self, delta: _Delta) -> Iterator[AnswerPiece]:
        thought = delta.reasoning_content or (delta.reasoning if isinstance(delta.reasoning, str) else "")
        if thought := self._pairs.join_delta("reasoning", thought):
            yield ReasoningDelta(thought)
        if text := self._pairs.join_delta("content", _text_of_content(delta.content)):
            yield TextDelta(text)
        for fragment in delta.tool_calls or ():
            yield from self._grow_call(fragment)

    def _grow_call(self, fragment: _ToolCallDelta) -> Iterator[AnswerPiece]:
        call = self._calls.get(self._find_call_index(fragment))
        if call is None:
            call = _PendingCall(fragment.id or f"call_{uuid.uuid4().hex[:24]}")
            self._calls[self._find_call_index(fragment)] = call
        if fragment.function.name and not call.tool:
            call.tool = fragment.function.name
        if isinstance(fragment.function.arguments, str):
            call.arguments.append(self._pairs.join_delta(call.call_id, fragment.function.arguments))
        elif fragment.function.arguments is not None:
            call.arguments.append(msgspec.json.encode(fragment.function.arguments).decode())
        yield from self._announce_call(call)

    def _find_call_index(self, fragment: _ToolCallDelta) -> int:
        """The call a delta belongs to: some servers send no index, or the same index for every call."""
        last = max(self._calls, default=-1)
        if fragment.index is None:
            return last + 1 if fragment.id or last < 0 else last
        known = self._calls.get(fragment.index)
        if known is not None and fragment.id and fragment.function.name and fragment.id != known.call_id:
            same = next((place for place, call in self._calls.items() if call.call_id == fragment.id), None)
            return last + 1 if same is None else same
        return fragment.index

    def _announce_call(self, call: _PendingCall) -> Iterator[AnswerPiece]:
        if call.tool and not call.announced:
            call.announced = True
            yield ToolCallStarted(call.call_id, call.tool)


def _decode_chunk(frame: str) -> _Chunk:
    try:
        return _decoder.decode(frame)
    except msgspec.MsgspecError as unreadable:
        try:
            # Providers cut text between tokens, and a token may end in the middle of a UTF-16 pair.
            return msgspec.convert(parse_damaged_json(frame), _Chunk, strict=False)
        except msgspec.MsgspecError:
            raise ModelFailed(f"The model's answer could not be decoded: {unreadable}", retryable=True) from unreadable


def parse_error(error: object, *, status: int | None = None, body: str = "") -> ModelFailed:
    """The ModelFailed for an error object."""
    details = error if isinstance(error, dict) else {"message": str(error)}
    message = str(details.get("message") or details.get("error") or details.get("type") or "The model failed.")
    kind, code = str(details.get("type") or ""), str(details.get("code") or "")
    if status is None and code.isdigit():
        status = int(code)
    body = body or msgspec.json.encode({"error": details}).decode()
    if "context_length" in code or _is_context_overflow(message):
        return ModelFailed(message, name="ContextOverflowError", status=status, body=body)
    refused = kind in ("invalid_request_error", "authentication_error", "permission_error") or (
        status is not None and 400 <= status < 500 and status not in (408, 409, 429)
    )
    # A provider's own error may come with any status: the type says so.
    retryable = kind == "server_error" or not refused
    return ModelFailed(message, status=status, retryable=retryable, body=body)


def _is_context_overflow(message: str) -> bool:
    lowered = message.lower()
    return any(
        words in lowered
        for words in ("maximum context length", "context window", "prompt is too long", "context length exceeded")
    )


def _text_of_content(content: object) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(str(part.get("text") or "") for part in content if isinstance(part, dict))
    return ""


def _to_usage(usage: _UsageChunk) -> TokenUsage:
    prompt, completion = usage.prompt_tokens or 0, usage.completion_tokens or 0
    read = (usage.prompt_tokens_details and usage.prompt_tokens_details.cached_tokens) or 0
    thought = (usage.completion_tokens_details and usage.completion_tokens_details.reasoning_tokens) or 0
    return TokenUsage(
        input=max(0, prompt - read),
        output=max(0, completion - thought),
        reasoning=thought,
        cache_read=read,
        cache_write=usage.cache_creation_input_tokens or 0,
    )
