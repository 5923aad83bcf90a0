"""While the server is not heard, nothing on screen claims that something runs or can be interrupted."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from octui.client.events import heartbeat
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.store.state import ConnectionStatus, State
from octui.ui.app import OctuiApp
from octui.ui.composer.status_bar import ComposerStatus
from tests.support.chaos.network_line import NetworkLine, open_network_line
from tests.support.drawn_cells import read_screen
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

MOST_LOOKS = 500
RUNNING_AS_OF = re.compile(r"running as of \d\d:\d\d")


class Running:
    """The program with a session that works until the test ends it."""

    def __init__(self, app: OctuiApp, pilot: Pilot[int], line: NetworkLine) -> None:
        self.app = app
        self.pilot = pilot
        self.line = line

    @property
    def state(self) -> State:
        return self.app.context.store.state

    async def wait_until(self, is_true: Callable[[], bool]) -> None:
        await wait_until(self.pilot, is_true)

    async def wait_for_text(self, *words: str) -> None:
        await self.wait_until(lambda: all(word in self.read_screen() for word in words))

    def read_screen(self) -> str:
        """The screen in front, as text."""
        return read_screen(self.app)

    async def wait_until_status(self, status: ConnectionStatus) -> None:
        await self.wait_until(lambda: self.state.connection.status is status)


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


@asynccontextmanager
async def open_running(server: RealServer, project: Project, prompt: str) -> AsyncIterator[Running]:
    async with open_network_line(server.port) as line:
        options = Options(directory=project.path, server=line.url, server_directory=project.directory, prompt=prompt)
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(140, 42), notifications=True) as pilot:
            running = Running(app, pilot, line)
            await running.wait_for_text("esc interrupt", "hold on")
            yield running


async def test_what_ran_when_the_connection_was_cut_is_dated_until_the_server_says_what_runs(
    server: RealServer, project: Project, model: ScriptedModel
) -> None:
    async with open_running(server, project, "think about it\nhold on") as chat:
        await chat.wait_for_text("Thinking", "◆")
        chat.line.cut()
        await chat.wait_for_text("running as of", "Thinking as of")
        shown = chat.read_screen()
        assert RUNNING_AS_OF.search(shown)
        assert not re.search(r"◆|interrupt|enter queue|live", shown)
        status = chat.app.screen.query_one(ComposerStatus).facts
        assert not status.busy
        chat.app.controllers.sessions.show_sessions()
        await chat.wait_for_text("Running when last heard of")
        assert RUNNING_AS_OF.search(chat.read_screen())
        assert "●" not in chat.read_screen()
        model.release("on")
        chat.line.restore()
        await chat.wait_until_status(ConnectionStatus.LIVE)
        await chat.wait_until(lambda: "as of" not in chat.read_screen())
        assert "Running" not in chat.read_screen()


async def test_esc_says_that_the_server_cannot_be_reached_and_a_second_one_tries_all_the_same(
    server: RealServer, project: Project, model: ScriptedModel
) -> None:
    async with open_running(server, project, "say words\nhold on") as chat:
        chat.line.cut()
        await chat.wait_for_text("running as of")
        await chat.pilot.press("escape")
        await chat.wait_for_text("The server cannot be reached (last heard at", "Nothing was interrupted.")
        assert "again to interrupt" not in chat.read_screen()
        await chat.pilot.press("escape")
        await chat.wait_for_text("Could not interrupt the agent")
        chat.line.restore()
        await chat.wait_for_text("esc interrupt", "◆")
        assert "as of" not in chat.read_screen()
        assert "Nothing was interrupted." not in chat.read_screen()
        await chat.pilot.press("escape")
        await chat.wait_for_text("again to interrupt")
        await chat.pilot.press("escape")
        await chat.wait_until(lambda: not selectors.is_possibly_busy(chat.state, chat.app.context.session_id))
        model.release("on")


async def test_statuses_are_uncertain_from_a_missed_heartbeat_until_the_next_event(
    server: RealServer, project: Project, model: ScriptedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FAST_INTERVAL", "DEFAULT_INTERVAL", "MIN_INTERVAL", "MAX_INTERVAL"):
        monkeypatch.setattr(heartbeat, name, 0.3)
    monkeypatch.setattr(heartbeat, "QUIET_GRACE_SECONDS", 0.2)
    async with open_running(server, project, "say words\nhold on") as chat:
        await chat.wait_until(lambda: "quiet" in chat.read_screen() and "running as of" in chat.read_screen())
        model.release("on")
        await chat.wait_until(lambda: "as of" not in chat.read_screen())
        await chat.wait_until(lambda: not selectors.is_possibly_busy(chat.state, chat.app.context.session_id))
