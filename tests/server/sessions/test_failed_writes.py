"""A disk that takes no more: the session becomes idle, says why, and goes on when there is room."""

import asyncio
import resource
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from octui.client import Client, ServerFailed
from octui.wire.events import PartDelta, SessionError, SessionIdle
from tests.server.agent.turn_results import answer_text
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import record_stream

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the files of another process"),
]


@pytest.fixture
async def client(own_embedded: EmbeddedServer, tmp_path: Path, model: ScriptedModel) -> AsyncIterator[Client]:
    project = make_project(tmp_path / "shop", model.url)
    await asyncio.to_thread(own_embedded.trust_folder, project.directory)
    async with Client(own_embedded.url, directory=project.directory) as connected:
        yield connected


@contextmanager
def refuse_growth(server: EmbeddedServer) -> Iterator[None]:
    """No file that the server writes to may become larger than the database is now."""
    assert server.process is not None
    size = max(path.stat().st_size for path in server.home.rglob("octui.db*"))
    before = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    yield
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, before)


async def test_a_turn_that_cannot_be_saved_ends_and_the_session_goes_on_later(
    client: Client, own_embedded: EmbeddedServer, model: ScriptedModel
) -> None:
    session = await client.sessions.create(title="Full")
    async with record_stream(client) as heard:
        await client.prompts.send(session.id, f"say begun\nhold more\nsay {'long ' * 100_000}")
        await heard.wait_for_event(PartDelta)
        with refuse_growth(own_embedded):
            model.release("more")
            failed = await heard.wait_for_event(SessionError)
            assert "The database could not be used" in failed.error.message
            await heard.wait_for_event(SessionIdle)
            assert await client.sessions.list_statuses() == {}
            with pytest.raises(ServerFailed, match="The database could not be used"):
                await client.prompts.send_and_wait(session.id, "x" * 500_000)
        assert await client.sessions.list_statuses() == {}
        answer = await asyncio.wait_for(client.prompts.send_and_wait(session.id, "say again"), 20)
    assert answer_text(answer) == "again\n"
    interrupted = [message for message in (await client.messages.list(session.id)).messages if message.info.error]
    assert len(interrupted) == 1
    assert interrupted[0].info.time.completed is not None
