"""Prompts as clients send them, and the messages they become."""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from octui.server.agent.definitions.agents import AgentInfo, find_agent, find_default_agent
from octui.server.agent.instructions.prompts import DELEGATE_WISH
from octui.server.agent.models.catalog import ModelCatalog, SelectedModel
from octui.server.agent.part_ids import PartIds
from octui.server.agent.user_input.attachments import expand_attachment
from octui.server.identifiers import create_ascending_id, get_time_ms
from octui.server.instance import Instance
from octui.server.permissions.rules import parse_tool_switches
from octui.wire.messages import Failure, MessageInfo, MessageModel, MessageTime
from octui.wire.parts import (
    AgentPart,
    FilePart,
    FileSource,
    KnownPart,
    PartModel,
    SourceText,
    SubtaskPart,
    TextPart,
)
from octui.wire.prompt import FromFile, FromResource, Mention
from octui.wire.sessions import Session, SessionModel
from octui.wire.struct import Json, Wire

MessageId = Annotated[str, Meta(pattern="^msg")]


class TextPartInput(Wire, frozen=True, tag="text", tag_field="type"):
    text: str
    synthetic: bool | None = None
    ignored: bool | None = None
    metadata: Json | None = None


class FilePartInput(Wire, frozen=True, tag="file", tag_field="type"):
    mime: str
    url: str
    filename: str | None = None
    source: FromFile | FromResource | None = None


class AgentPartInput(Wire, frozen=True, tag="agent", tag_field="type"):
    name: str
    source: Mention | None = None


class SubtaskPartInput(Wire, frozen=True, tag="subtask", tag_field="type"):
    prompt: str
    description: str
    agent: str
    command: str | None = None
    model: PartModel | None = None


PartInput = TextPartInput | FilePartInput | AgentPartInput | SubtaskPartInput


class ModelInput(Wire, frozen=True):
    provider_id: str
    model_id: str


class PromptBody(Wire, frozen=True):
    """The body of a prompt. `tools` stays in force for the session; `noReply` only puts it into the conversation."""

    parts: tuple[PartInput, ...]
    model: ModelInput | None = None
    agent: str | None = None
    variant: str | None = None
    no_reply: bool | None = None
    system: str | None = None
    tools: dict[str, bool] | None = None
    format: Any = None
    message_id: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a prompt goes to."""

    agent: AgentInfo
    selected: SelectedModel
    variant: str | None


def find_recipient(instance: Instance, session: Session, prompt: PromptBody) -> Recipient:
    """The agent and the model of a prompt; raises AgentNotFound, ModelNotFound."""
    agent = find_agent(instance, prompt.agent) if prompt.agent else find_default_agent(instance)
    catalogue = instance.get_service(ModelCatalog)
    if prompt.model is not None:
        return Recipient(agent, catalogue.find_model(prompt.model.provider_id, prompt.model.model_id), prompt.variant)
    if agent.model and (named := catalogue.find_model_by_key(agent.model)) is not None:
        return Recipient(agent, named, prompt.variant or agent.variant)
    if session.model is not None:
        held = catalogue.find_model_by_key(f"{session.model.provider_id}/{session.model.id}")
        if held is not None:
            return Recipient(agent, held, prompt.variant or session.model.variant)
    return Recipient(agent, catalogue.choose_default_model(), prompt.variant)


async def save_prompt(instance: Instance, session: Session, prompt: PromptBody, to: Recipient) -> str:
    """Put a prompt into the conversation, whole before anyone hears of it; its message id."""
    conversations = instance.sessions
    message_id = prompt.message_id or instance.sessions.create_message_id(session.id)
    parts, problems = await _build_message_parts(instance, session.id, message_id, prompt)
    model, variant = to.selected.model, to.variant
    remembered = SessionModel(id=model.id, provider_id=model.provider_id, variant=variant)
    changes: Json = {"agent": to.agent.name, "model": remembered}
    if prompt.tools:
        changes["permission"] = (*(session.permission or ()), *parse_tool_switches(prompt.tools))
    conversations.update_session(session.id, **changes)
    info = MessageInfo(
        id=message_id,
        session_id=session.id,
        role="user",
        time=MessageTime(created=get_time_ms()),
        agent=to.agent.name,
        model=MessageModel(provider_id=model.provider_id, model_id=model.id, variant=variant),
        system=prompt.system,
    )
    also: Json = {"tools": prompt.tools} if prompt.tools else {}
    if prompt.format is not None:
        also["format"] = prompt.format
    conversations.save_message(info, also=also)
    for part in parts:
        conversations.save_part(part)
    for problem in problems:
        conversations.publish_session_error(session.id, Failure(name="UnknownError", data={"message": problem}))
    return message_id


async def _build_message_parts(
    instance: Instance, session_id: str, message_id: str, prompt: PromptBody
) -> tuple[list[KnownPart], list[str]]:
    parts: list[KnownPart] = []
    problems: list[str] = []
    for given in prompt.parts:
        where = PartIds(id=create_ascending_id("prt"), session_id=session_id, message_id=message_id)
        match given:
            case TextPartInput():
                parts.append(
                    TextPart(
                        **where,
                        text=given.text,
                        synthetic=given.synthetic,
                        ignored=given.ignored,
                        metadata=given.metadata,
                    )
                )
            case FilePartInput():
                file = FilePart(
                    **where,
                    mime=given.mime,
                    url=given.url,
                    filename=given.filename,
                    source=_to_file_source(given.source),
                )
                resource = given.source if isinstance(given.source, FromResource) else None
                made, problem = await expand_attachment(instance, file, resource)
                parts += [msgspec.structs.replace(part, id=create_ascending_id("prt")) for part in made]
                problems += [problem] if problem else []
            case AgentPartInput():
                parts.append(AgentPart(**where, name=given.name, source=_to_source_text(given.source)))
                where["id"] = create_ascending_id("prt")
                wish = f"{DELEGATE_WISH}{given.name}"
                parts.append(TextPart(**where, text=wish, synthetic=True))
            case SubtaskPartInput():
                parts.append(
                    SubtaskPart(
                        **where,
                        prompt=given.prompt,
                        description=given.description,
                        agent=given.agent,
                        command=given.command,
                        model=given.model,
                    )
                )
    return parts, problems


def _to_file_source(given: FromFile | FromResource | None) -> FileSource | None:
    match given:
        case None:
            return None
        case FromFile():
            return FileSource(type="file", path=given.path, text=_to_source_text(given.text))
        case FromResource():
            return FileSource(type="resource", uri=given.uri, text=_to_source_text(given.text))


def _to_source_text(given: Mention | None) -> SourceText | None:
    return None if given is None else SourceText(value=given.value, start=given.start, end=given.end)
