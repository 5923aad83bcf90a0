"""The whole app on a server, driven by keys, with panels to look at."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.pilot import Pilot

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.panels.form import FormDialog
from octui.ui.panels.panel import Panel
from octui.ui.pickers.line_input import LineInput
from tests.support.drawn_cells import read_screen
from tests.support.real_opencode import Project
from tests.support.waiting import is_connected, wait_until

SECONDS = 90


@dataclass(frozen=True)
class Operator:
    """What a person at octui does and sees."""

    app: OctuiApp
    pilot: Pilot[int]

    @property
    def panel(self) -> Panel:
        assert isinstance(self.app.screen, Panel), self.app.screen
        return self.app.screen

    @property
    def client(self) -> Client:
        assert self.app.context.server is not None
        return self.app.context.server.client

    async def wait_until(self, holds: Callable[[], object]) -> None:
        await wait_until(self.pilot, holds)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)

    async def type_text(self, text: str) -> None:
        """Type into what has the focus."""
        await self.pilot.press(*(_key_name(character) for character in text))

    async def open_panel(self, command_id: str) -> Panel:
        """Run a command and wait until its panel has loaded."""
        before = self.app.screen
        self.app.action_command(command_id)
        await self.wait_until(
            lambda: isinstance(self.app.screen, Panel) and self.app.screen is not before and self.app.screen.is_mounted
        )
        await self.settle()
        return self.panel

    async def settle(self) -> None:
        """Wait until the panel in front waits for nothing."""
        await self.wait_until(lambda: isinstance(self.app.screen, Panel) and not self.app.screen.is_working)
        await self.pilot.pause()

    async def open_form(self) -> list[str]:
        """Press the key that adds something to the panel; what the lines of the form hold at first."""
        await self.press("a")
        await self.wait_until(lambda: isinstance(self.app.screen, FormDialog) and self.app.screen.query(LineInput))
        return [line.value for line in self.app.screen.query(LineInput)]

    async def wait_for_row(self, title: str, detail: str = "") -> None:
        await self.wait_until(
            lambda: any(title in row.title and detail in row.detail for row in self.panel.listed_rows)
        )

    async def select_row(self, title: str) -> None:
        """Move the cursor down to the first row with this in its title."""
        await self.wait_for_row(title)
        await self.press("home")
        for _ in self.panel.listed_rows:
            if self.panel.selected_row is not None and title in self.panel.selected_row.title:
                return
            await self.press("down")
        raise AssertionError(f"no row {title!r} under the cursor")

    async def wait_for_toast(self, text: str) -> str:
        def find() -> str:
            said = (notice.message for notice in self.app.context.notice_board.notices)
            return next((message for message in said if text in message), "")

        await self.wait_until(find)
        return find()

    async def wait_for_chat(self, session_id: str) -> None:
        """Wait until this session is on screen."""

        def is_shown() -> bool:
            chat = self.app.context.chat
            return chat is not None and self.app.screen is chat and chat.is_mounted and chat.session_id == session_id

        await self.wait_until(is_shown)

    def read_screen(self) -> str:
        """What is drawn, without styles."""
        return read_screen(self.app)


@asynccontextmanager
async def operate_app(
    url: str, project: Project, size: tuple[int, int] = (140, 42), session: str | None = None
) -> AsyncIterator[Operator]:
    """octui on this server in this project, once it has loaded what the server offers."""
    options = Options(directory=project.path, server=url, server_directory=project.directory, session=session)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=size) as pilot:
        operator = Operator(app, pilot)
        await operator.wait_until(
            lambda: is_connected(app.context.store.state) and (session is None or app.context.chat is not None)
        )
        yield operator


def _key_name(character: str) -> str:
    names = {" ": "space", "/": "slash", ".": "full_stop", ":": "colon", "-": "minus", "_": "underscore"}
    return names.get(character, character)
