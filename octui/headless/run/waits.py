"""How long the tool calls of a run waited for the user."""

from octui.client.events.arrival import mark_arrival
from octui.store import selectors
from octui.store.actions import HistoryRequested
from octui.store.store import Store
from octui.wire.events import Received
from octui.wire.parts import ToolPart
from octui.wire.sessions import Session


class RunWaits:
    """Keeps what the screen would know about the run, as a wait is told by the order of its events."""

    def __init__(self, session: Session) -> None:
        self._store = Store()
        self._store.dispatch_action(HistoryRequested(session.id))

    def record_event(self, received: Received) -> None:
        self._store.dispatch_action(mark_arrival(received))

    def get_seconds(self, part: ToolPart) -> float:
        """How much of the call's time was a wait; 0 if it was not seen."""
        return selectors.get_wait_seconds(self._store.state, part)
