"""A permission of a session that works elsewhere, and that is not known here, is answered all the same."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client
from octui.store.store import Store
from octui.ui.controllers.server_calls import ServerCalls
from tests.support.real_opencode import NEWEST, RealServer, make_project
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import ask_until

pytestmark = pytest.mark.real


@pytest.fixture(params=(NEWEST,))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def test_a_request_of_an_unknown_session_is_answered_in_every_directory(
    server: RealServer, client: Client, model: ScriptedModel, tmp_path: Path
) -> None:
    elsewhere = make_project(tmp_path / "elsewhere", model.url)
    async with Client(server.url, directory=elsewhere.directory) as other:
        session = await other.sessions.create(title="elsewhere")
        turn = asyncio.ensure_future(other.prompts.send_and_wait(session.id, "run echo answered"))
        pending = await ask_until(other.permissions.list)
        await ServerCalls(client, Store()).reply_permission(pending[0], "once", None)
        await turn
        assert not await other.permissions.list()
