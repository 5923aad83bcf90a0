"""Where terminals are shown: in the chat, beside or below the conversation, or on a screen of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from octui.ui.controllers.context import AppContext

if TYPE_CHECKING:
    # Loaded with the first terminal: the first screen needs no emulator.
    from octui.ui.terminal.pane import TerminalPane
    from octui.ui.terminal.roster import TerminalRoster
    from octui.ui.terminal.screen import TerminalScreen


class TerminalPlaces:
    """At most one pane is visible; nothing is before the first terminal."""

    def __init__(self, context: AppContext, find_roster: Callable[[], TerminalRoster | None]) -> None:
        self._context = context
        self._find_roster = find_roster

    @property
    def pane(self) -> TerminalPane | None:
        """The visible pane: the chat's, or the full screen's."""
        screen = self.fullscreen
        if screen is not None:
            return screen.pane
        pane = self.chat_pane
        return pane if pane is not None and pane.display else None

    @property
    def fullscreen(self) -> TerminalScreen | None:
        if self._find_roster() is None:
            return None
        from octui.ui.terminal.screen import TerminalScreen

        return next((screen for screen in self._context.screen_stack if isinstance(screen, TerminalScreen)), None)

    @property
    def chat_pane(self) -> TerminalPane | None:
        """The chat's pane, which may be hidden."""
        chat = self._context.chat
        if self._find_roster() is None or chat is None or not chat.is_mounted:
            return None
        from octui.ui.terminal.pane import TerminalPane

        return next(iter(chat.query(TerminalPane)), None)

    def show_terminal(self) -> None:
        """Show the terminal beside or below the conversation or, without one, on a screen of its own."""
        if (screen := self.fullscreen) is not None:
            screen.pane.focus_terminal()
            return
        chat, roster = self._context.chat, self._find_roster()
        if chat is None or self._context.screen is not chat or roster is None:
            self.show_fullscreen()
            return
        pane = self.chat_pane
        if pane is None:
            from octui.ui.terminal.pane import TerminalPane

            pane = TerminalPane(roster, id="terminal")
            chat.bench.mount(pane)
        pane.display = True
        chat.bench.arrange_panes()
        self._context.call_after_refresh(self._focus_pane, pane)

    def show_fullscreen(self) -> None:
        roster = self._find_roster()
        if roster is not None and self.fullscreen is None:
            from octui.ui.terminal.screen import TerminalScreen

            screen = TerminalScreen(roster, self._context.store)
            self._context.open_screen(screen, lambda _: self._fit_chat_pane())

    def hide_chat_pane(self) -> None:
        pane = self.chat_pane
        if pane is not None and pane.display:
            pane.display = False
            self.focus_prompt()

    def change_share(self, step: int) -> None:
        """Make the chat's pane a tenth of the room larger, or smaller."""
        if (chat := self._context.chat) is not None and self.chat_pane is not None:
            chat.bench.change_share(step)

    def fit_pane(self) -> None:
        """Fit the terminal to its pane once more: another octui may have given it its own size meanwhile."""
        if (pane := self.pane) is not None:
            self._context.call_after_refresh(pane.refit_terminal)

    def focus_prompt(self) -> None:
        if (chat := self._context.chat) is not None:
            chat.composer.focus()

    def _fit_chat_pane(self) -> None:
        pane = self.chat_pane
        if pane is not None and pane.display:
            self._context.call_after_refresh(pane.refit_terminal)

    def _focus_pane(self, pane: TerminalPane) -> None:
        if pane.is_mounted:
            pane.refit_terminal()
            pane.focus_terminal()
        else:
            self._context.call_after_refresh(self._focus_pane, pane)
