"""How long to wait before a model is asked again."""

from typing import Final

MOST_ATTEMPTS: Final = 8
FIRST_SECONDS: Final = 2.0
LONGEST_SECONDS: Final = 30.0
LONGEST_ASKED_FOR: Final = 3600.0


def pause(attempt: int, asked_for: float | None) -> float:
    """Seconds before the attempt after this one, which is the first when it is 1; a provider's own wish comes first."""
    if asked_for is not None:
        return min(asked_for, LONGEST_ASKED_FOR)
    return min(FIRST_SECONDS * 2.0 ** (attempt - 1), LONGEST_SECONDS)
