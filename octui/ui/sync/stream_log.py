"""What came over the event stream, by kind and over time, and how the connection fared: for status and debugging."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import field
from time import time
from typing import Final, NamedTuple

from octui.client.events.stream import Connected, Disconnected, HeartbeatMissed, StreamItem
from octui.lazy_dataclasses import dataclass
from octui.wire.events import Received, ServerHeartbeat

MAX_EVENTS: Final = 500
"""Events that are kept; older ones are only counted."""
MAX_CHARACTERS: Final = 2_000_000
"""Characters of the events that are kept: each update of a command repeats everything it printed so far."""

MAX_CHANGES: Final = 100
RATE_SECONDS: Final = 10


class LoggedEvent(NamedTuple):
    """`at` is in epoch seconds."""

    at: float
    received: Received


class ConnectionChange(NamedTuple):
    """`status` is `connected`, `quiet` or `lost`; `at` is in epoch seconds."""

    at: float
    status: str
    reason: str = ""


@dataclass(slots=True)
class StreamLog:
    """Costs one addition to a counter and two to queues for each event."""

    clock: Callable[[], float] = time
    counts: Counter[str] = field(default_factory=Counter)
    """Events by the server's name for them."""
    characters: int = 0
    unreadable: int = 0
    counting_since: float = 0.0
    live_since: float = 0.0
    """When the connection was made, in epoch seconds; 0 while there is none."""
    heartbeat_at: float = 0.0
    heard_at: float = 0.0
    events: deque[LoggedEvent] = field(default_factory=deque)
    changes: deque[ConnectionChange] = field(default_factory=lambda: deque(maxlen=MAX_CHANGES))
    listener: Callable[[], None] | None = None
    """Called after each record, while the log is shown."""
    _kept_characters: int = 0
    _seconds: deque[tuple[int, Counter[str]]] = field(default_factory=lambda: deque(maxlen=RATE_SECONDS))

    def __post_init__(self) -> None:
        self.counting_since = self.clock()

    def record_item(self, item: StreamItem) -> None:
        now = self.clock()
        match item:
            case Received():
                self._count_event(item, now)
            case Connected():
                self.live_since = self.heard_at = now
                self.changes.append(ConnectionChange(now, "connected"))
            case HeartbeatMissed(seconds=seconds):
                self.changes.append(ConnectionChange(now, "quiet", f"nothing heard for {seconds:.0f} s"))
            case Disconnected(error=error):
                self.live_since = 0.0
                self.changes.append(ConnectionChange(now, "lost", str(error)))
        if self.listener is not None:
            self.listener()

    def record_unreadable(self) -> None:
        self.unreadable += 1

    def compute_rates(self) -> dict[str, float]:
        """Events a second over the last ten, by kind."""
        oldest = int(self.clock()) - RATE_SECONDS
        total: Counter[str] = Counter()
        for second, counted in self._seconds:
            if second > oldest:
                total.update(counted)
        return {kind: count / RATE_SECONDS for kind, count in total.items()}

    def clear_counts(self) -> None:
        """Count from zero; the history of the connection stays."""
        self.counts.clear()
        self.events.clear()
        self._kept_characters = 0
        self._seconds.clear()
        self.characters = 0
        self.counting_since = self.clock()

    def _count_event(self, received: Received, now: float) -> None:
        self.heard_at = now
        if isinstance(received.event, ServerHeartbeat):
            self.heartbeat_at = now
        self.counts[received.kind] += 1
        self.characters += received.size
        self._keep_event(LoggedEvent(now, received))
        second = int(now)
        if not self._seconds or self._seconds[-1][0] != second:
            self._seconds.append((second, Counter()))
        self._seconds[-1][1][received.kind] += 1

    def _keep_event(self, event: LoggedEvent) -> None:
        """Keep the newest one in any case: what it holds is in the state too."""
        self.events.append(event)
        self._kept_characters += event.received.size
        while len(self.events) > MAX_EVENTS or (len(self.events) > 1 and self._kept_characters > MAX_CHARACTERS):
            self._kept_characters -= self.events.popleft().received.size
