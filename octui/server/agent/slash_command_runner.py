"""Runs slash commands: a template becomes a prompt."""

from functools import partial
from pathlib import Path
from typing import Final

from octui.server.agent.definitions.agents import find_agent, find_default_agent, load_agents
from octui.server.agent.definitions.commands import fill_template, find_command, split_arguments
from octui.server.agent.definitions.template_syntax import FILE_REFERENCE, SHELL_SNIPPET
from octui.server.agent.models.catalog import ModelCatalog, ModelNotFound
from octui.server.agent.session_runner import SessionRunner
from octui.server.agent.tools.command_permission import require_command
from octui.server.agent.tools.shell_process import run_in_shell
from octui.server.agent.tools.tool import ToolFailed
from octui.server.agent.tools.workspace_paths import WorkspacePaths
from octui.server.agent.user_input.prompt_intake import (
    AgentPartInput,
    FilePartInput,
    ModelInput,
    PartInput,
    PromptBody,
    SubtaskPartInput,
    TextPartInput,
)
from octui.server.identifiers import MessageId
from octui.server.instance import Instance
from octui.server.mcp.catalog import McpError
from octui.server.mcp.service import McpService
from octui.server.permissions import PermissionDenied, PermissionRejected, PermissionService
from octui.wire.catalog import Command
from octui.wire.messages import Message
from octui.wire.parts import PartModel
from octui.wire.sessions import Session
from octui.wire.struct import Wire

SHELL_TIMEOUT_SECONDS: Final = 60.0


class CommandBody(Wire, frozen=True):
    """The request body of a command; here the model is one string, `provider/model`."""

    command: str
    arguments: str
    agent: str | None = None
    model: str | None = None
    variant: str | None = None
    message_id: MessageId | None = None
    parts: tuple[FilePartInput, ...] = ()


async def execute_slash_command(instance: Instance, session: Session, body: CommandBody) -> Message:
    """Run a command and wait for the answer; raises CommandNotFound, AgentNotFound, ModelNotFound."""
    command = await find_command(instance, body.command)
    agent = find_agent(instance, command.agent or body.agent or find_default_agent(instance).name)
    model = _resolve_command_model(instance, command.model or body.model)
    text = await _expand_command_text(instance, session, command, body.arguments, agent.name)
    parts: tuple[PartInput, ...] = (TextPartInput(text=text), *_find_referenced_parts(instance, text), *body.parts)
    if command.subtask is True or (command.subtask is None and agent.mode == "subagent"):
        below = agent.name if agent.mode == "subagent" else "general"
        part_model = PartModel(provider_id=model.provider_id, model_id=model.model_id) if model else None
        about = command.description or command.name
        parts = (SubtaskPartInput(prompt=text, description=about, agent=below, command=command.name, model=part_model),)
    prompt = PromptBody(
        parts=parts,
        model=model,
        agent=agent.name if agent.mode != "subagent" else body.agent,
        variant=body.variant,
        message_id=body.message_id,
    )
    answer = await instance.get_service(SessionRunner).prompt_session(session, prompt)
    executed = {
        "name": command.name,
        "sessionID": session.id,
        "arguments": body.arguments,
        "messageID": answer.info.id,
    }
    instance.bus.publish_event("command.executed", executed, instance.directory)
    return answer


async def _expand_command_text(
    instance: Instance, session: Session, command: Command, arguments: str, agent: str
) -> str:
    if command.source == "mcp":
        return await _load_mcp_prompt(instance, command, arguments)
    text = fill_template(str(command.template), arguments)
    for found in reversed(list(SHELL_SNIPPET.finditer(text))):
        printed = await _run_template_shell(instance, session, found.group(1), agent)
        text = text[: found.start()] + printed + text[found.end() :]
    return text


async def _load_mcp_prompt(instance: Instance, command: Command, arguments: str) -> str:
    mcp = instance.get_service(McpService)
    prompt = next((prompt for prompt in mcp.list_server_prompts() if prompt.id == command.name), None)
    names = prompt.arguments if prompt is not None else ()
    words = split_arguments(arguments)
    if names and len(words) > len(names):
        words = [*words[: len(names) - 1], " ".join(words[len(names) - 1 :])]
    try:
        result = await mcp.get_mcp_prompt(command.name, dict(zip(names, words, strict=False)))
    except McpError as problem:
        return f"The MCP prompt {command.name} could not be read: {problem}"
    return result.text


async def _run_template_shell(instance: Instance, session: Session, line: str, agent: str) -> str:
    """The output of a shell command in a template; it needs permission like the agent's own commands."""
    paths = WorkspacePaths.from_instance(instance)
    rules = find_agent(instance, agent).rules + (session.permission or ())
    request_permission = partial(instance.get_service(PermissionService).request_permission, session.id, rules=rules)

    async def find_folder() -> Path:
        return paths.directory

    try:
        directory = await require_command(line, find_folder, paths, request_permission)
        result = await run_in_shell(
            line, directory, lambda _: None, timeout=SHELL_TIMEOUT_SECONDS, outputs=paths.outputs
        )
    except (PermissionRejected, PermissionDenied, ToolFailed) as refused:
        return f"(`{line}` was not run: {refused})"
    except OSError as failed:
        return f"(`{line}` could not be run: {failed})"
    return result.output.strip()


def _find_referenced_parts(instance: Instance, text: str) -> list[PartInput]:
    """The files and agents a template refers to with `@`."""
    agents = load_agents(instance)
    parts: list[PartInput] = []
    for name in dict.fromkeys(FILE_REFERENCE.findall(text)):
        if not name:
            continue
        path = Path(instance.top, name).expanduser()
        if path.exists():
            mime = "application/x-directory" if path.is_dir() else "text/plain"
            parts.append(FilePartInput(mime=mime, url=path.resolve().as_uri(), filename=name))
        elif name in agents:
            parts.append(AgentPartInput(name=name))
    return parts


def _resolve_command_model(instance: Instance, key: str | None) -> ModelInput | None:
    if not key:
        return None
    provider_id, _, model_id = key.partition("/")
    if instance.get_service(ModelCatalog).find_model_by_key(key) is None:
        raise ModelNotFound(provider_id, model_id)
    return ModelInput(provider_id=provider_id, model_id=model_id)
