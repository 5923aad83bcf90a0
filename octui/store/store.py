"""The store: one state, one way to change it, one way to learn what changed."""

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
        """Take in an event, a snapshot or news of the connection; it never raises."""
        self._touched |= reduce_state(self.state, event)

    def drain_changes(self) -> Changes:
        """What changed since the last drain."""
        touched = frozenset(self._touched)
        self._touched.clear()
        return touched

    def mark_clock(self) -> int:
        """The moment before a snapshot is asked for; hand it back with the snapshot as `since`."""
        return self.state.clock
