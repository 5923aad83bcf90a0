"""The whole app in process, on a running server, with a session open: for tests that drive keys."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from textual.pilot import Pilot
from textual.screen import Screen

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.selectors import list_message_ids
from octui.ui.app import OctuiApp
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import PickerRow
from octui.ui.screens.presence import has_widgets
from tests.support.chaos.chaos_proxy import ChaosProxy
from tests.support.chaos.network_line import NetworkLine
from tests.support.drawn_cells import read_screen
from tests.support.faulty_server import FaultyServer
from tests.support.real_opencode import Project, RealServer
from tests.support.waiting import is_connected, wait_until

PATIENCE = 60.0


@dataclass
class LiveApp:
    """An app that is attached and idle, and what a test does with it."""

    app: OctuiApp
    pilot: Pilot[int]

    async def wait_for(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until it holds; fails, naming it, when that takes too long."""
        await wait_until(self.pilot, condition, what)

    async def wait_for_screen(self, name: str) -> Screen[object]:
        """Wait until a screen of this class is in front and takes keys."""

        def is_in_front() -> bool:
            screen = self.app.screen
            return type(screen).__name__ == name and (screen.focused is not None or not screen.AUTO_FOCUS)

        await self.wait_for(is_in_front, f"{name} in front")
        await self.pilot.pause()
        return self.app.screen

    async def wait_for_toast(self, text: str) -> None:
        notices = self.app.context.notice_board.notices
        await self.wait_for(lambda: any(text in notice.message for notice in notices), f"toast {text}")

    async def type_text(self, text: str) -> None:
        await self.pilot.press(*("space" if sign == " " else sign for sign in text))

    @property
    def row_titles(self) -> list[str]:
        """The titles in the list of the screen in front."""
        return [row.title for row in self._list_rows()]

    @property
    def rows(self) -> dict[str, PickerRow]:
        """The rows of that list by title."""
        return {row.title: row for row in self._list_rows()}

    def _list_rows(self) -> list[PickerRow]:
        # A screen that has just come to the front has no list yet.
        lists = self.app.screen.query(RowList)
        return [line for line in lists.first().listed_lines if isinstance(line, PickerRow)] if lists else []

    @property
    def screen_text(self) -> str:
        """What is on the screen, row by row."""
        return read_screen(self.app)


def shows_history(app: OctuiApp, session: str) -> bool:
    """Whether keys for the transcript would find a message, if the session has any."""
    chat = app.context.chat
    # A busy machine shows a screen some time before it has mounted what is in it.
    return (
        chat is not None
        and has_widgets(chat)
        and (chat.transcript.current_block is not None or not list_message_ids(app.context.store.state, session))
    )


@asynccontextmanager
async def open_live_app(
    server: RealServer | FaultyServer | ChaosProxy | NetworkLine,
    project: Project,
    session: str | None = None,
    *,
    size: tuple[int, int] = (140, 42),
) -> AsyncIterator[LiveApp]:
    """Attached to the server, with the session and its history loaded."""
    options = Options(directory=project.path, server=server.url, server_directory=project.directory, session=session)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    # A slow machine may take its time for the second key of a sequence; each press has a time of its own.
    looks = count()
    app._leader.leader.clock = lambda: 1e12 + next(looks) / 1000
    state = app.context.store.state
    async with app.run_test(size=size, notifications=True) as pilot:
        live = LiveApp(app, pilot)
        await live.wait_for(lambda: is_connected(state), "connected")
        if session:
            await live.wait_for(lambda: app.context.chat is not None and app.screen is app.context.chat, "chat")
            await live.wait_for(lambda: app.context.session and session in state.timelines, "session")
            await live.wait_for(lambda: state.timelines[session].loaded, "history")
            await live.wait_for(lambda: shows_history(app, session), "its messages on the screen")
            await pilot.pause()
        yield live
