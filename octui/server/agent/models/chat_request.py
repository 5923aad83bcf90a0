"""Builds requests of the chat completions API."""

from typing import Final

from octui.server.agent.models.language_model import AssistantTurn, ModelRequest, ModelTurn, ToolResultTurn, UserTurn
from octui.wire.struct import Json

OPTION_NAMES: Final = {
    "reasoningEffort": "reasoning_effort",
    "reasoningSummary": "reasoning_summary",
    "textVerbosity": "verbosity",
    "serviceTier": "service_tier",
    "parallelToolCalls": "parallel_tool_calls",
    "promptCacheKey": "prompt_cache_key",
}
"""Option names in OpenCode's configuration and in the API; others are passed on unchanged."""

EMPTY_TEXT: Final = "(nothing)"
"""Sent for an empty text, which providers reject."""


def build_chat_request(
    request: ModelRequest, model_id: str, *, most_tokens: int | None = None, tokens_key: str = "max_tokens"
) -> Json:
    """The body of a streamed `POST /chat/completions`."""
    body: Json = {
        "model": model_id,
        "messages": [*_system_messages(request.system), *(_turn_to_message(turn) for turn in request.turns)],
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if most_tokens:
        body[tokens_key] = most_tokens
    if request.temperature is not None:
        body["temperature"] = request.temperature
    if request.top_p is not None:
        body["top_p"] = request.top_p
    if request.tools:
        body["tools"] = [
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
            }
            for tool in request.tools
        ]
        body["tool_choice"] = "auto"
    if request.schema is not None:
        body["response_format"] = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": request.schema, "strict": False},
        }
    return body | {OPTION_NAMES.get(name, name): value for name, value in request.options.items()}


def _system_messages(texts: tuple[str, ...]) -> list[Json]:
    text = "\n\n".join(text for text in texts if text.strip())
    return [{"role": "system", "content": text}] if text else []


def _turn_to_message(turn: ModelTurn) -> Json:
    match turn:
        case UserTurn(texts=(text,), pictures=()):
            return {"role": "user", "content": text or EMPTY_TEXT}
        case UserTurn():
            texts = [{"type": "text", "text": text} for text in turn.texts if text]
            pictures = [{"type": "image_url", "image_url": {"url": picture.url}} for picture in turn.pictures]
            return {"role": "user", "content": [*texts, *pictures] or EMPTY_TEXT}
        case AssistantTurn():
            message: Json = {"role": "assistant", "content": turn.text or (None if turn.calls else EMPTY_TEXT)}
            if turn.calls:
                message["tool_calls"] = [
                    {
                        "id": call.call_id,
                        "type": "function",
                        "function": {"name": call.tool, "arguments": call.arguments},
                    }
                    for call in turn.calls
                ]
            return message
        case ToolResultTurn():
            return {"role": "tool", "tool_call_id": turn.call_id, "content": turn.output or EMPTY_TEXT}
