"""The store: holds the state, applies actions and collects changes."""

from octui.store.actions import Action
from octui.store.changes import ChangeKey, Changes
from octui.store.reducer import reduce_state
from octui.store.state import State


class Store:
    """Holds the state and collects what changed since the last drain."""

    def __init__(self) -> None:
        self.state = State()
        self._touched: set[ChangeKey] = set()

    def dispatch_action(self, event: Action) -> None:
        """Apply an event, a snapshot or a connection change; it never raises."""
        self._touched |= reduce_state(self.state, event)

    def drain_changes(self) -> Changes:
        """What changed since the last drain."""
        touched = frozenset(self._touched)
        self._touched.clear()
        return touched

    def mark_clock(self) -> int:
        """The clock before a snapshot is requested; pass it back with the snapshot as `since`."""
        return self.state.clock
