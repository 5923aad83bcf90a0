"""The conversation in the form a model is given it."""

import json
from collections.abc import Iterator, Sequence

from octui.server.agent.models.language_model import (
    AssistantTurn,
    ImageInput,
    ModelTurn,
    ToolCallRequested,
    ToolResultTurn,
    UserTurn,
)
from octui.server.agent.prompts import COMPACTED_QUESTION, INTERRUPTED_CALL, SHELL_BY_PERSON
from octui.wire.messages import Message
from octui.wire.parts import CompactionPart, FilePart, SubtaskPart, TextPart, ToolPart, ToolState
from octui.wire.struct import JsonObject, to_json_values

MAX_BRIEF_OUTPUT = 2_000
"""Characters of a tool's output that are used for a summary."""


def drop_compacted_messages(messages: Sequence[Message]) -> list[Message]:
    """The messages since the last completed compaction, that included."""
    answered = {
        message.info.parent_id
        for message in messages
        if message.info.is_summary and message.info.finish and message.info.error is None
    }
    for index in range(len(messages) - 1, -1, -1):
        message = messages[index]
        if message.info.id in answered and any(isinstance(part, CompactionPart) for part in message.parts):
            return list(messages[index:])
    return list(messages)


def is_complete_answer(newest: Message) -> bool:
    """Whether the newest message is an answer, with no tool results left to send."""
    if newest.info.role == "user":
        return False
    if newest.info.error is not None:
        return True
    if newest.info.finish == "length":
        # The answer was cut, but what it called has run: the model reads the results and goes on.
        return not any(isinstance(part, ToolPart) for part in newest.parts)
    return bool(newest.info.finish) and newest.info.finish != "tool-calls"


def count_steps_since(messages: Sequence[Message], prompt_id: str) -> int:
    """How many answers a prompt has had."""
    return sum(message.info.parent_id == prompt_id for message in messages)


def list_calls_since(messages: Sequence[Message], prompt_id: str) -> list[tuple[str, JsonObject]]:
    """The tools called to answer a prompt, with their arguments."""
    return [
        (part.tool, part.state.input)
        for message in messages
        if message.info.parent_id == prompt_id
        for part in message.parts
        if isinstance(part, ToolPart)
    ]


def to_model_turns(messages: Sequence[Message], *, accepts_images: bool, brief: bool = False) -> tuple[ModelTurn, ...]:
    """The conversation as model turns, without what only the user sees; images only for a model that accepts them."""
    turns: list[ModelTurn] = []
    for message in messages:
        if message.info.role == "user":
            if (turn := _to_user_turn(message, accepts_images=accepts_images)) is not None:
                turns.append(turn)
        else:
            turns.extend(_to_assistant_turns(message, accepts_images=accepts_images, brief=brief))
    return tuple(turns)


def _to_user_turn(message: Message, *, accepts_images: bool) -> UserTurn | None:
    texts: list[str] = []
    typed: list[str] = []
    pictures: list[ImageInput] = []
    for part in message.parts:
        match part:
            case TextPart() if part.text and not part.ignored:
                texts.append(part.text)
                if not part.synthetic:
                    typed.append(part.text)
            case FilePart() if part.url.startswith("data:") and not part.mime.startswith("text/"):
                if accepts_images and part.mime.startswith("image/"):
                    pictures.append(ImageInput(part.mime, part.url, part.filename or ""))
                else:
                    texts.append(f"[The file {part.filename or part.mime} is attached; this model cannot view it.]")
            case CompactionPart():
                texts.append(COMPACTED_QUESTION)
            case SubtaskPart():
                texts.append(SHELL_BY_PERSON)
            case _:
                continue
    if not texts and not pictures:
        return None
    return UserTurn(tuple(texts), tuple(pictures), "\n".join(typed))


def _to_assistant_turns(message: Message, *, accepts_images: bool, brief: bool) -> Iterator[ModelTurn]:
    text = "".join(part.text for part in message.parts if isinstance(part, TextPart) and not part.ignored)
    tools = [part for part in message.parts if isinstance(part, ToolPart)]
    if not text.strip() and not tools:
        return
    calls = tuple(
        ToolCallRequested(part.call_id, part.tool, json.dumps(to_json_values(part.state.input))) for part in tools
    )
    yield AssistantTurn(text, calls)
    pictures: list[ImageInput] = []
    for part in tools:
        output, failed = _output_for_model(part.state, brief=brief)
        yield ToolResultTurn(part.call_id, part.tool, output, failed, part.state.metadata)
        for attachment in part.state.attachments or ():
            pictures.append(ImageInput(attachment.mime, attachment.url, attachment.filename or ""))
    if pictures and accepts_images:
        # To most providers a tool result is text, so its attachments are sent as if the user had attached them.
        yield UserTurn(("The files that the tools attached:",), tuple(pictures))


def _output_for_model(state: ToolState, *, brief: bool) -> tuple[str, bool]:
    match state.status:
        case "completed":
            cut = brief and len(state.output) > MAX_BRIEF_OUTPUT
            return (f"{state.output[:MAX_BRIEF_OUTPUT]}\n[…]" if cut else state.output), False
        case "error" if state.metadata.get("interrupted") is not True:
            return state.error, True
        case _:
            printed = state.metadata.get("output")
            return (
                f"{printed}\n{INTERRUPTED_CALL}" if isinstance(printed, str) and printed else INTERRUPTED_CALL
            ), True
