"""Terminals on the whole screen."""

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from octui.store import selectors
from octui.store.changes import Topic
from octui.store.store import Store
from octui.ui.input.key_bindings import GLOBAL_COMMANDS, make_command_bindings
from octui.ui.messages import StoreChanged
from octui.ui.terminal.messages import TerminalLeft, TerminalsGone
from octui.ui.terminal.pane import TerminalPane
from octui.ui.terminal.roster import TerminalRoster


class TerminalScreen(Screen[None]):
    """Notices for the user appear below the frame, where no program can write."""

    AUTO_FOCUS = "Terminal"
    # A terminal takes every key: these work beside it, in the tabs.
    BINDINGS: ClassVar[list[BindingType]] = [*make_command_bindings(GLOBAL_COMMANDS)]

    def __init__(self, roster: TerminalRoster, store: Store) -> None:
        super().__init__()
        self._roster = roster
        self._store = store

    def compose(self) -> ComposeResult:
        yield TerminalPane(self._roster, id="terminal-full")
        yield Static("", id="terminal-requests", markup=False)

    @property
    def pane(self) -> TerminalPane:
        return self.query_one(TerminalPane)

    def on_mount(self) -> None:
        self._show_requests()

    @on(StoreChanged)
    def _changed(self, message: StoreChanged) -> None:
        message.stop()
        if any(key.topic is Topic.REQUESTS for key in message.touched):
            self._show_requests()

    @on(events.ScreenResume)
    def _resumed(self) -> None:
        self.pane.refit_terminal()

    @on(TerminalLeft)
    def _left(self, message: TerminalLeft) -> None:
        """Go from the terminal to its tabs, and from the tabs to the previous screen."""
        message.stop()
        if self.pane.is_entered:
            self.pane.tabs.display = True
            self.pane.tabs.focus()
        else:
            self.dismiss()

    @on(TerminalsGone)
    def _emptied(self, message: TerminalsGone) -> None:
        message.stop()
        if self.is_current:
            self.dismiss()

    def _show_requests(self) -> None:
        waiting = len(selectors.list_pending_requests(self._store.state))
        line = self.query_one("#terminal-requests", Static)
        line.display = bool(waiting)
        what = "1 request" if waiting == 1 else f"{waiting} requests"
        line.update(f" △ {what} in the chat")
