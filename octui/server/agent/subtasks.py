"""Subtasks in a prompt: a subagent runs them before the agent continues."""

from collections.abc import Sequence

from octui.server.agent.model_step import ModelStep
from octui.server.agent.prompts import SUBTASK_DONE
from octui.server.identifiers import create_ascending_id, create_id_after, get_time_ms
from octui.server.sessions.messages import MessageService
from octui.wire.messages import Message, MessageInfo, MessageTime
from octui.wire.parts import SubtaskPart, TextPart, ToolPart
from octui.wire.struct import Json


def find_pending_subtask(messages: Sequence[Message]) -> SubtaskPart | None:
    """The first subtask of the newest prompt that has not been started."""
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


async def run_subtask(step: ModelStep, subtask: SubtaskPart) -> None:
    """Run a subtask as a message with one call of the task tool."""
    arguments: Json = {
        "prompt": subtask.prompt,
        "description": subtask.description,
        "subagent_type": subtask.agent,
    } | ({"command": subtask.command} if subtask.command else {})
    step.save_info(step.info)
    await step.run_given_call("task", arguments)


def save_continue_prompt(messages: MessageService, like: MessageInfo, after: str) -> None:
    """Save a prompt to continue from a finished subtask, right after the message of its call."""
    info = MessageInfo(
        id=create_id_after(after, "msg"),
        session_id=like.session_id,
        role="user",
        time=MessageTime(created=get_time_ms()),
        agent=like.agent,
        model=like.model,
    )
    messages.save_message(info)
    part = TextPart(
        id=create_ascending_id("prt"),
        session_id=info.session_id,
        message_id=info.id,
        text=SUBTASK_DONE,
        synthetic=True,
    )
    messages.save_part(part)
