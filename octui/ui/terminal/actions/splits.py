"""Goes between the terminals that are shown together, and changes how they share the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from octui.ui.controllers.context import AppContext
from octui.ui.terminal.actions.places import TerminalPlaces

if TYPE_CHECKING:
    # Loaded with the first terminal: the first screen needs no emulator.
    from octui.ui.terminal.roster import TerminalRoster
    from octui.ui.terminal.split_tree import Direction

NO_SPLIT: Final = "There is only one terminal. Split it first."


class TerminalSplitsController:
    """Acts on the current terminal of the visible pane."""

    def __init__(
        self, context: AppContext, places: TerminalPlaces, find_roster: Callable[[], TerminalRoster | None]
    ) -> None:
        self._context = context
        self._places = places
        self._find_roster = find_roster

    def is_split(self) -> bool:
        return (pane := self._places.pane) is not None and pane.splits.is_split

    def go_to_side(self, direction: Direction) -> None:
        pane, roster = self._places.pane, self._find_roster()
        if pane is not None and roster is not None and roster.step_to_side(direction):
            pane.focus_terminal()
        elif not self.is_split():
            self._context.notify_info(NO_SPLIT)

    def change_size(self, step: int, *, is_beside: bool) -> None:
        """Make the terminal wider or narrower, else taller or lower."""
        if (pane := self._places.pane) is None or not pane.splits.is_split:
            self._context.notify_info(NO_SPLIT)
        elif not pane.splits.change_share(step, is_beside=is_beside):
            self._context.notify_info("There is no room for that.")

    def show_alone(self) -> None:
        """Take the terminal out of its split; both stay open."""
        if (roster := self._find_roster()) is not None:
            roster.show_alone()
