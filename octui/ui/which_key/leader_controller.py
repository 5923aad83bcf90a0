"""The leader key and the key after it, which no widget sees before they are understood."""

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from textual import events

from octui.ui.commands.command import Command
from octui.ui.controllers.context import AppContext
from octui.ui.input.key_events import get_shortcut_key
from octui.ui.input.leader_key import LeaderKey, is_keyboard_captured, is_leader
from octui.ui.keymap import get_keymap
from octui.ui.which_key.controller import WhichKeyController

if TYPE_CHECKING:
    # Names for the type checker: forty protocols that nothing asks for at run time.
    from octui.ui.actions.command_actions import CommandActions

LEADER_MARGIN: Final = 0.05
"""Seconds after its time in which the leader's mark is taken away."""


class LeaderController:
    """Runs the command of a sequence; one that a widget may know goes on to it as a single key."""

    def __init__(
        self,
        context: AppContext,
        which_key: WhichKeyController,
        actions: "CommandActions",
        run_command: Callable[[Command], None],
        deliver_key: Callable[[events.Key], Awaitable[None]],
    ) -> None:
        self.leader = LeaderKey(monotonic)
        self._context = context
        self._which_key = which_key
        self._actions = actions
        self._run_command = run_command
        self._deliver_key = deliver_key

    async def take_key(self, event: events.Key, *, is_in_dialog: bool) -> bool:
        """Whether the key is the leader or follows it; it means nothing to anything else then."""
        leader, screen = self.leader, self._context.screen
        is_kept_out = is_in_dialog and not get_keymap().has_leader_in_dialogs
        if is_kept_out or is_keyboard_captured(screen.focused, screen):
            leader.release_leader()
            return False
        is_second = leader.is_armed_at(event.time)
        if is_second and self._which_key.scroll_popup(event.key):
            leader.press_leader()
            return True
        if is_second:
            command, sequence = leader.match_key(get_shortcut_key(event))
            self._show_state()
            if command is not None and not is_in_dialog:
                self._run_command(command)
            elif sequence:
                # Any widget may have a key after the leader: it arrives as one key of that name.
                await self._deliver_key(events.Key(sequence, None))
            return True
        if is_leader(get_shortcut_key(event)):
            leader.press_leader()
            self._show_state()
            return True
        return False

    def _show_state(self) -> None:
        self._context.screen.set_class(self.leader.is_armed, "-leader")
        self._which_key.follow_leader(self.leader, self._actions)
        if self.leader.is_armed:
            self._context.start_timer(get_keymap().leader_seconds + LEADER_MARGIN, self._expire_leader)

    def _expire_leader(self) -> None:
        # A second key that was pressed in time may still wait to be looked at.
        if not self.leader.is_armed:
            self._which_key.follow_leader(self.leader, self._actions)
            for screen in self._context.screen_stack:
                screen.remove_class("-leader")
