"""Compaction: a long conversation is summarized on request, or when the context is nearly full."""

from typing import Final

from octui.server.agent.definitions.agents import AgentInfo
from octui.server.agent.model_context import to_model_turns
from octui.server.agent.models.language_model import ModelRequest, UserTurn
from octui.server.agent.models.model_info import ModelInfo
from octui.server.agent.prompts import COMPACTION_PROMPT, COMPACTION_REQUEST, CONTINUE
from octui.server.identifiers import create_ascending_id, get_time_ms
from octui.server.instance import Instance
from octui.wire.messages import Message, MessageInfo, MessageTime
from octui.wire.parts import CompactionPart, Span, TextPart

RESERVED_OUTPUT: Final = 32_000
"""Tokens reserved for the next answer, unless the model's output limit is lower."""


def is_auto_compaction_enabled(instance: Instance) -> bool:
    """Whether sessions are compacted automatically."""
    return instance.config.get_object("compaction").get("auto") is not False


def is_context_nearly_full(instance: Instance, answer: MessageInfo, model: ModelInfo) -> bool:
    """Whether the next answer may exceed the context window."""
    if not model.context or not is_auto_compaction_enabled(instance):
        return False
    reserved = min(model.output or RESERVED_OUTPUT, RESERVED_OUTPUT, model.context / 2)
    return answer.tokens.used > model.context - reserved


class Compaction:
    """A compaction request is a message like any other: it is answered when its turn comes."""

    def __init__(self, instance: Instance, session_id: str) -> None:
        self._instance = instance
        self._session_id = session_id

    def request_compaction(self, like: MessageInfo, *, auto: bool, overflow: bool = False) -> None:
        """Save the request as a prompt, with the agent and model of another prompt."""
        message_id = self._save_user_message(like)
        part = CompactionPart(
            id=create_ascending_id("prt"),
            session_id=self._session_id,
            message_id=message_id,
            auto=auto,
            overflow=overflow if auto else None,
        )
        self._instance.messages.save_part(part)

    def build_summary_request(
        self, messages: list[Message], prompt: Message, agent: AgentInfo, model: ModelInfo
    ) -> ModelRequest:
        """The request for a summary: everything before the prompt, with long outputs truncated."""
        turns = to_model_turns(messages[: messages.index(prompt)], accepts_images=False, brief=True)
        return ModelRequest(
            system=(agent.prompt or COMPACTION_PROMPT,),
            turns=(*turns, UserTurn((COMPACTION_REQUEST,))),
            options=model.options,
            purpose="summary",
        )

    def finish_compaction(self, prompt: Message) -> bool:
        """Publish that it is done; an automatic compaction is followed by a prompt to continue."""
        auto = any(isinstance(part, CompactionPart) and part.auto for part in prompt.parts)
        if auto:
            message_id = self._save_user_message(prompt.info)
            part = TextPart(
                id=create_ascending_id("prt"),
                session_id=self._session_id,
                message_id=message_id,
                text=CONTINUE,
                synthetic=True,
                time=Span(start=get_time_ms(), end=get_time_ms()),
                metadata={"compaction_continue": True},
            )
            self._instance.messages.save_part(part)
        self._instance.bus.publish_event("session.compacted", {"sessionID": self._session_id}, self._instance.directory)
        return auto

    def _save_user_message(self, like: MessageInfo) -> str:
        message_id = self._instance.messages.create_message_id(self._session_id)
        info = MessageInfo(
            id=message_id,
            session_id=self._session_id,
            role="user",
            time=MessageTime(created=get_time_ms()),
            agent=like.agent,
            model=like.model,
        )
        self._instance.messages.save_message(info)
        return message_id
