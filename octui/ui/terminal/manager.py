"""All terminals octui knows of, in the order of their tabs, and the one in front."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Final, Protocol

from octui.client import Client, ClientError, NotFound
from octui.store.state import ConnectionStatus, State
from octui.term import Bell, CopyAsked, CopyRefused, Notified
from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.session import TerminalSession
from octui.wire.pty import Pty, PtySize

SMALLEST_COLUMNS: Final = 2
SMALLEST_LINES: Final = 1
BELL_SECONDS: Final = 1.0
TITLE_LIMIT: Final = 60


class TerminalObserver(Protocol):
    """Something that shows terminals."""

    def handle_terminals_changed(self) -> None:
        """The tabs, or how one of them stands."""

    def handle_terminal_painted(self, live: TerminalSession) -> None:
        """There is more output."""


class TerminalEvents(Protocol):
    """What a program in a terminal may ask octui to say or to do."""

    def ring_terminal_bell(self) -> None: ...
    def show_terminal_notification(self, live: TerminalSession, title: str, body: str) -> None: ...
    def confirm_terminal_copy(self, live: TerminalSession, text: str) -> None: ...
    def report_blocked_copy(self, live: TerminalSession, size: int) -> None: ...


class TerminalManager:
    """Terminals stay when their process has ended; they go when somebody closes them, here or elsewhere."""

    def __init__(self, client: Client, voice: TerminalEvents) -> None:
        self.client = client
        self.home = ""
        """Whoever the server runs as has it; "" as long as that is not known."""
        self.tabs: list[TerminalSession] = []
        self.current: TerminalSession | None = None
        self._voice = voice
        self._viewers: list[TerminalObserver] = []
        self._directories: set[str | None] = set()
        self._heard = True
        self._rang_at = 0.0

    def watch_server(self, viewer: TerminalObserver) -> Callable[[], None]:
        """Tell this viewer of changes; returns what ends it."""
        self._viewers.append(viewer)
        return lambda: self._viewers.remove(viewer) if viewer in self._viewers else None

    async def open_terminals(self, directory: str | None) -> None:
        """Show a terminal of this directory: one that runs there, or a new one."""
        await self.look_for_terminals(directory)
        here = [live for live in self.tabs if live.directory == directory]
        if self.current is None or self.current not in here:
            if here:
                self.choose_session(here[-1])
            else:
                await self.create_session(directory)

    async def look_for_terminals(self, directory: str | None) -> None:
        """Learn which terminals there are, those other clients made included."""
        self._directories.add(directory)
        known = [self._adopt(pty, directory).id for pty in await self.client.ptys.list(directory=directory)]
        for live in self.tabs.copy():
            # One that somebody looks at says by itself what became of it.
            if live.directory == directory and live.id not in known and live.phase is ConnectionState.IDLE:
                self._drop(live)
        self._changed()

    async def refresh_all(self) -> None:
        for directory in tuple(self._directories):
            await self.look_for_terminals(directory)

    async def create_session(self, directory: str | None) -> TerminalSession:
        """Start a shell there, and show it."""
        pty = await self.client.ptys.create(directory=directory)
        self._directories.add(directory)
        live = self._adopt(pty, directory)
        live.ours = True
        self.choose_session(live)
        return live

    async def close(self, live: TerminalSession) -> None:
        """End its process, if there still is one, and forget it."""
        if not live.phase.over:
            with suppress(NotFound):  # it ended meanwhile, which is what was wanted
                await self.client.ptys.delete(live.id, directory=live.directory)
        await live.stop_following()
        self._drop(live)
        self._changed()

    async def rename_session_tab(self, live: TerminalSession, title: str) -> None:
        """Give it a name, for everyone who looks at it."""
        title = title.strip()[:TITLE_LIMIT]
        live.pty = await self.client.ptys.update(live.id, title=title, directory=live.directory)
        self._changed()

    async def resize(self, live: TerminalSession, columns: int, lines: int) -> None:
        """Give it the size of what it is shown in; a size nobody could work in is never sent."""
        if columns < SMALLEST_COLUMNS or lines < SMALLEST_LINES or live.phase.over:
            return
        size = PtySize(rows=lines, cols=columns)
        try:
            await self.client.ptys.update(live.id, size=size, directory=live.directory)
        except ClientError:
            # The link says what is wrong; the next resize, or connection, tries again.
            return

    def choose_session(self, live: TerminalSession) -> None:
        """Bring this one to the front."""
        self.current = live
        live.rang = False
        self._changed()

    def step_sessions(self, step: int) -> None:
        """Bring the next one to the front, round and round."""
        if self.current in self.tabs and self.current is not None:
            self.choose_session(self.tabs[(self.tabs.index(self.current) + step) % len(self.tabs)])

    def handle_event(self, state: State) -> bool:
        """Take in what the store learnt; says whether the server should be asked which terminals there are."""
        for live in self.tabs:
            if live.id in state.pty_exits:
                live.record_exit(state.pty_exits[live.id])
            told = state.ptys.get(live.id)
            if told is not None and told.title != live.pty.title:
                live.pty = told
                self._changed()
        heard = state.connection.status is ConnectionStatus.LIVE
        if state.connection.status is ConnectionStatus.LOST and self._heard:
            for live in self.tabs:
                live.link.drop_if_silent()
        if heard and not self._heard:
            for live in self.tabs:
                live.link.retry_now()
        self._heard = heard or (self._heard and state.connection.status is not ConnectionStatus.LOST)
        return bool(state.ptys.keys() - {live.id for live in self.tabs})

    async def leave_server(self) -> None:
        """The server is left: follow none of them any more. What they showed stays."""
        await asyncio.gather(*(live.stop_following() for live in self.tabs))
        self._changed()

    def forget_session_tab(self) -> None:
        """Show another server's terminals from now on, and none of these."""
        self.tabs.clear()
        self.current = None
        self._directories.clear()
        self._changed()

    def handle_terminal_painted(self, live: TerminalSession) -> None:
        for viewer in self._viewers:
            viewer.handle_terminal_painted(live)

    def handle_terminal_changed(self) -> None:
        self._changed()

    def handle_terminal_event(self, live: TerminalSession, event: Bell | Notified | CopyAsked | CopyRefused) -> None:
        match event:
            case Bell():
                if live is not self.current and not live.rang:
                    live.rang = True
                    self._changed()
                if monotonic() - self._rang_at >= BELL_SECONDS:
                    self._rang_at = monotonic()
                    self._voice.ring_terminal_bell()
            case Notified(title=title, body=body):
                self._voice.show_terminal_notification(live, title, body)
            case CopyAsked(text=text):
                self._voice.confirm_terminal_copy(live, text)
            case CopyRefused(size=size):
                self._voice.report_blocked_copy(live, size)

    def _adopt(self, pty: Pty, directory: str | None) -> TerminalSession:
        known = next((live for live in self.tabs if live.id == pty.id), None)
        if known is not None and known.phase is not ConnectionState.GONE:
            return known
        live = TerminalSession(self.client, pty, directory, self)
        if known is None:
            self.tabs.append(live)
        else:
            # octui left the server, came back, and the terminal is still there.
            self.tabs[self.tabs.index(known)] = live
            self.current = live if self.current is known else self.current
        return live

    def _drop(self, live: TerminalSession) -> None:
        if live not in self.tabs:
            return
        place = self.tabs.index(live)
        self.tabs.remove(live)
        if self.current is live:
            self.current = None
            if self.tabs:
                self.choose_session(self.tabs[min(place, len(self.tabs) - 1)])

    def _changed(self) -> None:
        for viewer in self._viewers.copy():
            viewer.handle_terminals_changed()
