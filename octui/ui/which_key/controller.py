"""Shows what may follow the leader, once it has waited a moment."""

from typing import TYPE_CHECKING, Any, Final

from textual.css.query import NoMatches
from textual.screen import Screen

from octui.ui.controllers.context import AppContext
from octui.ui.input.leader_key import LeaderKey
from octui.ui.keymap import KeyContext, get_keymap

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions

    # Imported when the leader waits: the first screen should not wait for it.
    from octui.ui.which_key.popup import WhichKey

DELAY_SECONDS: Final = 0.4
"""The user who knows the key has pressed it by then."""


class WhichKeyController:
    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._is_on = True

    def toggle_which_key(self) -> None:
        """Show the popup when the leader waits, or never."""
        self._is_on = not self._is_on
        self._context.notify_info(
            "The keys after the leader are shown." if self._is_on else "The keys after the leader are not shown."
        )

    def follow_leader(self, leader: LeaderKey, actions: "CommandActions") -> None:
        """The leader was pressed, or is over."""
        if (pressed_at := leader.pressed_at) is None or not leader.is_armed:
            # This is also what the timer of a leader says that runs out while octui ends, without a screen.
            self._hide_popup()
            return
        screen = self._context.screen
        if self._is_on and self._find_popup(screen) is None:
            self._context.start_timer(DELAY_SECONDS, lambda: self._show_popup(screen, leader, pressed_at, actions))

    def scroll_popup(self, key: str) -> bool:
        """Whether the key is one of the popup's, which is open."""
        popup = self._find_popup(self._context.screen)
        command_id = get_keymap().find_command_id(KeyContext.WHICH_KEY, key)
        if popup is None or not command_id:
            return False
        popup.scroll_keys(command_id)
        return True

    def _show_popup(self, screen: Screen[Any], leader: LeaderKey, pressed_at: float, actions: "CommandActions") -> None:
        from octui.ui.which_key.popup import WhichKey, list_next_keys

        if leader.pressed_at == pressed_at and leader.is_armed and screen.is_current:
            screen.mount(WhichKey(list_next_keys(actions)))

    def _hide_popup(self) -> None:
        for screen in self._context.screen_stack:
            if (popup := self._find_popup(screen)) is not None:
                popup.remove()

    def _find_popup(self, screen: Screen[Any]) -> "WhichKey | None":
        from octui.ui.which_key.popup import WhichKey

        try:
            return screen.query_one("#which-key", WhichKey)
        except NoMatches:
            return None
