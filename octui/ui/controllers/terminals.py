"""The server's terminals: open and hide them, start and close them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Protocol, assert_never

from textual import events

from octui.client import ClientError
from octui.config.settings.registry import SHELL_INTEGRATION, TERMINAL_SCROLLBACK
from octui.store.changes import Changes, Topic
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, describe_failed_call
from octui.ui.controllers.view import ViewController
from octui.ui.input.picture_support import PictureProtocol
from octui.ui.input.type_ahead import TypeAhead
from octui.ui.screens.presence import is_in_place
from octui.ui.terminal.actions.key_releases import KeyReleases
from octui.ui.terminal.actions.places import TerminalPlaces
from octui.ui.terminal.input.opening import TerminalOpening
from octui.ui.terminal.messages import (
    KeyReleasesRequested,
    TerminalDone,
    TerminalEntered,
    TerminalFitted,
    TerminalLeft,
    TerminalsGone,
)
from octui.ui.terminal.program_requests import ProgramRequests

if TYPE_CHECKING:
    # Loaded with the first terminal: the first screen needs no emulator.
    from octui.ui.terminal.actions.splits import TerminalSplitsController
    from octui.ui.terminal.actions.texts import TerminalTexts
    from octui.ui.terminal.agent_commands.command import AgentCommand
    from octui.ui.terminal.pane import TerminalPane
    from octui.ui.terminal.roster import TerminalRoster
    from octui.ui.terminal.session import TerminalSession

_COMMAND_TOPICS: Final = frozenset({Topic.MESSAGE, Topic.MESSAGES, Topic.STATUS, Topic.CONNECTION, Topic.SESSIONS})
"""What may change how a command of the conversation stands."""

TerminalMessage = KeyReleasesRequested | TerminalDone | TerminalEntered | TerminalFitted | TerminalLeft | TerminalsGone


class TerminalApp(Protocol):
    """What the terminals need of the app."""

    @property
    def type_ahead(self) -> TypeAhead: ...

    def bell(self) -> None: ...


class TerminalsController:
    """One set of terminals, shown in the chat's pane or on a screen of its own."""

    def __init__(self, context: AppContext, app: TerminalApp, view: ViewController) -> None:
        self._context = context
        self._app = app
        self._view = view
        self._roster: TerminalRoster | None = None
        """Created with the first terminal."""
        self.places = TerminalPlaces(context, lambda: self._roster)
        self.key_releases = KeyReleases(context)
        self._requests = ProgramRequests(context, app.bell, view, self._is_seen)
        self._opening = TerminalOpening(app.type_ahead, context.start_timer, context.notify_info)

    @cached_property
    def texts(self) -> TerminalTexts:
        # Loaded when it is first used: the first screen needs no terminal.
        from octui.ui.terminal.actions.texts import TerminalTexts

        return TerminalTexts(self._context, self.places, lambda: self._current)

    @cached_property
    def splits(self) -> TerminalSplitsController:
        from octui.ui.terminal.actions.splits import TerminalSplitsController

        return TerminalSplitsController(self._context, self.places, lambda: self._roster)

    def has_terminal(self) -> bool:
        return self._current is not None and self.pane is not None

    def is_terminal_shown(self) -> bool:
        return self.pane is not None

    @property
    def pane(self) -> TerminalPane | None:
        """The visible pane: the chat's, or the full screen's."""
        return self.places.pane

    def _is_seen(self, terminal: TerminalSession) -> bool:
        """Whether the user is in this terminal, and sees what it prints."""
        pane = self.pane
        return pane is not None and pane.is_entered and self._current is terminal

    @property
    def _current(self) -> TerminalSession | None:
        return self._roster.current if self._roster is not None else None

    # Commands.

    def toggle_terminal(self) -> None:
        if (screen := self.places.fullscreen) is not None:
            screen.dismiss()
        elif self.pane is not None:
            self.places.hide_chat_pane()
        else:
            self._enter_terminal("Could not open a terminal", self._open_in_start_directory, self.places.show_terminal)

    def focus_terminal(self) -> None:
        if (pane := self.pane) is not None:
            pane.focus_terminal()
        else:
            self.toggle_terminal()

    def create_terminal(self) -> None:
        self._enter_terminal(
            "Could not start a terminal",
            lambda roster: roster.create_session(self._start_directory()),
            self.places.show_terminal,
        )

    def split_terminal(self, *, is_beside: bool) -> None:
        """Open a terminal next to the current one, or below it; without one, the first one."""
        terminal, pane = self._current, self.pane
        if terminal is None or pane is None:
            self.create_terminal()
        elif not pane.splits.has_room(is_beside=is_beside):
            self._context.notify_info("There is no room for another terminal here.")
        else:
            self._enter_terminal(
                "Could not start a terminal",
                lambda roster: roster.split_session(terminal, is_beside=is_beside),
                self.places.show_terminal,
            )

    def open_with_command(self, text: str, directory: str, confirm_run: Callable[[int], Awaitable[bool]]) -> None:
        """Type a command in a new terminal, in this folder, and leave it to the user to press Enter."""
        from octui.ui.terminal.input.typed_command import CommandTyping

        started: list[CommandTyping] = []

        async def start_shell(roster: TerminalRoster) -> None:
            live = await roster.create_session(self._start_directory(), directory)
            started.append(CommandTyping(roster, live))

        def show_and_type() -> None:
            self.places.show_terminal()
            self._context.start_worker(type_command(started[0]), group="typed-commands")

        async def type_command(typing: CommandTyping) -> None:
            if not await typing.type_command(text, confirm_run):
                self._context.notify_info("The command was not typed.")

        self._enter_terminal("Could not start a terminal", start_shell, show_and_type)

    def show_agent_command(self, command: AgentCommand, directory: str, pty_id: str = "") -> None:
        """Show a command of the conversation among the terminals: the one that it runs in, or what it prints."""

        async def show_command(roster: TerminalRoster) -> None:
            if not (pty_id and await roster.show_server_terminal(pty_id, self._start_directory())):
                roster.show_agent_command(command, directory)
                roster.update_agent_commands(self._context.store.state)

        self._enter_terminal("Could not show the command", show_command, self.places.show_terminal)

    def toggle_fullscreen_terminal(self) -> None:
        if (screen := self.places.fullscreen) is not None:
            screen.dismiss()
        else:
            self._enter_terminal(
                "Could not open a terminal", self._open_in_start_directory, self.places.show_fullscreen
            )

    def close_terminal(self) -> None:
        terminal = self._current
        if terminal is None:
            return
        if terminal.busy:
            question = f"Close {terminal.name}? Running programs in it will be stopped."
            self._context.confirm_action(question, yes="Close", act=lambda: self._close_on_server(terminal))
        else:
            self._close_on_server(terminal)

    def rename_terminal(self) -> None:
        from octui.ui.pickers.text_input_dialog import NameDialog

        terminal = self._current
        if terminal is None:
            return

        def rename_on_server(name: str) -> None:
            self._use_roster("Could not rename the terminal", lambda roster: roster.rename_terminal(terminal, name))

        self._context.open_picker(NameDialog("Rename terminal", terminal.name), rename_on_server)

    def cycle_terminal(self, step: int) -> None:
        if self._roster is not None:
            self._roster.step_sessions(step)

    def resize_terminal(self, step: int) -> None:
        """Make the pane a tenth of the room larger, or smaller."""
        self.places.change_share(step)

    def search_terminal(self) -> None:
        if (pane := self.pane) is not None:
            pane.open_search()

    def enter_copy_mode(self) -> None:
        """Move around in the terminal's text with the keys, and select."""
        if (pane := self.pane) is not None:
            pane.enter_copy_mode()

    # Messages from widgets.

    def handle_terminal_message(self, message: TerminalMessage) -> None:
        match message:
            case TerminalDone(live=terminal):
                self._close_on_server(terminal)
            case TerminalFitted(live=terminal, columns=columns, lines=lines):
                self._use_roster("", lambda roster: roster.resize(terminal, columns, lines))
            case KeyReleasesRequested():
                self.key_releases.change_receiver(message)
            case TerminalEntered():
                self._opening.deliver_typed()
            case TerminalLeft():
                self.places.focus_prompt()
            case TerminalsGone():
                self.places.hide_chat_pane()
            case _:
                assert_never(message)

    def _close_on_server(self, terminal: TerminalSession) -> None:
        self._use_roster(f"Could not close {terminal.name}", lambda roster: roster.close(terminal))

    def _enter_terminal(
        self,
        failure: str,
        call: Callable[[TerminalRoster], Coroutine[Any, Any, object]],
        on_success: Callable[[], None],
    ) -> None:
        """Open a terminal; what is typed meanwhile is meant for it, and waits until it has the focus."""
        if self._context.server is None:
            self._context.notify_error(failure, NOT_CONNECTED)
            return
        number = self._opening.start_waiting()

        def show_if_awaited() -> None:
            if self._opening.is_awaited(number):
                on_success()
                self._opening.await_focus(number)

        self._use_roster(failure, call, show_if_awaited, lambda: self._opening.drop_typed(number))

    def take_second_leave_key(self, event: events.Key) -> bool:
        """Whether a key goes to the terminal that it has just left."""
        pane = self.pane
        return pane is not None and is_in_place(pane) and pane.terminal.take_second_leave_key(event)

    def _use_roster(
        self,
        failure: str,
        call: Callable[[TerminalRoster], Coroutine[Any, Any, object]],
        on_success: Callable[[], None] | None = None,
        on_failure: Callable[[], None] | None = None,
    ) -> None:
        """Do one thing with the terminals; an error is shown as `failure`, a colon and the reason."""
        from octui.ui.terminal.roster import TerminalRoster

        context = self._context
        if context.server is None:
            context.notify_error(failure, NOT_CONNECTED)
            return
        if self._roster is None:
            self._roster = TerminalRoster(context.server.client, self._requests)
        roster = self._roster
        roster.home = context.server_home
        roster.scrollback_lines = context.settings.get_value(TERMINAL_SCROLLBACK)
        roster.passes_images = context.terminal.picture_protocol is PictureProtocol.KITTY
        roster.can_report_releases = context.terminal.can_report_releases
        roster.integrates_shells = context.settings.get_value(SHELL_INTEGRATION)

        async def run_and_report() -> None:
            try:
                await call(roster)
            except ClientError as error:
                context.notify_error(failure, describe_failed_call(error))
                if on_failure is not None:
                    on_failure()
                return
            if on_success is not None:
                on_success()

        context.start_worker(run_and_report(), group="terminals")

    def _open_in_start_directory(self, roster: TerminalRoster) -> Coroutine[Any, Any, object]:
        return roster.open_terminals(self._start_directory())

    def _start_directory(self) -> str | None:
        """Where a new terminal starts: where the session on screen works."""
        return self._context.session_directory or None

    # What the connection does.

    def enter_server(self, *, is_same_place: bool) -> None:
        """A server was connected; only the same one in the same directory still has the terminals known here."""
        if self._roster is not None and self._context.server is not None:
            self._roster.client = self._context.server.client
            if not is_same_place:
                self._roster.forget_terminals()
            elif self._roster.tabs:
                # They are followed no longer, and most go on.
                self._context.start_worker(_refresh_terminals(self._roster), group="ptys", exclusive=True)

    async def leave_server(self) -> None:
        if self._roster is not None:
            await self._roster.leave_server()

    def handle_changes(self, changes: Changes) -> None:
        """Show what agents' commands print, and list the terminals again when the server says that one changed."""
        roster = self._roster
        if roster is None:
            return
        if any(key.topic in _COMMAND_TOPICS for key in changes):
            roster.update_agent_commands(self._context.store.state)
        if not any(key.topic in (Topic.PTYS, Topic.CONNECTION) for key in changes):
            return
        if roster.follow_state(self._context.store.state):
            self._context.start_worker(_refresh_terminals(roster), group="ptys", exclusive=True)


async def _refresh_terminals(roster: TerminalRoster) -> None:
    try:
        await roster.refresh_all()
    except ClientError:
        # The lost connection is reported elsewhere; the terminals are listed again when they are next opened.
        return
