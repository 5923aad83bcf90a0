"""Notices which commands of a session have been running for long, with one timer while any runs."""

from collections.abc import Callable
from time import time
from typing import Final

from textual.timer import Timer

from octui.store import selectors
from octui.store.state import State
from octui.ui.transcript.session_source import SessionSource
from octui.wire.parts import ToolPart

LONG_SECONDS: Final = 10.0
"""From then on a command is worth a terminal of its own."""


class LongCommands:
    """Marks them in a source, and calls `show_items` with the items of the transcript in which one becomes long."""

    def __init__(
        self,
        read_state: Callable[[], State],
        start_timer: Callable[[float, Callable[[], None]], Timer],
        show_items: Callable[[set[str]], None],
    ) -> None:
        self._read_state = read_state
        self._start_timer = start_timer
        self._show_items = show_items
        self._timer: Timer | None = None

    def update_commands(self, source: SessionSource) -> None:
        """See which run, and look again when the next one will have been running for long."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        state = self._read_state()
        blocked = selectors.list_blocked_calls(state, source.session_id)
        commands = selectors.list_running_commands(state, source.session_id)
        running = [part for part in commands if part.call_id not in blocked]
        ages = {part.id: _measure_age(part) - selectors.get_wait_seconds(state, part) for part in running}
        waits = {part_id: LONG_SECONDS - age for part_id, age in ages.items()}
        before, source.long_calls = source.long_calls, frozenset(name for name, wait in waits.items() if wait <= 0)
        if shorter := [wait for wait in waits.values() if wait > 0]:
            # The clock of another machine may be wrong by any time.
            self._timer = self._start_timer(min(LONG_SECONDS, *shorter), lambda: self.update_commands(source))
        if new := {part.message_id for part in running if part.id in source.long_calls - before}:
            self._show_items(set(source.list_message_keys(new)))


def _measure_age(part: ToolPart) -> float:
    """Seconds since it began; none for one of which the server does not say when."""
    began = part.state.time.start if part.state.time is not None else 0
    return time() - began / 1000 if began else 0.0
