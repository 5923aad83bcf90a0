"""Durations in a short readable form."""


def format_countdown(seconds: int) -> str:
    """`5s`, and from a minute on as `format_duration`."""
    return format_duration(seconds) if seconds >= 60 else f"{seconds}s"


def omit_wait(seconds: float, waited: float) -> float:
    """How long something took without its wait for the user."""
    # A longer wait was measured by a clock that was set meanwhile.
    return seconds - waited if waited < seconds else seconds


def format_duration(seconds: float) -> str:
    """`340ms`, `8.2s`, `3m 20s`, `1h 05m`; each unit ends where the next would read as a whole one."""
    if seconds < 0.9995:
        return f"{round(max(0.0, seconds) * 1000)}ms"
    if seconds < 59.95:
        return f"{seconds:.1f}s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}m {rest:02d}s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes:02d}m"
