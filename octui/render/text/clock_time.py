"""Moments as a clock on the wall shows them, and how long ago they were; all in epoch milliseconds."""

from datetime import date, datetime
from functools import lru_cache
from time import time
from typing import Final

QUARTER: Final = 15 * 60 * 1000
"""A quarter of an hour, in milliseconds."""
WEEK: Final = 7 * 24 * 60 * 60 * 1000
"""A week, in milliseconds; older ages are dates."""


def format_clock_time(milliseconds: float, now: float | None = None) -> str:
    """`14:03`, or `28 Nov 14:03` on another day; `""` for 0, a moment that is not known."""
    if milliseconds <= 0:
        return ""
    moment = datetime.fromtimestamp(milliseconds / 1000)
    today = datetime.fromtimestamp(time() if now is None else now / 1000).date()
    return f"{moment:%H:%M}" if moment.date() == today else f"{moment:%-d %b %H:%M}"


def format_as_of(milliseconds: float | None, now: float | None = None) -> str:
    """`as of 14:03` for what was last known then; `""` for None, which is what is known to hold now."""
    if milliseconds is None:
        return ""
    moment = format_clock_time(milliseconds, now)
    return f"as of {moment}" if moment else "when last heard of"


def to_local_day(milliseconds: float) -> date:
    """The local date of a time."""
    return _to_quarter_day(int(milliseconds // QUARTER))


@lru_cache(maxsize=8_192)
def _to_quarter_day(quarter: int) -> date:
    """In every time zone, days begin at a quarter of an hour."""
    return datetime.fromtimestamp(quarter * QUARTER / 1000).date()


def format_age(milliseconds: float, now: float) -> str:
    """How long ago, in one word: `now`, `4m`, `3h`, `2d`, then the date."""
    minutes = max(0.0, now - milliseconds) / 60_000
    if minutes < 1:
        return "now"
    if minutes < 60:
        return f"{minutes:.0f}m"
    if minutes < 24 * 60:
        return f"{minutes / 60:.0f}h"
    if minutes < WEEK / 60_000:
        return f"{minutes / 24 / 60:.0f}d"
    return f"{to_local_day(milliseconds):%-d %b %Y}"


def format_time_ago(milliseconds: float, now: float) -> str:
    """How long ago, for a sentence: `just now`, `4m ago`, then the date."""
    age = format_age(milliseconds, now)
    return "just now" if age == "now" else f"{age} ago" if now - milliseconds < WEEK else age
