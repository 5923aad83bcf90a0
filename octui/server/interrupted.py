"""What a server that is gone was still writing, brought to the end it came to.

A message without an end looks as if it were being written; nobody is writing it, and nobody knows when it stopped. So
it ends when something was last heard of it, with an error that says why.
"""

from msgspec.structs import replace

from octui.server.answers import encoded
from octui.server.ownership import Ownership
from octui.server.records import Records
from octui.wire.messages import Failure, Message, MessageInfo, decode_message
from octui.wire.parts import KnownPart, Part, ReasoningPart, Span, TextPart, ToolPart

REASON = "Interrupted: the server ended while this was being written."
TOOL_REASON = "Interrupted: the server ended while this was running."

UNFINISHED_TOOLS = ("pending", "running")


def end_what_was_left(records: Records, owner: Ownership) -> None:
    """Nobody is told, since nobody listens yet."""
    for writer, session_id, message_id in records.unfinished():
        row = None if owner.alive(writer) else records.message(session_id, message_id)
        if row is None:
            continue
        message = decode_message(row)
        with records.together():
            for part in ended_parts(message):
                records.put_part(session_id, message_id, part.id, encoded(part))
            records.put_message(session_id, message_id, encoded(ended_info(message)), None)


def ended_info(message: Message) -> MessageInfo:
    last = _last_heard(message)
    error = message.info.error or Failure(name="MessageAbortedError", data={"message": REASON})
    return replace(message.info, error=error, time=replace(message.info.time, completed=last))


def ended_parts(message: Message) -> list[KnownPart]:
    """Those of its parts that had no end, with one."""
    last = _last_heard(message)
    ended: list[KnownPart] = []
    for part in message.parts:
        if isinstance(part, ToolPart) and part.state.status in UNFINISHED_TOOLS:
            started = part.state.time.start if part.state.time else last
            metadata = {**part.state.metadata, "interrupted": True}
            span = Span(start=started, end=max(started, last))
            state = replace(part.state, status="error", error=TOOL_REASON, metadata=metadata, time=span)
            ended.append(replace(part, state=state))
        elif isinstance(part, TextPart | ReasoningPart) and part.time is not None and part.time.end is None:
            ended.append(replace(part, time=replace(part.time, end=max(part.time.start, last))))
    return ended


def _last_heard(message: Message) -> float:
    return max([message.info.time.created, *(moment for part in message.parts for moment in _moments(part))])


def _moments(part: Part) -> list[float]:
    span = part.state.time if isinstance(part, ToolPart) else getattr(part, "time", None)
    return [span.start, span.end or span.start] if isinstance(span, Span) else []
