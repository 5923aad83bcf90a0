"""A conversation as a model is told it."""

import json
from collections.abc import Iterator, Sequence

from octui.server.agent.models.model import AssistantSaid, Picture, ToolAnswered, ToolCalled, Turn, UserSaid
from octui.server.agent.words import COMPACTED_QUESTION, INTERRUPTED_CALL, SHELL_BY_PERSON
from octui.wire.messages import Message
from octui.wire.parts import CompactionPart, FilePart, SubtaskPart, TextPart, ToolPart, ToolState
from octui.wire.struct import Json

BRIEF_OUTPUT = 2_000
"""Characters of a tool's output that a summary is made from."""


def since_compaction(messages: Sequence[Message]) -> list[Message]:
    """The messages that are not summed up: from the last compaction that came to its end."""
    answered = {
        message.info.parent_id
        for message in messages
        if message.info.is_summary and message.info.finish and message.info.error is None
    }
    for place in range(len(messages) - 1, -1, -1):
        message = messages[place]
        if message.info.id in answered and any(isinstance(part, CompactionPart) for part in message.parts):
            return list(messages[place:])
    return list(messages)


def is_answered(prompt: Message, answer: Message | None) -> bool:
    """Whether the last word is the model's, and it wants nothing more."""
    if answer is None or answer.info.id < prompt.info.id:
        return False
    if answer.info.error is not None:
        return True
    return bool(answer.info.finish) and answer.info.finish != "tool-calls"


def steps_since(messages: Sequence[Message], prompt_id: str) -> int:
    """How many answers a prompt has had."""
    return sum(message.info.parent_id == prompt_id for message in messages)


def calls_since(messages: Sequence[Message], prompt_id: str) -> list[tuple[str, Json]]:
    """What was called to answer a prompt, and with what."""
    return [
        (part.tool, part.state.input)
        for message in messages
        if message.info.parent_id == prompt_id
        for part in message.parts
        if isinstance(part, ToolPart)
    ]


def turns_of(messages: Sequence[Message], *, sees: bool, brief: bool = False) -> tuple[Turn, ...]:
    """What was said, without what people alone see; pictures only for a model that `sees`."""
    turns: list[Turn] = []
    for message in messages:
        if message.info.role == "user":
            if (said := _said(message, sees=sees)) is not None:
                turns.append(said)
        else:
            turns.extend(_answered(message, sees=sees, brief=brief))
    return tuple(turns)


def _said(message: Message, *, sees: bool) -> UserSaid | None:
    texts: list[str] = []
    spoken: list[str] = []
    pictures: list[Picture] = []
    for part in message.parts:
        match part:
            case TextPart() if part.text and not part.ignored:
                texts.append(part.text)
                if not part.synthetic:
                    spoken.append(part.text)
            case FilePart() if part.url.startswith("data:") and not part.mime.startswith("text/"):
                if sees:
                    pictures.append(Picture(part.mime, part.url, part.filename or ""))
                else:
                    texts.append(f"[The file {part.filename or part.mime} is attached; this model cannot look at it.]")
            case CompactionPart():
                texts.append(COMPACTED_QUESTION)
            case SubtaskPart():
                texts.append(SHELL_BY_PERSON)
            case _:
                continue
    if not texts and not pictures:
        return None
    return UserSaid(tuple(texts), tuple(pictures), "\n".join(spoken))


def _answered(message: Message, *, sees: bool, brief: bool) -> Iterator[Turn]:
    text = "".join(part.text for part in message.parts if isinstance(part, TextPart) and not part.ignored)
    tools = [part for part in message.parts if isinstance(part, ToolPart)]
    if not text.strip() and not tools:
        return
    calls = tuple(ToolCalled(part.call_id, part.tool, json.dumps(part.state.input)) for part in tools)
    yield AssistantSaid(text, calls)
    pictures: list[Picture] = []
    for part in tools:
        output, failed = _output(part.state, brief=brief)
        yield ToolAnswered(part.call_id, part.tool, output, failed, part.state.metadata)
        for attachment in part.state.attachments or ():
            pictures.append(Picture(attachment.mime, attachment.url, attachment.filename or ""))
    if pictures and sees:
        # The answer of a tool is text to most providers, so what it attached is shown as if a person had.
        yield UserSaid(("The files that the tools attached:",), tuple(pictures))


def _output(state: ToolState, *, brief: bool) -> tuple[str, bool]:
    match state.status:
        case "completed":
            cut = brief and len(state.output) > BRIEF_OUTPUT
            return (f"{state.output[:BRIEF_OUTPUT]}\n[…]" if cut else state.output), False
        case "error" if state.metadata.get("interrupted") is not True:
            return state.error, True
        case _:
            printed = state.metadata.get("output")
            return (
                f"{printed}\n{INTERRUPTED_CALL}" if isinstance(printed, str) and printed else INTERRUPTED_CALL
            ), True
