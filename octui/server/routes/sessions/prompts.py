"""Sending prompts and commands to a session, and aborting it."""

import msgspec

from octui.server.agent.definitions.agents import AgentNotFound, find_agent
from octui.server.agent.definitions.commands import CommandNotFound
from octui.server.agent.models.catalog import ModelNotFound
from octui.server.agent.session_runner import SessionRunner
from octui.server.agent.slash_command_runner import CommandBody, execute_slash_command
from octui.server.agent.user_input.prompt_intake import ModelInput, PromptBody, Recipient, find_recipient
from octui.server.config.problems import ConfigUnusable
from octui.server.errors import ApiError, InternalError, SessionBusyError
from octui.server.http.routing import Call, Route
from octui.server.identifiers import MessageId
from octui.server.json_encoding import encode_json
from octui.server.routes.sessions.sessions import SESSION
from octui.wire.messages import Failure, Message
from octui.wire.struct import Wire

UNKNOWN = (AgentNotFound, ModelNotFound, CommandNotFound, ConfigUnusable)


class ShellBody(Wire, frozen=True):
    command: str
    agent: str
    model: ModelInput | None = None


class SummarizeBody(Wire, frozen=True):
    provider_id: str
    model_id: str
    auto: bool = False


class InitBody(Wire, frozen=True):
    provider_id: str
    model_id: str
    message_id: MessageId


async def send_prompt(call: Call) -> msgspec.Raw:
    """The last message of the answer, once it is complete."""
    prompt: PromptBody = call.body
    call.server.instances.watch_folder(call.instance)
    to = _resolve_recipient(call, prompt)
    return _load_stored_message(
        call, await call.instance.get_service(SessionRunner).submit_prompt(call.session, prompt, to)
    )


async def send_prompt_async(call: Call) -> None:
    """Returns once the prompt is stored; later errors are published as events."""
    prompt: PromptBody = call.body
    call.server.instances.watch_folder(call.instance)
    runs = call.instance.get_service(SessionRunner)
    await runs.enqueue_prompt(call.session, prompt, _resolve_recipient(call, prompt))
    if not prompt.no_reply:
        runs.start_run(call.session.id)


async def run_slash_command(call: Call) -> msgspec.Raw:
    call.server.instances.watch_folder(call.instance)
    try:
        return _load_stored_message(call, await execute_slash_command(call.instance, call.session, call.body))
    except UNKNOWN as unknown:
        raise _report_unknown(call, unknown) from unknown


async def run_shell_command(call: Call) -> Message:
    body: ShellBody = call.body
    prompt = PromptBody(parts=(), agent=body.agent, model=body.model)
    to = _resolve_recipient(call, prompt)
    runs = call.instance.get_service(SessionRunner)
    if runs.is_session_busy(call.session.id):
        raise SessionBusyError(call.session.id)
    return await runs.run_user_shell(call.session, body.command, to)


async def abort_run(call: Call) -> bool:
    await call.instance.get_service(SessionRunner).abort_session(call.session.id)
    return True


async def summarize_session(call: Call) -> bool:
    body: SummarizeBody = call.body
    model = ModelInput(provider_id=body.provider_id, model_id=body.model_id)
    to = _resolve_recipient(call, PromptBody(parts=(), model=model))
    await call.instance.get_service(SessionRunner).compact_session(call.session, to, auto=body.auto)
    return True


async def init_session(call: Call) -> bool:
    """Create AGENTS.md by running the `init` command."""
    body: InitBody = call.body
    command = CommandBody(
        command="init",
        arguments="",
        model=f"{body.provider_id}/{body.model_id}",
        message_id=body.message_id,
    )
    try:
        await execute_slash_command(call.instance, call.session, command)
    except UNKNOWN as unknown:
        raise _report_unknown(call, unknown) from unknown
    call.server.projects.mark_project_initialized(call.instance.project.id)
    return True


def _load_stored_message(call: Call, answer: Message) -> msgspec.Raw:
    """The stored message, including keys that its type does not have."""
    row = call.server.repository.read_message_row(answer.info.session_id, answer.info.id)
    return msgspec.Raw(row) if row is not None else msgspec.Raw(encode_json(answer))


def _resolve_recipient(call: Call, prompt: PromptBody) -> Recipient:
    try:
        if prompt.agent:
            find_agent(call.instance, prompt.agent)
        return find_recipient(call.instance, call.session, prompt)
    except UNKNOWN as unknown:
        raise _report_unknown(call, unknown) from unknown


def _report_unknown(call: Call, unknown: Exception) -> ApiError:
    """The error for the caller; it is also published as an event."""
    failure = Failure(name="UnknownError", data={"message": str(unknown)})
    call.server.sessions.publish_session_error(call.session.id, failure)
    return unknown if isinstance(unknown, ConfigUnusable) else InternalError(str(unknown))


ROUTES = (
    Route(
        "POST",
        f"{SESSION}/message",
        send_prompt,
        "Send a prompt and wait for the answer",
        body=PromptBody,
        answer=Message,
        scope="session",
    ),
    Route(
        "POST",
        f"{SESSION}/prompt_async",
        send_prompt_async,
        "Send a prompt without waiting",
        body=PromptBody,
        scope="session",
    ),
    Route(
        "POST",
        f"{SESSION}/command",
        run_slash_command,
        "Run a slash command",
        body=CommandBody,
        answer=Message,
        scope="session",
    ),
    Route(
        "POST",
        f"{SESSION}/shell",
        run_shell_command,
        "Run a shell command",
        body=ShellBody,
        answer=Message,
        scope="session",
    ),
    Route("POST", f"{SESSION}/abort", abort_run, "Abort the session's run", answer=bool, scope="session"),
    Route(
        "POST",
        f"{SESSION}/summarize",
        summarize_session,
        "Compact the session",
        body=SummarizeBody,
        answer=bool,
        scope="session",
    ),
    Route("POST", f"{SESSION}/init", init_session, "Create AGENTS.md", body=InitBody, answer=bool, scope="session"),
)
