"""Answers that are lost on their way: what a person is told, and that all is right once they come whole again."""

import asyncio
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from octui.client import Client
from octui.client.events import heartbeat
from octui.store import selectors
from octui.store.state import ConnectionStatus
from octui.ui.sync import resync
from octui.wire.parts import TextPart
from tests.support.chaos.chaos_proxy import Faults, run_chaos_proxy
from tests.support.fault_proxy import Exchange, run_fault_proxy
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.app_driver import AppDriver
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow

AT_FIRST = ("/global/health", "/path")
"""What tells that this is an OpenCode server."""

SPOILT_AT_START = 12


def is_no_health_check(path: str) -> bool:
    """Without an answer about the server's health, octui would not even try what is to be spoilt."""
    return path != "/global/health"


FAULTS = (
    Faults(seed=11, html=1.0, spoils=is_no_health_check),
    Faults(seed=12, server_error=1.0, spoils=is_no_health_check),
    Faults(seed=13, cut_answer=1.0, spoils=is_no_health_check),
    Faults(seed=14, half_close=1.0, spoils=is_no_health_check),
)


def spoil_first_answers() -> Faults:
    """A mixture, as of a proxy before a server that starts; what is asked first is sound."""
    answers = count()

    def may_spoil(path: str) -> bool:
        return path not in AT_FIRST and next(answers) < SPOILT_AT_START

    return Faults(seed=7, html=0.4, server_error=0.5, cut_answer=0.5, half_close=1.0, spoils=may_spoil)


@pytest.fixture
def server(
    shared_servers: Callable[[str], RealServer], project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RealServer:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    monkeypatch.setattr(resync, "RETRY_SECONDS", (0.05,) * 100)
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    return server


async def list_prompts(client: Client, session_id: str) -> list[str]:
    page = await client.messages.list(session_id)
    parts = [part for each in page.messages if each.info.role == "user" for part in each.parts]
    return [part.text for part in parts if isinstance(part, TextPart)]


async def type_prompt(live: LiveApp, text: str) -> None:
    assert live.app.context.composer is not None
    live.app.context.composer.replace_text(text)
    await live.pilot.pause()
    await live.pilot.press("enter")


async def test_what_could_not_be_loaded_at_the_start_is_loaded_once_it_can_be(
    server: RealServer, project: Project
) -> None:
    async with Client(server.url, directory=project.directory) as direct:
        await direct.sessions.create(title="loaded late")
        async with (
            run_chaos_proxy(server.url, spoil_first_answers()) as proxy,
            open_live_app(proxy, project) as live,
        ):
            assert sum(proxy.counts.values()) == SPOILT_AT_START
            await live.wait_for_toast("Could not load")
            await live.wait_for(lambda: "loaded late" in live.screen_text, "the title")
            assert live.app.context.store.state.providers


async def test_messages_do_not_wait_for_the_todo_list_of_their_session(server: RealServer, project: Project) -> None:
    asked = asyncio.Event()

    async def keep_waiting(_: Exchange) -> None:
        asked.set()
        await asyncio.Event().wait()

    async with Client(server.url, directory=project.directory) as direct:
        session = await direct.sessions.create(title="slow todos")
        await direct.prompts.run_shell(session.id, "echo shown-early", agent="build")
        async with (
            run_fault_proxy(server.port, {"GET /todo": keep_waiting}) as proxy,
            open_live_app(proxy, project, session.id) as live,
        ):
            await asked.wait()
            await live.wait_for(lambda: "shown-early" in live.screen_text, "the messages")


@pytest.mark.parametrize("faults", FAULTS, ids=["html", "server error", "cut answer", "half close"])
async def test_nothing_is_lost_or_done_twice_when_answers_are_spoilt(
    faults: Faults, server: RealServer, project: Project
) -> None:
    async with (
        Client(server.url, directory=project.directory) as direct,
        run_chaos_proxy(server.url, Faults()) as proxy,
    ):
        session = await direct.sessions.create(title="spoilt")
        async with open_live_app(proxy, project, session.id) as live:
            app, state = live.app, live.app.context.store.state
            composer = app.context.composer
            assert composer is not None
            # A prompt that arrived: it is looked for, and sent once.
            proxy.faults = faults
            await type_prompt(live, "run echo hello")
            await live.wait_for(
                lambda: "Checking whether" in live.screen_text or not composer.text, "what became of it"
            )
            proxy.faults = Faults()
            await live.wait_for(lambda: not composer.text, "the prompt leaves the box")
            await live.wait_for(lambda: state.permissions, "the permission")
            # A reply that arrived: the card goes, and the turn ends.
            proxy.faults = faults
            await AppDriver(app, live.pilot).choose_answer("once", lambda: not state.permissions)
            proxy.faults = Faults()
            await live.wait_for(lambda: not selectors.is_busy(state, session.id), "the end of the turn")
            assert await list_prompts(direct, session.id) == ["run echo hello"]
            # The files say why they are not there, and come when asked for again.
            proxy.faults = faults
            app.action_command("file.browse")
            await live.wait_for(lambda: "cannot be listed" in live.screen_text, "why there are no files")
            proxy.faults = Faults()
            await live.pilot.press("ctrl+r")
            await live.wait_for(lambda: "README.md" in live.screen_text, "the files")
            await live.pilot.press("escape")
            # A terminal that does not open says so, and the next one opens.
            proxy.faults = faults
            app.controllers.terminals.create_terminal()
            await live.wait_for_toast("Could not start a terminal")
            assert not app.controllers.terminals.pane


async def test_a_stream_that_stalls_is_noticed_and_what_came_meanwhile_is_read(
    server: RealServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        Client(server.url, directory=project.directory) as direct,
        run_chaos_proxy(server.url, Faults()) as proxy,
    ):
        session = await direct.sessions.create(title="stalled")
        async with open_live_app(proxy, project, session.id) as live:
            state = live.app.context.store.state
            proxy.faults = Faults(seed=5, stall=1.0)
            await type_prompt(live, "say hello")
            with monkeypatch.context() as impatient:
                for name in ("FAST_INTERVAL", "MIN_INTERVAL", "MAX_INTERVAL", "QUIET_GRACE_SECONDS"):
                    impatient.setattr(heartbeat, name, 0.5)
                impatient.setattr(heartbeat, "LOST_GRACE_SECONDS", 0.5)
                await live.wait_for(lambda: state.connection.status is ConnectionStatus.LOST, "the silence")
                await live.wait_for(lambda: "● live" not in live.screen_text, "not live")
                proxy.faults = Faults()
            await live.wait_for(lambda: selectors.get_last_answer_text(state, session.id) == "hello", "the answer")
            await live.wait_for(lambda: "● live" in live.screen_text, "live again")
            assert await list_prompts(direct, session.id) == ["say hello"]
