"""Moments as a clock on the wall shows them."""

from datetime import datetime
from time import time


def format_clock_time(milliseconds: float, now: float | None = None) -> str:
    """`14:03`, or `28 Nov 14:03` on another day; both in epoch milliseconds. `""` for 0, a moment that is not known."""
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
