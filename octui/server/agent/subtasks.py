"""Subtasks that a person put into a prompt: done by a subagent before the agent goes on."""

from collections.abc import Sequence

from octui.wire.messages import Message
from octui.wire.parts import SubtaskPart, ToolPart


def find_pending_subtask(messages: Sequence[Message]) -> SubtaskPart | None:
    """The first subtask of the newest prompt that nobody has begun."""
    prompt = next((message for message in reversed(messages) if message.info.role == "user"), None)
    if prompt is None:
        return None
    wanted = [part for part in prompt.parts if isinstance(part, SubtaskPart)]
    begun = sum(
        isinstance(part, ToolPart) and part.tool == "task" and message.info.mode in {task.agent for task in wanted}
        for message in messages
        if message.info.parent_id == prompt.info.id
        for part in message.parts
    )
    return wanted[begun] if begun < len(wanted) else None
