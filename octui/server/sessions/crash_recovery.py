"""Finishes messages that a killed server was still writing.

An unfinished message looks as if it were still being written, but its writer no longer exists and the time it
stopped is unknown. So it is completed at the time of its last activity, with an error that says why.
"""

from msgspec.structs import replace

from octui.server.json_encoding import encode_json
from octui.server.storage.repository import Repository
from octui.server.storage.writer_lock import WriterLock
from octui.wire.history import decode_message
from octui.wire.messages import Failure, Message, MessageInfo
from octui.wire.parts import KnownPart, Part, ReasoningPart, Span, TextPart, ToolPart

REASON = "Interrupted: the server stopped while this was being written."
TOOL_REASON = "Interrupted: the server stopped while this was running."
NOT_SAVED = "Interrupted: its end could not be saved."

UNFINISHED_TOOLS = ("pending", "running")


def recover_interrupted_messages(repository: Repository, owner: WriterLock) -> None:
    """No events are published: there are no subscribers yet."""
    for writer, session_id, message_id in repository.list_unfinished_messages():
        row = None if owner.is_writer_alive(writer) else repository.read_message_row(session_id, message_id)
        if row is None:
            continue
        message = decode_message(row)
        with repository.open_transaction():
            for part in mark_parts_interrupted(message):
                repository.save_part_row(session_id, message_id, part.id, encode_json(part))
            repository.save_message_row(session_id, message_id, encode_json(mark_info_interrupted(message)), None)


def mark_info_interrupted(message: Message, reason: str = REASON) -> MessageInfo:
    last = _find_last_activity(message)
    error = message.info.error or Failure(name="MessageAbortedError", data={"message": reason})
    return replace(message.info, error=error, time=replace(message.info.time, completed=last))


def mark_parts_interrupted(message: Message, reason: str = TOOL_REASON) -> list[KnownPart]:
    """The message's unfinished parts, completed."""
    last = _find_last_activity(message)
    ended: list[KnownPart] = []
    for part in message.parts:
        if isinstance(part, ToolPart) and part.state.status in UNFINISHED_TOOLS:
            started = part.state.time.start if part.state.time else last
            metadata = {**part.state.metadata, "interrupted": True}
            span = Span(start=started, end=max(started, last))
            state = replace(part.state, status="error", error=reason, metadata=metadata, time=span)
            ended.append(replace(part, state=state))
        elif isinstance(part, TextPart | ReasoningPart) and part.time is not None and part.time.end is None:
            ended.append(replace(part, time=replace(part.time, end=max(part.time.start, last))))
    return ended


def _find_last_activity(message: Message) -> float:
    return max([message.info.time.created, *(moment for part in message.parts for moment in _part_timestamps(part))])


def _part_timestamps(part: Part) -> list[float]:
    span = part.state.time if isinstance(part, ToolPart) else getattr(part, "time", None)
    return [span.start, span.end or span.start] if isinstance(span, Span) else []
