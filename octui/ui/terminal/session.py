"""Client side of one terminal: its emulator, the link that feeds it, and the state of its process."""

import asyncio
from contextlib import suppress
from typing import Final, Protocol

from octui.client import Client
from octui.store.state import State
from octui.term import Bell, CopyAsked, CopyRefused, Event, Moved, Notified, Progressed, Titled
from octui.term.events import sanitize_string
from octui.term.grid.grid import SHOWN
from octui.ui.sync.supervisor import keep_running
from octui.ui.terminal.agent_commands.command import AgentCommand
from octui.ui.terminal.agent_commands.link import CommandLink
from octui.ui.terminal.agent_commands.updates import update_agent_command
from octui.ui.terminal.connection import ConnectionState, PtyConnection, TerminalLink
from octui.ui.terminal.emulator import SCROLLBACK_LINES, Emulator
from octui.ui.terminal.output_feeder import OutputFeeder
from octui.ui.terminal.shells.integration import get_shell_name
from octui.wire.pty import Pty

COLUMNS: Final = 80
LINES: Final = 24
"""Initial size of a terminal, as servers start it, until it is first shown."""
MAX_NAME_LENGTH: Final = 60
BRACKETED_PASTE: Final = 2004
PROMPT_ENDS: Final = ("$", "#", "%", ">", "❯", "λ", "»")


class Listener(Protocol):
    """Receives notifications of a session, always on the event loop's own thread."""

    def handle_terminal_painted(self, live: "TerminalSession") -> None: ...
    def handle_terminal_changed(self) -> None: ...
    def handle_terminal_event(
        self, live: "TerminalSession", event: Bell | Notified | CopyAsked | CopyRefused
    ) -> None: ...


class TerminalSession:
    """A terminal stays after its process exits until it is closed, so its output remains readable."""

    def __init__(
        self,
        client: Client,
        pty: Pty,
        directory: str | None,
        listener: Listener,
        scrollback_lines: int = SCROLLBACK_LINES,
        agent_command: AgentCommand | None = None,
    ) -> None:
        self.pty = pty
        self.directory = directory
        self.agent_command = agent_command
        """The command of the conversation that it shows, instead of a terminal of the server: it is only read."""
        self.ours = False
        """Whether the terminal was created or used here, so that programs' queries are answered from here."""
        self.rang = False
        self.exit_code: int | None = None
        self.shell_directory = ""
        self.emulator = Emulator(COLUMNS, LINES, self._reply, scrollback_lines)
        self.link: TerminalLink = (
            PtyConnection(client, pty.id, directory, self._take, self._link_changed)
            if agent_command is None
            else CommandLink(self._take, self._link_changed)
        )
        self._listener = listener
        self._intake = OutputFeeder(self.emulator, self._fed)
        self._following: asyncio.Task[None] | None = None
        self._missed = 0
        self._reflowing: asyncio.Handle | None = None

    @property
    def id(self) -> str:
        return self.pty.id

    @property
    def phase(self) -> ConnectionState:
        return self.link.info.phase

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be typed into it, whatever runs."""
        return self.agent_command is not None

    @property
    def name(self) -> str:
        """Tab title: the name the user gave, else the title set by the program."""
        given = sanitize_string(self.pty.title, MAX_NAME_LENGTH)
        if given and not given.startswith("Terminal "):
            return given
        if self.agent_command is not None:
            return sanitize_string(self.agent_command.name, MAX_NAME_LENGTH)
        program = get_shell_name(self.pty.command, self.pty.args)
        return (
            sanitize_string(self.emulator.title, MAX_NAME_LENGTH)
            or sanitize_string(program, MAX_NAME_LENGTH)
            or given
            or "shell"
        )

    @property
    def status_text(self) -> str:
        """One sentence on the terminal's state; empty when there is nothing to report."""
        standing = self.link.info
        if self.agent_command is not None:
            return self.agent_command.describe_end() if standing.phase.over else ""
        match standing.phase:
            case ConnectionState.JOINING:
                return "connecting…"
            case ConnectionState.LOST:
                last = " The last keys may not have arrived." if standing.has_unconfirmed_input else ""
                return f"{standing.why or 'The connection was lost.'} Reconnecting; keys are not sent.{last}"
            case ConnectionState.LIVE if self.link.is_silent:
                return "the server does not answer; keys arrive when it does"
            case ConnectionState.ENDED:
                how = "" if self.exit_code is None else f" with exit code {self.exit_code}"
                return f"The process ended{how}. Press enter to close the terminal."
            case ConnectionState.GONE:
                return "The server restarted or the process ended. Press enter to close the terminal."
            case ConnectionState.REFUSED:
                return standing.why
            case ConnectionState.LIVE if standing.missed:
                return f"{standing.missed:,} characters of output were lost while octui was disconnected."
        return ""

    @property
    def is_status_brief(self) -> bool:
        """Whether the status may pass in a moment, and so must not take a row from the program."""
        return self.phase is ConnectionState.JOINING or self.link.is_silent

    @property
    def busy(self) -> bool:
        """Whether something other than an idle shell appears to run in it, and would be stopped with it."""
        if self.agent_command is not None:
            return False
        if self.phase is not ConnectionState.LIVE:
            return not self.phase.over and self.phase is not ConnectionState.IDLE
        if self.emulator.is_alternate:
            return True
        if self.emulator.modes.has_mode(BRACKETED_PASTE):
            # Shells enable bracketed paste only while they read a line.
            return False
        seen = self.emulator.seen_cursor
        return not self.emulator.display[seen.y][: seen.x].rstrip().endswith(PROMPT_ENDS)

    def follow_output(self) -> None:
        """Start following the terminal; later calls do nothing."""
        if self._following is None:
            self._following = asyncio.create_task(
                keep_running(self.link.follow_terminal, self.link.record_interruption)
            )

    def resize_emulator(self, columns: int, lines: int) -> None:
        """Resize; a long scrollback is reflowed in slices, the newest rows first."""
        self.emulator.resize(lines=lines, columns=columns)
        if self.emulator.scrollback.waiting and self._reflowing is None:
            self._reflowing = asyncio.get_running_loop().call_soon(self._reflow_older)

    def _reflow_older(self) -> None:
        """One slice; keys and output come between it and the next."""
        if self.emulator.reflow_older():
            self._reflowing = asyncio.get_running_loop().call_soon(self._reflow_older)
        else:
            self._reflowing = None
            self._listener.handle_terminal_painted(self)

    def type_text(self, text: str) -> bool:
        """Send user input; returns whether it will be delivered."""
        self.ours = True
        return self.link.type_text(text)

    def update_agent_command(self, state: State) -> None:
        """Show what the command of the conversation has printed since; nothing for another kind of terminal."""
        if self.agent_command is not None and isinstance(self.link, CommandLink):
            update_agent_command(self.agent_command, self.link, state)
            self.exit_code = self.agent_command.exit_code

    def record_exit(self, code: int | None) -> None:
        """Record how the process ended; the server may report it before or after the last output."""
        if self.exit_code != code:
            self.exit_code = code
            self._listener.handle_terminal_changed()

    def acknowledge_loss(self) -> None:
        """Mark notifications as seen."""
        if self.link.info.missed:
            self.link.info.missed = self._missed = 0
            self._listener.handle_terminal_changed()

    async def stop_following(self) -> None:
        """Stop following it permanently; its process keeps running."""
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
        self.link.give_up()

    async def _take(self, text: str, past: bool) -> None:
        if self.link.info.missed > self._missed:
            self._missed = self.link.info.missed
            self._intake.abort_sequence()
        await self._intake.take_output(text, past)

    def _fed(self) -> None:
        for event in self.emulator.drain_events():
            self._heed(event)
        self._listener.handle_terminal_painted(self)

    def _heed(self, event: Event) -> None:
        match event:
            case Titled() | Progressed():
                self._listener.handle_terminal_changed()
            case Moved(directory=directory):
                self.shell_directory = directory
            case Bell() | Notified() | CopyAsked() | CopyRefused():
                self._listener.handle_terminal_event(self, event)

    def _link_changed(self) -> None:
        if self.phase.over:
            self.emulator.handle_process_end()
            self.emulator.reset_mode(SHOWN)
            self._listener.handle_terminal_painted(self)
        self._listener.handle_terminal_changed()

    def _reply(self, text: str) -> None:
        # With several clients each would answer a query, and all answers but one would appear as typed input.
        if self.ours:
            self.link.type_text(text)
