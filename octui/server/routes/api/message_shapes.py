"""Messages in the shape of `/api`: one text for a prompt, a list of contents for an answer."""

from octui.wire.messages import Message, MessageModel
from octui.wire.parts import (
    AgentPart,
    CompactionPart,
    FilePart,
    Part,
    ReasoningPart,
    SourceText,
    Span,
    StepFinishPart,
    StepStartPart,
    TextPart,
    ToolPart,
)
from octui.wire.sessions import Tokens
from octui.wire.struct import Json


def convert_messages(messages: list[Message]) -> list[Json]:
    """A history, oldest first; what only asked for a compaction is left out, as the summary says the same."""
    automatic = {message.info.id for message in messages for part in message.parts if _is_automatic(part)}
    return [
        converted
        for message in messages
        if (converted := convert_message(message, compacted_by_itself=message.info.parent_id in automatic)) is not None
    ]


def convert_message(message: Message, *, compacted_by_itself: bool = False) -> Json | None:
    """One message; None for the request of a compaction."""
    if message.info.role == "user":
        asks_to_compact = any(isinstance(part, CompactionPart) for part in message.parts)
        return None if asks_to_compact else _convert_prompt(message)
    if message.info.is_summary:
        return _convert_summary(message, "auto" if compacted_by_itself else "manual")
    return _convert_answer(message)


def model_to_json(model: MessageModel) -> Json:
    variant = {"variant": model.variant} if model.variant else {}
    return {"id": model.model_id, "providerID": model.provider_id, **variant}


def tokens_to_json(tokens: Tokens) -> Json:
    return {
        "input": tokens.input,
        "output": tokens.output,
        "reasoning": tokens.reasoning,
        "cache": {"read": tokens.cache.read, "write": tokens.cache.write},
    }


def _convert_prompt(message: Message) -> Json:
    texts = [part.text for part in message.parts if isinstance(part, TextPart) and not part.synthetic]
    files = [_convert_file(part) for part in message.parts if isinstance(part, FilePart)]
    agents = [
        {"name": part.name, **_convert_source(part.source)} for part in message.parts if isinstance(part, AgentPart)
    ]
    return {
        "id": message.info.id,
        "type": "user",
        "time": {"created": message.info.time.created},
        "text": "\n".join(texts),
        **({"files": files} if files else {}),
        **({"agents": agents} if agents else {}),
    }


def _convert_answer(message: Message) -> Json:
    info = message.info
    completed = {"completed": info.time.completed} if info.time.completed is not None else {}
    contents = [content for part in message.parts if (content := _convert_part(part)) is not None]
    return {
        "id": info.id,
        "type": "assistant",
        "time": {"created": info.time.created, **completed},
        "agent": info.agent or info.mode or "build",
        "model": model_to_json(info.model_key),
        "content": contents,
        "cost": info.cost,
        "tokens": tokens_to_json(info.tokens),
        **_convert_snapshots(message),
        **({"finish": info.finish} if info.finish else {}),
        **({"error": _convert_error(info.error.message)} if info.error is not None else {}),
    }


def _convert_summary(message: Message, reason: str) -> Json:
    texts = [part.text for part in message.parts if isinstance(part, TextPart)]
    return {
        "id": message.info.id,
        "type": "compaction",
        "time": {"created": message.info.time.created},
        "reason": reason,
        "summary": "\n".join(texts),
        "recent": "",
    }


def _convert_part(part: Part) -> Json | None:
    match part:
        case TextPart():
            return {"type": "text", "id": part.id, "text": part.text}
        case ReasoningPart():
            return {"type": "reasoning", "id": part.id, "text": part.text, **_convert_span(part.time)}
        case ToolPart():
            return _convert_tool(part)
        case _:
            return None


def _convert_tool(part: ToolPart) -> Json:
    state = part.state
    converted: Json = {"status": state.status, "input": state.raw or ""}
    if state.status != "pending":
        converted |= {"input": state.input, "structured": state.metadata, "content": _convert_output(part)}
    if state.status == "error":
        converted["error"] = _convert_error(state.error)
    span = state.time
    times: Json = {"created": span.start if span is not None else 0}
    if span is not None and state.status != "pending":
        times["ran"] = span.start
    if span is not None and span.end is not None:
        times["completed"] = span.end
    return {"type": "tool", "id": part.call_id or part.id, "name": part.tool, "state": converted, "time": times}


def _convert_output(part: ToolPart) -> list[Json]:
    texts: list[Json] = [{"type": "text", "text": part.state.output}] if part.state.output else []
    return texts + [{"type": "file", **_convert_file(file)} for file in part.state.attachments or ()]


def _convert_file(part: FilePart) -> Json:
    return {
        "uri": part.url,
        "mime": part.mime or "application/octet-stream",
        **({"name": part.filename} if part.filename else {}),
    }


def _convert_snapshots(message: Message) -> Json:
    starts = [part.snapshot for part in message.parts if isinstance(part, StepStartPart) and part.snapshot]
    ends = [part.snapshot for part in message.parts if isinstance(part, StepFinishPart) and part.snapshot]
    found = {**({"start": starts[0]} if starts else {}), **({"end": ends[-1]} if ends else {})}
    return {"snapshot": found} if found else {}


def _convert_span(span: Span | None) -> Json:
    if span is None:
        return {}
    return {"time": {"created": span.start, **({"completed": span.end} if span.end is not None else {})}}


def _convert_source(source: SourceText | None) -> Json:
    if source is None:
        return {}
    return {"source": {"start": source.start, "end": source.end, "text": source.value}}


def _convert_error(message: str) -> Json:
    return {"type": "unknown", "message": message}


def _is_automatic(part: Part) -> bool:
    return isinstance(part, CompactionPart) and part.auto
