"""Giving an agent something to do, and stopping it."""

import msgspec

from octui.server.agent import Runs
from octui.server.agent.agents import AgentNotFound, agent_named
from octui.server.agent.commanding import CommandGiven, execute
from octui.server.agent.commands import CommandNotFound
from octui.server.agent.models.catalogue import ModelNotFound
from octui.server.agent.prompting import Addressed, MessageId, ModelGiven, Prompt, addressed
from octui.server.answers import encoded
from octui.server.errors import Busy, Failed
from octui.server.routes.sessions import SESSION
from octui.server.routing import Call, Route
from octui.wire.messages import Failure, Message
from octui.wire.struct import Wire

UNKNOWN = (AgentNotFound, ModelNotFound, CommandNotFound)


class ShellGiven(Wire, frozen=True):
    command: str
    agent: str
    model: ModelGiven | None = None


class Summarized(Wire, frozen=True):
    provider_id: str
    model_id: str
    auto: bool = False


class InitGiven(Wire, frozen=True):
    provider_id: str
    model_id: str
    message_id: MessageId


async def message(call: Call) -> msgspec.Raw:
    """The last message of the answer, once all of it is there."""
    prompt: Prompt = call.body
    to = _addressed(call, prompt)
    return _stored(call, await call.instance.service(Runs).send(call.session, prompt, to))


async def prompt_async(call: Call) -> None:
    """Returns when the prompt is in the conversation; whatever goes wrong from then on comes as an event."""
    prompt: Prompt = call.body
    runs = call.instance.service(Runs)
    await runs.put(call.session, prompt, _addressed(call, prompt))
    if not prompt.no_reply:
        runs.begin(call.session.id)


async def command(call: Call) -> msgspec.Raw:
    try:
        return _stored(call, await execute(call.instance, call.session, call.body))
    except UNKNOWN as unknown:
        raise _failed(call, unknown) from unknown


async def shell(call: Call) -> Message:
    given: ShellGiven = call.body
    prompt = Prompt(parts=(), agent=given.agent, model=given.model)
    to = _addressed(call, prompt)
    runs = call.instance.service(Runs)
    if runs.busy(call.session.id):
        raise Busy(call.session.id)
    return await runs.shell(call.session, given.command, to)


async def abort(call: Call) -> bool:
    await call.instance.service(Runs).abort(call.session.id)
    return True


async def summarize(call: Call) -> bool:
    given: Summarized = call.body
    model = ModelGiven(provider_id=given.provider_id, model_id=given.model_id)
    to = _addressed(call, Prompt(parts=(), model=model))
    await call.instance.service(Runs).summarize(call.session, to, auto=given.auto)
    return True


async def init(call: Call) -> bool:
    """Has AGENTS.md written, by the command of that name."""
    given: InitGiven = call.body
    wish = CommandGiven(
        command="init",
        arguments="",
        model=f"{given.provider_id}/{given.model_id}",
        message_id=given.message_id,
    )
    try:
        await execute(call.instance, call.session, wish)
    except UNKNOWN as unknown:
        raise _failed(call, unknown) from unknown
    call.server.projects.mark_initialized(call.instance.project.id)
    return True


def _stored(call: Call, answer: Message) -> msgspec.Raw:
    """The message with all its keys, those its type does not know included."""
    row = call.server.records.message(answer.info.session_id, answer.info.id)
    return msgspec.Raw(row) if row is not None else msgspec.Raw(encoded(answer))


def _addressed(call: Call, prompt: Prompt) -> Addressed:
    try:
        if prompt.agent:
            agent_named(call.instance, prompt.agent)
        return addressed(call.instance, call.session, prompt)
    except UNKNOWN as unknown:
        raise _failed(call, unknown) from unknown


def _failed(call: Call, unknown: Exception) -> Failed:
    """An answer for who asked, and an event for who looks on."""
    failure = Failure(name="UnknownError", data={"message": str(unknown)})
    call.server.conversations.fail(call.session.id, failure)
    return Failed(str(unknown))


ROUTES = (
    Route("POST", f"{SESSION}/message", message, "Prompt, and wait", body=Prompt, answer=Message, scope="session"),
    Route("POST", f"{SESSION}/prompt_async", prompt_async, "Prompt, and do not wait", body=Prompt, scope="session"),
    Route("POST", f"{SESSION}/command", command, "Run a command", body=CommandGiven, answer=Message, scope="session"),
    Route("POST", f"{SESSION}/shell", shell, "Run a shell command", body=ShellGiven, answer=Message, scope="session"),
    Route("POST", f"{SESSION}/abort", abort, "Stop what runs", answer=bool, scope="session"),
    Route("POST", f"{SESSION}/summarize", summarize, "Sum up", body=Summarized, answer=bool, scope="session"),
    Route("POST", f"{SESSION}/init", init, "Have AGENTS.md written", body=InitGiven, answer=bool, scope="session"),
)
