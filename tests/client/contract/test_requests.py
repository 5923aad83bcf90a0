from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client, NotFound
from octui.wire.events import (
    PermissionAsked,
    PermissionReplied,
    QuestionAsked,
    QuestionRejected,
    QuestionReplied,
    SessionIdle,
)
from octui.wire.parts import ToolPart
from octui.wire.sessions import Session
from tests.support.stream_recorder import StreamRecorder, record_stream

pytestmark = pytest.mark.real

ASK = (
    'tool question {"questions":[{"question":"Which database?","header":"Database","options":'
    '[{"label":"SQLite","description":"small"},{"label":"MySQL","description":"big"}]}]}'
)


@pytest.fixture
async def heard(client: Client) -> AsyncIterator[StreamRecorder]:
    async with record_stream(client) as ear:
        yield ear


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("reply", ["once", "always"])
async def test_a_permission_that_is_given_lets_the_command_run(
    client: Client, heard: StreamRecorder, reply: str
) -> None:
    session = await client.sessions.create()
    await client.prompts.send(session.id, "run echo permitted")
    asked = (await heard.wait_for_event(PermissionAsked)).request
    assert asked.permission == "bash"
    assert asked.patterns == ("echo permitted",)
    assert asked.always
    assert await client.permissions.list() == (asked,)
    await client.permissions.reply(asked.id, reply)
    replied = await heard.wait_for_event(PermissionReplied)
    assert (replied.request_id, replied.reply) == (asked.id, reply)
    assert "permitted" in (await finished_call(client, session, heard)).state.output
    assert await client.permissions.list() == ()


async def test_a_rejection_with_a_reason_tells_the_model_why(client: Client, heard: StreamRecorder) -> None:
    session = await client.sessions.create()
    await client.prompts.send(session.id, "run echo forbidden")
    asked = (await heard.wait_for_event(PermissionAsked)).request
    await client.permissions.reply(asked.id, "reject", "use printf instead")
    assert "use printf instead" in (await finished_call(client, session, heard)).state.error


async def test_the_older_route_gives_permission_too(client: Client, heard: StreamRecorder) -> None:
    session = await client.sessions.create()
    await client.prompts.send(session.id, "run echo older")
    asked = (await heard.wait_for_event(PermissionAsked)).request
    await client.permissions.reply_in_session(session.id, asked.id, "once")
    assert "older" in (await finished_call(client, session, heard)).state.output


async def test_a_reply_that_reaches_nobody_says_so_on_every_server(
    client: Client, heard: StreamRecorder, tmp_path: Path
) -> None:
    session = await client.sessions.create()
    await client.prompts.send(session.id, "run echo twice")
    asked = (await heard.wait_for_event(PermissionAsked)).request
    with pytest.raises(NotFound):
        await client.permissions.reply(asked.id, "once", directory=str(tmp_path))
    await client.permissions.reply(asked.id, "reject")
    await heard.wait_for_event(PermissionReplied)
    with pytest.raises(NotFound):
        await client.permissions.reply(asked.id, "once")
    with pytest.raises(NotFound):
        await client.permissions.reply_in_session(session.id, asked.id, "once")


async def test_a_question_is_answered(client: Client, heard: StreamRecorder) -> None:
    session = await client.sessions.create()
    await client.prompts.send(session.id, ASK)
    asked = (await heard.wait_for_event(QuestionAsked)).request
    assert [choice.label for choice in asked.questions[0].options] == ["SQLite", "MySQL"]
    assert await client.questions.list() == (asked,)
    await client.questions.reply(asked.id, [["SQLite"]])
    assert (await heard.wait_for_event(QuestionReplied)).answers == (("SQLite",),)
    assert "SQLite" in (await finished_call(client, session, heard)).state.output
    with pytest.raises(NotFound):
        await client.questions.reply(asked.id, [["MySQL"]])


async def test_a_question_is_dismissed(client: Client, heard: StreamRecorder) -> None:
    session = await client.sessions.create()
    await client.prompts.send(session.id, ASK)
    asked = (await heard.wait_for_event(QuestionAsked)).request
    await client.questions.reject(asked.id)
    assert (await heard.wait_for_event(QuestionRejected)).request_id == asked.id
    assert "dismissed" in (await finished_call(client, session, heard)).state.error
    with pytest.raises(NotFound):
        await client.questions.reject(asked.id)


async def finished_call(client: Client, session: Session, heard: StreamRecorder) -> ToolPart:
    await heard.wait_for_event(SessionIdle, lambda idle: idle.session_id == session.id)
    messages = (await client.messages.list(session.id)).messages
    (call,) = [part for message in messages for part in message.parts if isinstance(part, ToolPart)]
    return call
