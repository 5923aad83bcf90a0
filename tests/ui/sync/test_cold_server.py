"""A server that has just started says early which model is configured, and seconds later which models it has."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from octui.client import Client, ClientError
from octui.store.actions import Snapshot
from octui.store.state import ProvidersStatus
from octui.store.store import Store
from octui.ui.sync import resync
from octui.ui.sync.resync import Resync
from tests.support.faulty_server import Request, make_response, reply_healthy_then, run_faulty_server

ANSWERS = {
    "/config": {"model": "p/m"},
    "/path": {"home": "/home/ada", "directory": "/srv"},
    "/agent": [{"name": "build", "mode": "primary"}],
    "/command": [],
    "/vcs": {"branch": "main"},
    "/project/current": {"id": "p1", "worktree": "/srv"},
}
MODELS = {"providers": [{"id": "p", "name": "P", "models": {"m": {"id": "m", "name": "M"}}}], "default": {"p": "m"}}


@dataclass
class ColdServer:
    """Lists its models once `models` is set, in an answer of this status."""

    status: str = "200 OK"
    models: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, request: Request, writer: asyncio.StreamWriter) -> None:
        status, body = "200 OK", ANSWERS.get(request.path)
        if request.path == "/config/providers":
            await self.models.wait()
            status, body = self.status, MODELS
        writer.write(make_response(status, "application/json", json.dumps(body).encode()))
        await writer.drain()


@asynccontextmanager
async def open_cold_server(status: str = "200 OK") -> AsyncIterator[tuple[ColdServer, Resync, asyncio.Event]]:
    cold, configured = ColdServer(status), asyncio.Event()
    async with run_faulty_server(reply_healthy_then(cold.answer)) as server:
        client, store = Client(server.url, directory="/srv"), Store()

        def apply_actions(*actions: Snapshot) -> None:
            for action in actions:
                store.dispatch_action(action)

        try:
            yield (
                cold,
                Resync(
                    client,
                    store,
                    apply_actions=apply_actions,
                    on_failure=lambda failure, _: pytest.fail(failure),
                    shown_session_id=lambda: "",
                    on_config_loaded=lambda *_: configured.set(),
                ),
                configured,
            )
        finally:
            await client.close()


async def test_the_configured_model_is_known_before_the_list_and_a_prompt_waits_for_the_list() -> None:
    async with open_cold_server() as (cold, reading, configured):
        loading = asyncio.create_task(reading.load_catalog())
        waiting = asyncio.create_task(reading.wait_for_models())
        await configured.wait()
        assert reading.store.state.providers_status is ProvidersStatus.AWAITED and not waiting.done()
        cold.models.set()
        await asyncio.gather(loading, waiting)
        state = reading.store.state
        assert state.providers_status is ProvidersStatus.KNOWN and state.providers.find_model("p", "m")
        assert state.branch == "main" and state.agents


async def test_a_list_that_cannot_be_read_is_awaited_no_longer() -> None:
    async with open_cold_server("500 Internal Server Error") as (cold, reading, _):
        cold.models.set()
        with pytest.raises(ClientError):
            await reading.load_catalog()
        await reading.wait_for_models()
        assert reading.store.state.providers_status is ProvidersStatus.FAILED


async def test_a_prompt_does_not_wait_for_a_list_that_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resync, "MODELS_SECONDS", 0.01)
    async with open_cold_server() as (_, reading, _):
        await reading.wait_for_models()
