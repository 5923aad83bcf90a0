"""How long to wait before the next attempt to connect: exponential backoff with jitter."""

from octui.client.address import Address
from octui.client.errors import ClientError, Unreachable
from octui.client.events.clock import Clock

FIRST_DELAY = 0.25
MAX_DELAY = 15.0
"""Seconds; each delay is twice the one before, up to this."""

MAX_ABSENT_DELAY = 1.0
"""The same where nothing listens on this machine: asking costs next to nothing, and whoever starts a server waits."""

GOOD_SECONDS = 5.0
"""A connection that lasted this long was a good one: the next failure starts from the first delay again."""


class Backoff:
    """Delays before attempts in a row; the latter half of each delay is random, so that clients spread out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._delay = FIRST_DELAY
        self._connected_at: float | None = None

    def record_connected(self) -> None:
        self._connected_at = self._clock.now()

    def compute_delay(self, max_delay: float = MAX_DELAY) -> float:
        """Seconds to wait after a connection ended or failed; never more than `max_delay`."""
        connected_at, self._connected_at = self._connected_at, None
        if connected_at is not None and self._clock.now() - connected_at >= GOOD_SECONDS:
            self._delay = FIRST_DELAY
        delay = min(self._delay, max_delay) * (0.5 + self._clock.jitter() / 2)
        self._delay = min(self._delay * 2, MAX_DELAY)
        return delay


def find_max_delay(address: Address, error: ClientError) -> float:
    """The longest delay after an attempt with this outcome."""
    is_absent = isinstance(error, Unreachable) and not error.delivered
    return MAX_ABSENT_DELAY if is_absent and address.is_loopback else MAX_DELAY
