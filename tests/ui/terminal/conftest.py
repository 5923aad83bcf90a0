"""A shell on the embedded server, in a pane of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from textual import on
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from octui.client import Client
from octui.config.paths import get_styles_folder
from octui.ui.messages import CopyText, OpenLink
from octui.ui.terminal.connection import ConnectionState, PtyConnection
from octui.ui.terminal.messages import TerminalDone, TerminalFitted, TerminalLeft
from octui.ui.terminal.pane import TerminalPane
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.session import TerminalSession
from tests.server.embedded import EmbeddedServer

WAIT_SECONDS = 20.0
NAMES = {" ": "space"}


class Heard:
    """What programs asked for."""

    def __init__(self) -> None:
        self.bells = 0
        self.notices: list[tuple[str, str]] = []
        self.copies: list[str] = []
        self.refused: list[int] = []

    def ring_terminal_bell(self) -> None:
        self.bells += 1

    def show_terminal_notification(self, live: TerminalSession, title: str, body: str) -> None:
        self.notices.append((title, body))

    def confirm_terminal_copy(self, live: TerminalSession, text: str) -> None:
        self.copies.append(text)

    def report_blocked_copy(self, live: TerminalSession, size: int) -> None:
        self.refused.append(size)


class PaneApp(App[None], inherit_bindings=False):
    """A pane, and something else that can have the focus."""

    CSS_PATH = get_styles_folder() / "terminal.tcss"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, roster: TerminalRoster) -> None:
        super().__init__()
        self.roster = roster
        self.left = 0
        self.done: list[TerminalSession] = []
        self.fitted: list[tuple[int, int]] = []
        self.copied: list[str] = []
        self.opened: list[str] = []

    def compose(self) -> ComposeResult:
        yield Input()
        yield TerminalPane(self.roster)

    @property
    def pane(self) -> TerminalPane:
        return self.query_one(TerminalPane)

    @on(TerminalLeft)
    def _left(self) -> None:
        self.left += 1
        self.query_one(Input).focus()

    @on(TerminalFitted)
    async def _fitted(self, message: TerminalFitted) -> None:
        self.fitted.append((message.columns, message.lines))
        await self.roster.resize(message.live, message.columns, message.lines)

    @on(TerminalDone)
    def _done(self, message: TerminalDone) -> None:
        self.done.append(message.live)

    @on(CopyText)
    def _copied(self, message: CopyText) -> None:
        self.copied.append(message.text)

    @on(OpenLink)
    def _opened(self, message: OpenLink) -> None:
        self.opened.append(message.url)


class Desk:
    """A pane with a shell that is ready for input."""

    def __init__(self, pilot: Pilot[None], app: PaneApp, live: TerminalSession, heard: Heard) -> None:
        self.pilot = pilot
        self.app = app
        self.live = live
        self.heard = heard

    @property
    def screen(self) -> list[str]:
        """The rows of the terminal as they are painted."""
        terminal = self.app.pane.terminal
        return [strip.text.rstrip() for strip in terminal.render_lines(terminal.size.region)]

    @property
    def link(self) -> PtyConnection:
        assert isinstance(self.live.link, PtyConnection)
        return self.live.link

    async def until(self, *shown: str) -> None:
        await self.until_so(lambda: all(any(text in row for row in self.screen) for text in shown))

    async def until_so(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_SECONDS):
            while not holds():
                await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a line and Enter."""
        await self.pilot.press(*(NAMES.get(character, character) for character in text), "enter")

    async def say(self, text: str) -> None:
        """Have the shell run a line, without the pace of a typist."""
        self.live.type_text(text + "\n")
        await self.pilot.pause()


@pytest.fixture
async def desk(embedded: EmbeddedServer, tmp_path: Path) -> AsyncIterator[Desk]:
    heard = Heard()
    async with Client(embedded.url, directory=str(tmp_path)) as client:
        roster = TerminalRoster(client, heard)
        live = await shell(roster, tmp_path)
        app = PaneApp(roster)
        async with app.run_test(size=(80, 24)) as pilot:
            app.pane.focus_terminal()
            desk = Desk(pilot, app, live, heard)
            await desk.until_so(lambda: live.phase is ConnectionState.LIVE)
            await desk.say("PS1='> '; stty -echo; printf '\\033c'")
            await desk.until_so(lambda: desk.screen[0] == ">")
            yield desk
            await roster.close(desk.live)
            await roster.leave_server()


async def shell(roster: TerminalRoster, folder: Path) -> TerminalSession:
    """A plain shell, which reads no files of whoever runs the tests."""
    pty = await roster.client.ptys.create(command="/bin/sh", cwd=str(folder), env={"ENV": ""}, directory=str(folder))
    await roster.look_for_terminals(str(folder))
    live = next(live for live in roster.tabs if live.id == pty.id)
    live.ours = True
    roster.choose_session(live)
    return live
