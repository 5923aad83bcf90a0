"""Drives the whole app by keys, against a server, and reads what is on the screen."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.state import State
from octui.ui.app import OctuiApp
from octui.ui.approvals.permission_view import PermissionView
from octui.ui.approvals.request_card import RequestCard
from tests.support.real_opencode import Project, RealServer
from tests.support.waiting import is_connected, wait_until


class AppDriver:
    def __init__(self, app: OctuiApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot

    @property
    def state(self) -> State:
        return self.app.context.store.state

    @property
    def screen_text(self) -> str:
        """What is on the screen, without line breaks and frames."""
        rows = self.app.screen._compositor.render_strips()
        return " ".join("".join(segment.text for row in rows for segment in row).replace("▌", " ").split())

    async def wait_until(self, condition: Callable[[], object]) -> None:
        await wait_until(self.pilot, condition)

    async def open_new_session(self) -> None:
        self.app.action_command("session.new")
        await self.wait_until(lambda: self.app.context.chat is not None and self.app.screen is self.app.context.chat)
        await self.pilot.pause()

    async def send_prompt(self, text: str) -> None:
        composer = self.app.context.composer
        assert composer is not None
        composer.replace_text(text)
        composer.submit_prompt()
        await self.pilot.pause()

    async def choose_answer(self, option: str, is_done: Callable[[], object]) -> None:
        """Press keys while a card listens, until this answer is selected and given."""
        while not is_done():
            await self.pilot.pause(0.05)
            cards = self.app.screen.query("RequestCard.-listening").results(RequestCard)
            view = next((card.view for card in cards if isinstance(card.view, PermissionView)), None)
            if view is not None:
                selected = view.button_row.selected_option
                await self.pilot.press("enter" if selected is not None and selected.id == option else "right")


@asynccontextmanager
async def drive_app(server: RealServer, project: Project) -> AsyncIterator[AppDriver]:
    """The app, connected to a server in the directory of a project."""
    options = Options(directory=project.path, server=server.url, server_directory=project.directory)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        driver = AppDriver(app, pilot)
        await driver.wait_until(lambda: is_connected(driver.state))
        yield driver
