"""Prompts as clients send them, and how they become messages."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from octui.server.agent.definitions.agents import AgentInfo, find_agent, find_default_agent
from octui.server.agent.models.catalog import ModelCatalog, SelectedModel
from octui.server.agent.part_ids import PartIds
from octui.server.agent.prompts import DELEGATE_WISH
from octui.server.agent.user_input.attachments import expand_attachment
from octui.server.identifiers import MessageId, create_ascending_id, get_time_ms
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
    Span,
    SubtaskPart,
    TextPart,
)
from octui.wire.prompt import FromFile, FromResource, FromSymbol, Mention
from octui.wire.sessions import Session, SessionModel
from octui.wire.struct import Json, Wire, to_json_values

PartId = Annotated[str, Meta(pattern="^prt")]


class TextPartInput(Wire, frozen=True, tag="text", tag_field="type"):
    text: str
    id: PartId | None = None
    synthetic: bool | None = None
    ignored: bool | None = None
    time: Span | None = None
    metadata: Json | None = None


class FilePartInput(Wire, frozen=True, tag="file", tag_field="type"):
    mime: str
    url: str
    id: PartId | None = None
    filename: str | None = None
    source: FromFile | FromSymbol | FromResource | None = None


class AgentPartInput(Wire, frozen=True, tag="agent", tag_field="type"):
    name: str
    id: PartId | None = None
    source: Mention | None = None


class SubtaskPartInput(Wire, frozen=True, tag="subtask", tag_field="type"):
    prompt: str
    description: str
    agent: str
    id: PartId | None = None
    command: str | None = None
    model: PartModel | None = None


PartInput = TextPartInput | FilePartInput | AgentPartInput | SubtaskPartInput


class ModelInput(Wire, frozen=True):
    provider_id: str
    model_id: str


class TextFormat(Wire, frozen=True, tag="text", tag_field="type"):
    """An answer in prose."""


class SchemaFormat(Wire, frozen=True, tag="json_schema", tag_field="type"):
    """An answer that satisfies a JSON schema."""

    schema: Json
    retry_count: Annotated[int, Meta(ge=0)] | None = None


class PromptBody(Wire, frozen=True):
    """The request body of a prompt. `tools` stays in effect for the session; with `noReply` it is only saved."""

    parts: tuple[PartInput, ...]
    model: ModelInput | None = None
    agent: str | None = None
    variant: str | None = None
    no_reply: bool | None = None
    system: str | None = None
    tools: dict[str, bool] | None = None
    format: TextFormat | SchemaFormat | None = None
    message_id: MessageId | None = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """The agent and model a prompt goes to."""

    agent: AgentInfo
    selected: SelectedModel
    variant: str | None


def find_recipient(instance: Instance, session: Session, prompt: PromptBody) -> Recipient:
    """The agent and the model of a prompt; raises AgentNotFound, ModelNotFound."""
    agent = find_agent(instance, prompt.agent) if prompt.agent else find_default_agent(instance)
    catalog = instance.get_service(ModelCatalog)
    if prompt.model is not None:
        return Recipient(agent, catalog.find_model(prompt.model.provider_id, prompt.model.model_id), prompt.variant)
    if agent.model and (named := catalog.find_model_by_key(agent.model)) is not None:
        return Recipient(agent, named, prompt.variant or agent.variant)
    if session.model is not None:
        selected = catalog.find_model_by_key(f"{session.model.provider_id}/{session.model.id}")
        if selected is not None:
            return Recipient(agent, selected, prompt.variant or session.model.variant)
    return Recipient(agent, catalog.choose_default_model(), prompt.variant)


async def save_prompt(instance: Instance, session: Session, prompt: PromptBody, to: Recipient) -> str:
    """Save a prompt as a message and return its id; every part is expanded before anything is saved or published."""
    message_id = prompt.message_id or instance.messages.create_message_id(session.id)
    parts, problems = await _build_message_parts(instance, session.id, message_id, prompt)
    model, variant = to.selected.model, to.variant
    remembered = SessionModel(id=model.id, provider_id=model.provider_id, variant=variant)
    changes: Json = {"agent": to.agent.name, "model": remembered}
    if prompt.tools:
        changes["permission"] = (*(session.permission or ()), *parse_tool_switches(prompt.tools))
    instance.sessions.update_session(session.id, **changes)
    info = MessageInfo(
        id=message_id,
        session_id=session.id,
        role="user",
        time=MessageTime(created=get_time_ms()),
        agent=to.agent.name,
        model=MessageModel(provider_id=model.provider_id, model_id=model.id, variant=variant),
        system=prompt.system,
    )
    extra_fields: Json = {"tools": prompt.tools} if prompt.tools else {}
    if prompt.format is not None:
        extra_fields["format"] = prompt.format
    instance.messages.save_message(info, extra_fields=extra_fields)
    for part in parts:
        instance.messages.save_part(part)
    for problem in problems:
        instance.sessions.publish_session_error(session.id, Failure(name="UnknownError", data={"message": problem}))
    return message_id


async def _build_message_parts(
    instance: Instance, session_id: str, message_id: str, prompt: PromptBody
) -> tuple[list[KnownPart], list[str]]:
    parts: list[KnownPart] = []
    problems: list[str] = []
    for part in prompt.parts:
        ids = PartIds(id=part.id or create_ascending_id("prt"), session_id=session_id, message_id=message_id)
        match part:
            case TextPartInput():
                parts.append(
                    TextPart(
                        **ids,
                        text=part.text,
                        synthetic=part.synthetic,
                        ignored=part.ignored,
                        time=part.time,
                        metadata=part.metadata,
                    )
                )
            case FilePartInput():
                file = FilePart(
                    **ids,
                    mime=part.mime,
                    url=part.url,
                    filename=part.filename,
                    source=_to_file_source(part.source),
                )
                resource = part.source if isinstance(part.source, FromResource) else None
                made, problem = await expand_attachment(instance, file, resource)
                for expanded in made:
                    chosen = part.id if isinstance(expanded, FilePart) else None
                    parts.append(msgspec.structs.replace(expanded, id=chosen or create_ascending_id("prt")))
                problems += [problem] if problem else []
            case AgentPartInput():
                parts.append(AgentPart(**ids, name=part.name, source=_to_source_text(part.source)))
                ids["id"] = create_ascending_id("prt")
                text = f"{DELEGATE_WISH}{part.name}"
                parts.append(TextPart(**ids, text=text, synthetic=True))
            case SubtaskPartInput():
                parts.append(
                    SubtaskPart(
                        **ids,
                        prompt=part.prompt,
                        description=part.description,
                        agent=part.agent,
                        command=part.command,
                        model=part.model,
                    )
                )
    return parts, problems


def _to_file_source(source: FromFile | FromSymbol | FromResource | None) -> FileSource | None:
    match source:
        case None:
            return None
        case FromFile():
            return FileSource(type="file", path=source.path, text=_to_source_text(source.text))
        case FromSymbol():
            return FileSource(
                type="symbol",
                path=source.path,
                name=source.name,
                kind=source.kind,
                range=to_json_values(source.range),
                text=_to_source_text(source.text),
            )
        case FromResource():
            text = _to_source_text(source.text)
            return FileSource(type="resource", client_name=source.client_name, uri=source.uri, text=text)


def _to_source_text(source: Mention | None) -> SourceText | None:
    return None if source is None else SourceText(value=source.value, start=source.start, end=source.end)
