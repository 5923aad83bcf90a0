"""Faults of octui's own: kept in a log without a single value in it, told in one sentence."""

import os
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from octui.config.paths import get_log_folder

MAX_LOG_BYTES = 1_000_000
"""Bytes of log beyond which it begins anew."""

MAX_LOGGED_ERRORS = 8
"""Errors told of one mishap: those it came from, and those in a group."""


def describe_error(error: BaseException) -> str:
    """The error in a few words: its kind, and where the rest is. Its own words may quote what was typed."""
    try:
        where = f"; see {log_exception(error)}"
    except OSError:
        where = ""
    return f"{type(error).__name__}{where}"


def log_exception(error: BaseException) -> Path:
    """Append the tracebacks, without locals and without the errors' own words, which may quote what was typed.

    Raises OSError when the log cannot be written.
    """
    path = get_log_folder() / "octui.log"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
        path.unlink()
    entry = f"{datetime.now():%Y-%m-%d %H:%M:%S} {''.join(_traceback_lines(error))}\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as log:
        log.write(entry)
    return path


def _traceback_lines(error: BaseException) -> Iterator[str]:
    """The error, what it came from, and what is in it if it is a group."""
    waiting = [("", error)]
    for _ in range(MAX_LOGGED_ERRORS):
        if not waiting:
            return
        how, told_of = waiting.pop(0)
        yield f"{how}{type(told_of).__module__}.{type(told_of).__qualname__}\n"
        yield from traceback.format_tb(told_of.__traceback__)
        if isinstance(told_of, BaseExceptionGroup):
            waiting.extend(("in it: ", member) for member in told_of.exceptions)
        cause = told_of.__cause__ or (None if told_of.__suppress_context__ else told_of.__context__)
        if cause is not None:
            waiting.append(("from: ", cause))
