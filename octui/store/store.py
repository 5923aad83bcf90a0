"""The store: one state, one way in, one way to hear what changed."""

from octui.store.actions import Input
from octui.store.changes import Key, Touched
from octui.store.reducer import reduce
from octui.store.state import State


class Store:
    """Holds the state and remembers what was touched since somebody last looked."""

    def __init__(self) -> None:
        self.state = State()
        self._touched: set[Key] = set()

    def dispatch(self, event: Input) -> None:
        """Take in an event, a snapshot or news of the connection; it never raises."""
        self._touched |= reduce(self.state, event)

    def drain(self) -> Touched:
        """What was touched since the last drain."""
        touched = frozenset(self._touched)
        self._touched.clear()
        return touched

    def mark(self) -> int:
        """The moment before a snapshot is asked for; hand it back with the snapshot as `since`."""
        return self.state.clock
