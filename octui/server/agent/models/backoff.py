"""Backoff between attempts to reach a model."""

from typing import Final

MAX_ATTEMPTS: Final = 8
FIRST_BACKOFF_SECONDS: Final = 2.0
MAX_BACKOFF_SECONDS: Final = 30.0
MAX_RETRY_AFTER_SECONDS: Final = 3600.0


def get_backoff_seconds(attempt: int, asked_for: float | None) -> float:
    """Seconds to wait after attempt number `attempt`, counted from 1; the provider's `retry-after` takes precedence."""
    if asked_for is not None:
        return min(asked_for, MAX_RETRY_AFTER_SECONDS)
    return min(FIRST_BACKOFF_SECONDS * 2.0 ** (attempt - 1), MAX_BACKOFF_SECONDS)
