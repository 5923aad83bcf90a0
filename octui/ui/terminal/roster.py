"""All known terminals in tab order, and the active one."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Final, Protocol

from msgspec.structs import replace

from octui.client import Client, ClientError, NotFound
from octui.store.state import ConnectionStatus, State
from octui.term import Bell, CopyAsked, CopyRefused, Notified
from octui.ui.terminal.agent_commands.command import AgentCommand
from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.emulator import SCROLLBACK_LINES, Emulator
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.shells.integration import DEFAULT_START, ShellStart, build_shell_start
from octui.ui.terminal.split_tree import Direction, SplitGroups
from octui.wire.pty import Pty, PtySize

MIN_COLUMNS: Final = 2
MIN_LINES: Final = 1
BELL_SECONDS: Final = 1.0
TITLE_LIMIT: Final = 60


class TerminalObserver(Protocol):
    """Interface of a view that shows terminals."""

    def handle_terminals_changed(self) -> None:
        """The list of tabs, or the state of one, changed."""

    def handle_terminal_painted(self, live: TerminalSession) -> None:
        """More output has arrived."""


class TerminalEvents(Protocol):
    """Actions that a program in a terminal can request of octui."""

    def ring_terminal_bell(self) -> None: ...
    def show_terminal_notification(self, live: TerminalSession, title: str, body: str) -> None: ...
    def confirm_terminal_copy(self, live: TerminalSession, text: str) -> None: ...
    def report_blocked_copy(self, live: TerminalSession, size: int) -> None: ...


class TerminalRoster:
    """Terminals stay after their process exits and are removed when closed, here or by another client."""

    def __init__(self, client: Client, requests: TerminalEvents) -> None:
        self.client = client
        self.home = ""
        """Home directory of the user the server runs as; "" while unknown."""
        self.scrollback_lines = SCROLLBACK_LINES
        """For terminals that are opened from now on."""
        self.tabs: list[TerminalSession] = []
        self.current: TerminalSession | None = None
        self.integrates_shells = False
        """Whether new shells are made to mark their commands (OSC 133)."""
        self.can_report_releases = False
        """Whether programs in terminals that are opened from now on can be told when keys come up."""
        self.passes_images = False
        """Whether images in terminals that are opened from now on are drawn by the terminal around octui."""
        self.groups = SplitGroups()
        """Which terminals are shown together."""
        self._shell_start = DEFAULT_START
        self._requests = requests
        self._observers: list[TerminalObserver] = []
        self._directories: set[str | None] = set()
        self._heard = True
        self._rang_at = 0.0

    def add_observer(self, observer: TerminalObserver) -> Callable[[], None]:
        """Notify this observer of changes; returns a function that removes it."""
        self._observers.append(observer)
        return lambda: self._observers.remove(observer) if observer in self._observers else None

    async def open_terminals(self, directory: str | None) -> None:
        """Show a terminal for this directory: a running one, or a new one."""
        await self.look_for_terminals(directory)
        here = [live for live in self.tabs if live.directory == directory]
        if self.current is None or self.current not in here:
            if here:
                self.choose_session(here[-1])
            else:
                await self.create_session(directory)

    async def look_for_terminals(self, directory: str | None) -> None:
        """Fetch the list of terminals, including those created by other clients."""
        self._directories.add(directory)
        before = self.tabs.copy()
        known = [self._adopt_terminal(pty, directory).id for pty in await self.client.ptys.list(directory=directory)]
        # What was opened while the list was on its way need not be in it.
        for live in before:
            # A terminal that is followed reports its own state.
            if live.directory == directory and live.id not in known and live.phase is ConnectionState.IDLE:
                self._remove_terminal(live)
        self._notify_observers()

    async def refresh_all(self) -> None:
        for directory in tuple(self._directories):
            await self.look_for_terminals(directory)

    async def create_session(self, directory: str | None, cwd: str | None = None) -> TerminalSession:
        """Start a shell for this directory and show it; `cwd` is where the shell starts, if that is elsewhere."""
        live = await self._open_shell(directory, cwd)
        self.choose_session(live)
        return live

    async def split_session(self, live: TerminalSession, *, is_beside: bool) -> TerminalSession:
        """Start a shell where this terminal's shell is, and show it beside or below this terminal."""
        new = await self._open_shell(live.directory, live.shell_directory or live.pty.cwd or None)
        if live in self.tabs:
            self.tabs.remove(new)
            self.tabs.insert(self.tabs.index(live) + 1, new)
            self.groups.split_terminal(live.id, new.id, is_beside=is_beside)
        self.choose_session(new)
        return new

    def list_group(self) -> list[TerminalSession]:
        """The terminals that are shown together with the current one, which is among them."""
        if self.current is None:
            return []
        ids = self.groups.find_tree(self.current.id).list_terminals()
        return [live for live in self.tabs if live.id in ids]

    def step_to_side(self, direction: Direction) -> bool:
        """Activate the terminal on this side of the current one; returns whether there is one."""
        if self.current is None:
            return False
        found = self.groups.find_tree(self.current.id).find_neighbour(self.current.id, direction)
        neighbour = next((live for live in self.tabs if live.id == found), None)
        if neighbour is not None:
            self.choose_session(neighbour)
        return neighbour is not None

    def show_alone(self) -> None:
        """Take the current terminal out of its group."""
        if self.current is not None:
            self.groups.detach_terminal(self.current.id)
            self._notify_observers()

    async def _open_shell(self, directory: str | None, cwd: str | None) -> TerminalSession:
        pty = await self._start_shell(directory, cwd if cwd != directory else None)
        self._directories.add(directory)
        live = self._adopt_terminal(pty, directory)
        live.ours = True
        return live

    async def _start_shell(self, directory: str | None, cwd: str | None) -> Pty:
        """Start the server's shell; which one that is shows only once it runs."""
        if not self.integrates_shells:
            return await self.client.ptys.create(cwd=cwd, directory=directory)
        pty = await self._create_pty(self._shell_start, directory, cwd)
        better = build_shell_start(pty.command) if self._shell_start is DEFAULT_START else None
        if better is None:
            return pty
        self._shell_start = better
        with suppress(NotFound):
            await self.client.ptys.delete(pty.id, directory=directory)
        return await self._create_pty(better, directory, cwd)

    async def _create_pty(self, start: ShellStart, directory: str | None, cwd: str | None) -> Pty:
        return await self.client.ptys.create(
            command=start.command, args=start.args, env=start.env or None, cwd=cwd, directory=directory
        )

    async def close(self, live: TerminalSession) -> None:
        """End its process, if it is still running, and remove the terminal."""
        if not live.phase.over and live.agent_command is None:
            with suppress(NotFound):  # it exited in the meantime, which is the desired result
                await self.client.ptys.delete(live.id, directory=live.directory)
        await live.stop_following()
        self._remove_terminal(live)
        self._notify_observers()

    async def rename_terminal(self, live: TerminalSession, title: str) -> None:
        """Rename the terminal for all clients; that of an agent's command is only known here."""
        title = title.strip()[:TITLE_LIMIT]
        if live.agent_command is not None:
            live.pty = replace(live.pty, title=title)
            self._notify_observers()
            return
        live.pty = await self.client.ptys.update(live.id, title=title, directory=live.directory)
        self._notify_observers()

    async def resize(self, live: TerminalSession, columns: int, lines: int) -> None:
        """Resize the terminal to the view that shows it; a size too small to use is never sent."""
        is_too_small = columns < MIN_COLUMNS or lines < MIN_LINES
        if is_too_small or live.phase.over or live.agent_command is not None:
            return
        size = PtySize(rows=lines, cols=columns)
        try:
            await self.client.ptys.update(live.id, size=size, directory=live.directory)
        except ClientError:
            # The link reports the error; the next resize or reconnect tries again.
            return

    async def show_server_terminal(self, pty_id: str, directory: str | None) -> bool:
        """Show a terminal of the server; returns whether it is still there."""
        if all(live.id != pty_id for live in self.tabs):
            await self.look_for_terminals(directory)
        live = next((live for live in self.tabs if live.id == pty_id), None)
        if live is not None:
            self.choose_session(live)
        return live is not None

    def show_agent_command(self, command: AgentCommand, directory: str) -> TerminalSession:
        """Show what a command of the conversation prints: in the terminal that shows it already, or in a new one."""
        live = next((live for live in self.tabs if live.id == command.part_id), None)
        if live is None:
            pty = Pty(id=command.part_id, cwd=directory)
            live = TerminalSession(self.client, pty, directory, self, self.scrollback_lines, command)
            self._connect_emulator(live.emulator)
            self.tabs.append(live)
        self.choose_session(live)
        return live

    def choose_session(self, live: TerminalSession) -> None:
        """Activate this terminal."""
        self.current = live
        live.rang = False
        self._notify_observers()

    def step_sessions(self, step: int) -> None:
        """Activate the next terminal, wrapping around."""
        if self.current in self.tabs and self.current is not None:
            self.choose_session(self.tabs[(self.tabs.index(self.current) + step) % len(self.tabs)])

    def update_agent_commands(self, state: State) -> None:
        """Show what the agent's commands have printed since."""
        for live in self.tabs:
            live.update_agent_command(state)

    def follow_state(self, state: State) -> bool:
        """Apply changes of the store; returns whether the list of terminals should be fetched."""
        self._apply_reports(state)
        self._follow_connection(state.connection.status)
        return bool(state.ptys.keys() - {live.id for live in self.tabs})

    def _apply_reports(self, state: State) -> None:
        """What the server said about terminals: that they ended, and their names."""
        for live in self.tabs:
            if live.id in state.pty_exits:
                live.record_exit(state.pty_exits[live.id])
            reported = state.ptys.get(live.id)
            if reported is not None and reported.title != live.pty.title:
                live.pty = reported
                self._notify_observers()

    def _follow_connection(self, status: ConnectionStatus) -> None:
        """What becomes of the event stream tells about the terminals' own connections too."""
        for live in self.tabs:
            if status is ConnectionStatus.LOST and self._heard:
                live.link.drop_if_silent()
            elif status is ConnectionStatus.QUIET:
                live.link.check_answers()
            elif status is ConnectionStatus.LIVE and not self._heard:
                live.link.retry_now()
        self._heard = status is ConnectionStatus.LIVE or (self._heard and status is not ConnectionStatus.LOST)

    async def leave_server(self) -> None:
        """Stop following all terminals on disconnecting from the server; their contents stay."""
        await asyncio.gather(*(live.stop_following() for live in self.tabs))
        self._notify_observers()

    def forget_terminals(self) -> None:
        """Discard all terminals, as octui goes to another server."""
        self.tabs.clear()
        self.groups = SplitGroups()
        self.current = None
        self._shell_start = DEFAULT_START
        self._directories.clear()
        self._notify_observers()

    def handle_terminal_painted(self, live: TerminalSession) -> None:
        for observer in self._observers:
            observer.handle_terminal_painted(live)

    def handle_terminal_changed(self) -> None:
        self._notify_observers()

    def handle_terminal_event(self, live: TerminalSession, event: Bell | Notified | CopyAsked | CopyRefused) -> None:
        match event:
            case Bell():
                if live is not self.current and not live.rang:
                    live.rang = True
                    self._notify_observers()
                if monotonic() - self._rang_at >= BELL_SECONDS:
                    self._rang_at = monotonic()
                    self._requests.ring_terminal_bell()
            case Notified(title=title, body=body):
                self._requests.show_terminal_notification(live, title, body)
            case CopyAsked(text=text):
                self._requests.confirm_terminal_copy(live, text)
            case CopyRefused(size=size):
                self._requests.report_blocked_copy(live, size)

    def _adopt_terminal(self, pty: Pty, directory: str | None) -> TerminalSession:
        known = next((live for live in self.tabs if live.id == pty.id), None)
        if known is not None and known.phase is not ConnectionState.GONE:
            return known
        live = TerminalSession(self.client, pty, directory, self, self.scrollback_lines)
        self._connect_emulator(live.emulator)
        if known is None:
            self.tabs.append(live)
        else:
            # octui disconnected and came back, and the terminal still exists.
            self.tabs[self.tabs.index(known)] = live
            self.current = live if self.current is known else self.current
        return live

    def _connect_emulator(self, emulator: Emulator) -> None:
        """Let it use what the terminal around octui can do."""
        emulator.keyboard.are_releases_known = self.can_report_releases
        if self.passes_images:
            emulator.images.start_passing_images()

    def _remove_terminal(self, live: TerminalSession) -> None:
        if live not in self.tabs:
            return
        place = self.tabs.index(live)
        group = [one for one in self.list_group() if one is not live] if self.current is live else []
        self.tabs.remove(live)
        self.groups.detach_terminal(live.id)
        if self.current is live:
            self.current = None
            if left := group or self.tabs:
                before = [one for one in left if self.tabs.index(one) < place]
                self.choose_session(left[min(len(before), len(left) - 1)])

    def _notify_observers(self) -> None:
        for observer in self._observers.copy():
            observer.handle_terminals_changed()
