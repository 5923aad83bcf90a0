"""Acts on the server's terminals: open and leave them, make and end them, and what programs in them ask for."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from textual import events, on

from octui.backend.server_info import Found
from octui.client import ClientError
from octui.config.options import Options
from octui.config.preferences import Memory
from octui.store.changes import Topic, Touched
from octui.ui.chat.split_pane import SplitPane
from octui.ui.composer.widget import Composer
from octui.ui.controllers.live_connection import LiveConnectionController
from octui.ui.controllers.view import ViewController
from octui.ui.terminal.messages import TerminalDone, TerminalFitted, TerminalLeft, TerminalsGone

if TYPE_CHECKING:
    # Loaded with the first terminal: the first screen needs no emulator.
    from octui.ui.terminal.manager import Roster
    from octui.ui.terminal.pane import TerminalPane
    from octui.ui.terminal.screen import TerminalScreen
    from octui.ui.terminal.session import LiveTerminal

COPY_REFUSAL_SECONDS: Final = 10.0
"""Seconds for which a program that was refused the clipboard is not heard again."""


class TerminalsController(ViewController, LiveConnectionController):
    """One roster of terminals, shown in the chat's pane or on a screen of its own."""

    def __init__(self, options: Options, memory: Memory) -> None:
        super().__init__(options, memory)
        self.terminal_manager: Roster | None = None
        self._is_copy_dialog_open = False
        self._last_copy_refusal = ("", 0.0)

    def has_terminal(self) -> bool:
        return (
            self.terminal_manager is not None
            and self.terminal_manager.current is not None
            and self.terminal_pane is not None
        )

    def is_terminal_shown(self) -> bool:
        return self.terminal_pane is not None

    @property
    def terminal_pane(self) -> TerminalPane | None:
        """The pane one can see: the chat's, or the whole screen's."""
        screen = self.terminal_screen
        if screen is not None:
            return screen.pane
        pane = self._chat_pane()
        return pane if pane is not None and pane.display else None

    @property
    def terminal_screen(self) -> TerminalScreen | None:
        if self.terminal_manager is None:
            return None
        from octui.ui.terminal.screen import TerminalScreen

        return next((screen for screen in self.screen_stack if isinstance(screen, TerminalScreen)), None)

    # Commands.

    def toggle_terminal(self) -> None:
        if (screen := self.terminal_screen) is not None:
            screen.dismiss()
        elif (pane := self.terminal_pane) is not None:
            self._hide_pane(pane)
        else:
            self._with_manager(
                "No terminal was opened", lambda roster: roster.open(self._start_directory()), self._show_terminal
            )

    def focus_terminal(self) -> None:
        if (pane := self.terminal_pane) is not None:
            pane.enter()
        else:
            self.toggle_terminal()

    def new_terminal(self) -> None:
        self._with_manager(
            "No terminal was started", lambda roster: roster.create(self._start_directory()), self._show_terminal
        )

    def toggle_fullscreen_terminal(self) -> None:
        if (screen := self.terminal_screen) is not None:
            screen.dismiss()
        else:
            self._with_manager(
                "No terminal was opened", lambda roster: roster.open(self._start_directory()), self._show_fullscreen
            )

    def close_terminal(self) -> None:
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        live = self.terminal_manager.current if self.terminal_manager is not None else None
        if live is None:
            return

        def close_if_confirmed(close: bool | None) -> None:
            if close:
                self._close_on_server(live)

        if live.busy:
            question = f"Close {live.name}? Something may still run in it, and ends with it."
            self.push_screen(ConfirmDialog(question, yes="Close"), close_if_confirmed)
        else:
            self._close_on_server(live)

    def rename_terminal(self) -> None:
        from octui.ui.pickers.text_input_dialog import TextInputDialog

        live = self.terminal_manager.current if self.terminal_manager is not None else None
        if live is None:
            return

        def rename_on_server(title: str | None) -> None:
            if title and title.strip():
                name = title
                self._with_manager("The terminal was not renamed", lambda roster: roster.rename(live, name))

        self.push_screen(TextInputDialog("Rename terminal", value=live.name), rename_on_server)

    def cycle_terminal(self, step: int) -> None:
        if self.terminal_manager is not None:
            self.terminal_manager.step(step)

    def resize_terminal(self, step: int) -> None:
        """Give the pane a tenth more, or less, of the room."""
        if (chat := self.chat) is not None and self._chat_pane() is not None:
            chat.query_one(SplitPane).change_share(step)

    def search_terminal(self) -> None:
        if (pane := self.terminal_pane) is not None:
            pane.search()

    def enter_copy_mode(self) -> None:
        """Move about in what it shows with the keys, and select."""
        if (pane := self.terminal_pane) is not None:
            pane.copy_mode()

    def send_terminal_to_prompt(self) -> None:
        """Put the selection, or what the last command printed, into the prompt."""
        from octui.ui.terminal.quote import last_words, quoted

        pane = self.terminal_pane
        live = self.terminal_manager.current if self.terminal_manager is not None else None
        if pane is None or live is None:
            return
        words = pane.terminal.selected() or last_words(live)
        if not words.strip():
            self.notify_info("The terminal shows nothing to send.")
            return
        pane.terminal.leave_copying()
        if (screen := self.terminal_screen) is not None:
            screen.dismiss()
        block = quoted(live.name, words)
        self.call_after_refresh(self._insert_into_prompt, block)

    def _insert_into_prompt(self, block: str) -> None:
        composer = self._chat_composer
        if composer is None:
            self.notify_info("Open a session first: its prompt takes what the terminal shows.")
            return
        before = composer.text
        composer.replace_text(f"{before.rstrip()}\n\n{block}" if before.strip() else block)
        composer.focus()

    @property
    def _chat_composer(self) -> Composer | None:
        return self.chat.composer if self.chat is not None else None

    # The pane in the chat.

    def _chat_pane(self) -> TerminalPane | None:
        chat = self.chat
        if self.terminal_manager is None or chat is None or not chat.is_mounted:
            return None
        from octui.ui.terminal.pane import TerminalPane

        return next(iter(chat.query(TerminalPane)), None)

    def _show_terminal(self) -> None:
        """Show the terminal where one is: beside or below the conversation, else on a screen of its own."""
        if self.terminal_screen is not None:
            return
        if self.chat is None or self.screen is not self.chat or self.terminal_manager is None:
            self._show_fullscreen()
            return
        pane = self._chat_pane()
        if pane is None:
            from octui.ui.terminal.pane import TerminalPane

            pane = TerminalPane(self.terminal_manager, id="terminal")
            self.chat.query_one(SplitPane).mount(pane)
        pane.display = True
        self.chat.query_one(SplitPane).arrange_panes()
        self.call_after_refresh(self._focus_pane, pane)

    def _focus_pane(self, pane: TerminalPane) -> None:
        if pane.is_mounted:
            pane.refit()
            pane.enter()
        else:
            self.call_after_refresh(self._focus_pane, pane)

    def _hide_pane(self, pane: TerminalPane) -> None:
        pane.display = False
        if self._chat_composer is not None:
            self._chat_composer.focus()

    def _show_fullscreen(self) -> None:
        from octui.ui.terminal.screen import TerminalScreen

        if self.terminal_manager is not None and self.terminal_screen is None:
            self.push_screen(TerminalScreen(self.terminal_manager, self.store), self._on_fullscreen_closed)

    def _on_fullscreen_closed(self, _: None) -> None:
        pane = self._chat_pane()
        if pane is not None and pane.display:
            self.call_after_refresh(pane.refit)

    # What widgets want.

    @on(events.AppFocus)
    def _refit_pane(self) -> None:
        """Another octui may have given the terminal its own size meanwhile."""
        if (pane := self.terminal_pane) is not None:
            self.call_after_refresh(pane.refit)

    @on(TerminalLeft)
    def _focus_prompt(self) -> None:
        if self._chat_composer is not None:
            self._chat_composer.focus()

    @on(TerminalsGone)
    def _hide_empty_pane(self) -> None:
        pane = self._chat_pane()
        if pane is not None and pane.display:
            self._hide_pane(pane)

    @on(TerminalFitted)
    def _resize_on_server(self, message: TerminalFitted) -> None:
        live, columns, lines = message.live, message.columns, message.lines
        self._with_manager("", lambda roster: roster.resize(live, columns, lines))

    @on(TerminalDone)
    def _close_finished(self, message: TerminalDone) -> None:
        self._close_on_server(message.live)

    def _close_on_server(self, live: LiveTerminal) -> None:
        self._with_manager(f"{live.name} was not closed", lambda roster: roster.close(live))

    def _with_manager(
        self,
        what: str,
        deed: Callable[[Roster], Coroutine[Any, Any, object]],
        then: Callable[[], None] | None = None,
    ) -> None:
        """Do one thing with the terminals; a failure is one sentence that begins with `what`."""
        from octui.ui.terminal.manager import Roster

        if self.client is None:
            self.notify_error(what, "octui is not connected to a server yet.")
            return
        if self.terminal_manager is None:
            self.terminal_manager = Roster(self.client, self)
        roster = self.terminal_manager
        roster.home = self.server_home

        async def run_and_report() -> None:
            try:
                await deed(roster)
            except ClientError as error:
                self.notify_error(what, str(error))
                return
            if then is not None:
                then()

        self.run_worker(run_and_report(), exit_on_error=False, group="terminals")

    def _start_directory(self) -> str | None:
        """Where a new terminal starts: where the session on screen works."""
        session = self.store.state.sessions.get(self.session_id)
        return (session.directory if session else "") or self.working_directory or None

    # What programs ask for.

    def ring_terminal_bell(self) -> None:
        self.bell()

    def show_terminal_notification(self, live: LiveTerminal, title: str, body: str) -> None:
        pane = self.terminal_pane
        if (
            pane is None
            or not pane.entered
            or self.terminal_manager is None
            or self.terminal_manager.current is not live
        ):
            self.notify(body or title, title=f"{live.name}: {title}" if body and title else live.name, timeout=6)

    def confirm_terminal_copy(self, live: LiveTerminal, text: str) -> None:
        from octui.ui.terminal.clipboard_dialog import TerminalCopy

        refused, at = self._last_copy_refusal
        if self._is_copy_dialog_open or (refused == live.id and monotonic() - at < COPY_REFUSAL_SECONDS):
            return
        self._is_copy_dialog_open = True

        def copy_if_confirmed(copy: bool | None) -> None:
            self._is_copy_dialog_open = False
            if copy:
                self.copy_text(text, f"what {live.name} asked for")
            else:
                self._last_copy_refusal = (live.id, monotonic())

        self.push_screen(TerminalCopy(live.name, text), copy_if_confirmed)

    def report_blocked_copy(self, live: LiveTerminal, size: int) -> None:
        self.notify_info(
            f"{live.name} wanted to copy {size:,} bytes to your clipboard, which is too much: it was refused."
        )

    # What the server and its terminals do.

    async def use_server(self, found: Found) -> None:
        before = self.server_info
        await super().use_server(found)
        same = before is not None and (before.known_as, before.directory) == (found.known_as, found.directory)
        if self.terminal_manager is not None and self.client is not None:
            self.terminal_manager.client = self.client
            if not same:
                self.terminal_manager.forget()

    async def disconnect_server(self) -> None:
        if self.terminal_manager is not None:
            await self.terminal_manager.leave()
        await super().disconnect_server()

    def _publish_changes(self, touched: Touched) -> None:
        super()._publish_changes(touched)
        if self.terminal_manager is None or not any(key.topic in (Topic.PTYS, Topic.CONNECTION) for key in touched):
            return
        if self.terminal_manager.heed(self.store.state):
            self.run_worker(
                self._refresh_terminals(self.terminal_manager), exclusive=True, group="ptys", exit_on_error=False
            )

    async def _refresh_terminals(self, roster: Roster) -> None:
        try:
            await roster.look_again()
        except ClientError:
            # The connection says for itself that it is lost; the next time somebody looks, it is asked again.
            return
