"""When a silent stream is suspicious, and when it is lost: judged by the server's own heartbeat interval."""

from collections import deque

FIRST_BYTE_SECONDS = 5.0
"""Every server sends something at once; silence means no server, or a proxy without one."""

DEFAULT_INTERVAL = 30.0
"""Seconds between the heartbeats of 1.1.58, the slowest known; assumed where the version does not settle it."""

FAST_INTERVAL = 10.0
"""Seconds between the heartbeats of 1.18 and later, and of the embedded server."""

FAST_SINCE = (1, 18)

MIN_INTERVAL = 10.0
"""A server recovering from a stall sends two heartbeats at once; that gap is not its interval."""

MAX_INTERVAL = 60.0

QUIET_GRACE_SECONDS = 2.0
"""A heartbeat this late is missing, which costs one question to the server; only a second one ends the connection."""

LOST_GRACE_SECONDS = 5.0
"""Two heartbeats may be this late: a flooding terminal stops a server for up to eight seconds."""


def get_known_interval(version_numbers: tuple[int, ...]) -> float:
    """The interval a server of this version keeps, for use before its first heartbeat."""
    return FAST_INTERVAL if version_numbers >= FAST_SINCE else DEFAULT_INTERVAL


class HeartbeatMonitor:
    """Times are in seconds, of any clock that only goes forward."""

    def __init__(self, now: float, known_interval: float = DEFAULT_INTERVAL) -> None:
        self.heard_at = now
        self.ever_heard = False
        self._beat_at = now
        self._known_interval = known_interval
        self._gaps: deque[float] = deque(maxlen=3)

    def record_bytes(self, now: float) -> None:
        """Record received bytes: any bytes show that the server is alive."""
        self.heard_at = now
        self.ever_heard = True

    def record_beat(self, now: float) -> None:
        """A heartbeat came: the time since the last one is the server's own pace."""
        self._gaps.append(now - self._beat_at)
        self._beat_at = now

    @property
    def interval(self) -> float:
        """The slowest of the last gaps, so that one early heartbeat raises no alarm."""
        slowest = max(self._gaps, default=self._known_interval)
        return min(max(slowest, MIN_INTERVAL), MAX_INTERVAL)

    @property
    def missed_at(self) -> float:
        """When one heartbeat is missing."""
        return self.heard_at + (self.interval + QUIET_GRACE_SECONDS if self.ever_heard else FIRST_BYTE_SECONDS)

    @property
    def lost_at(self) -> float:
        """When two are missing."""
        return self.heard_at + (2 * self.interval + LOST_GRACE_SECONDS if self.ever_heard else FIRST_BYTE_SECONDS)
