"""The whole app, attached to a hostile server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.selectors import list_message_ids
from octui.ui.app import OctuiApp
from octui.ui.chat.screen import ChatScreen
from tests.support.faulty_server import run_faulty_server
from tests.support.fuzzing.deceptive_server import HostileServer
from tests.support.waiting import wait_until


class WatchedApp(OctuiApp):
    """Keeps the errors that octui survives."""

    def __init__(self, options: Options, preferences: PreferencesStore) -> None:
        super().__init__(options, preferences)
        self.errors: list[BaseException] = []

    def _report_error(self, error: BaseException) -> None:
        self.errors.append(error)


@asynccontextmanager
async def run_app(directory: Path, server: HostileServer | None = None) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    """The app on a hostile server, which asks for a permission of each kind unless it is another one."""
    async with run_faulty_server((server or HostileServer(directory)).reply) as running:
        options = Options(directory=directory, server=running.url, server_directory=str(directory))
        app = WatchedApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(140, 42), notifications=True) as pilot:
            state = app.context.store.state
            await wait_until(pilot, lambda: bool(state.permissions and state.questions and state.agents))
            yield app, pilot
        assert not app.errors


async def open_chat(app: OctuiApp, pilot: Pilot[int], session: str) -> ChatScreen:
    chat = app.controllers.sessions.open_chat(session)
    await wait_until(pilot, lambda: chat.is_mounted and bool(list_message_ids(app.context.store.state, session)))
    await pilot.pause()
    return chat
