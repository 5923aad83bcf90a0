"""Servers that stop while an agent is running."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from octui.wire.events import PartDelta, PartUpdated, SessionStatus
from octui.wire.messages import Message
from octui.wire.parts import TextPart, ToolPart
from tests.server.embedded import EmbeddedServer
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project, make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import record_stream


@pytest.fixture
def talking(tmp_path: Path, model: ScriptedModel) -> Project:
    return make_project(tmp_path / "talking", model.url)


@pytest.fixture
async def client(own_embedded: EmbeddedServer, talking: Project) -> AsyncIterator[Client]:
    async with Client(own_embedded.url, directory=talking.directory) as connected:
        await trust_folder(connected)
        yield connected


async def begin(client: Client, prompt: str) -> str:
    session = await client.sessions.create()
    await client.prompts.send(session.id, prompt)
    return session.id


async def the_answer(client: Client, session_id: str) -> Message:
    return (await client.messages.list(session_id)).messages[-1]


async def test_a_kill_in_mid_sentence_leaves_an_interrupted_answer(
    client: Client, own_embedded: EmbeddedServer
) -> None:
    async with record_stream(client) as heard:
        session_id = await begin(client, "say first words\nhold never")
        await heard.wait_for_event(PartDelta)
        before = await the_answer(client, session_id)
        own_embedded.kill()
    await asyncio.to_thread(own_embedded.start)
    after = await the_answer(client, session_id)
    assert after.info.id == before.info.id
    assert after.info.error is not None
    assert after.info.error.is_aborted
    assert after.info.time.completed is not None
    words = [[part.text for part in message.parts if isinstance(part, TextPart)] for message in (before, after)]
    assert words[0] == words[1]
    assert await client.sessions.list_statuses() == {}


async def test_a_kill_while_a_command_runs_shows_it_as_interrupted(
    client: Client, own_embedded: EmbeddedServer, talking: Project
) -> None:
    await client.config.update_global({"permission": "allow"})
    async with record_stream(client) as heard:
        session_id = await begin(client, "run sleep 60")
        await heard.wait_for_event(
            PartUpdated, lambda up: isinstance(up.part, ToolPart) and up.part.state.status == "running"
        )
        own_embedded.kill()
    await asyncio.to_thread(own_embedded.start)
    (tool,) = [part for part in (await the_answer(client, session_id)).parts if isinstance(part, ToolPart)]
    assert tool.state.status == "error"
    assert "Interrupted" in tool.state.error


async def test_a_polite_end_aborts_what_runs(client: Client, own_embedded: EmbeddedServer) -> None:
    async with record_stream(client) as heard:
        session_id = await begin(client, "say first words\nhold never")
        await heard.wait_for_event(PartDelta)
        assert await asyncio.to_thread(own_embedded.stop) == -signal.SIGTERM
    assert "Traceback" not in own_embedded.log.read_text()
    await asyncio.to_thread(own_embedded.start)
    answer = await the_answer(client, session_id)
    assert answer.info.error is not None
    assert answer.info.error.is_aborted


async def test_a_session_that_runs_is_stopped_before_it_is_deleted(client: Client) -> None:
    async with record_stream(client) as heard:
        session_id = await begin(client, "hold never")
        await heard.wait_for_event(SessionStatus, lambda changed: changed.status.type == "busy")
        assert await client.sessions.delete(session_id)
    assert await client.sessions.list_statuses() == {}
    assert await client.sessions.list() == ()
