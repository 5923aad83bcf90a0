"""Errors in octui itself: written to a log that contains no values, and described in one sentence."""

import os
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from octui.config.paths import get_log_folder

MAX_LOG_BYTES = 1_000_000
"""Bytes; a larger log is deleted before the next entry."""

MAX_LOGGED_ERRORS = 8
"""Errors logged for one: its causes, and the members of a group."""


def describe_error(error: BaseException) -> str:
    """The error's type, and where the log is. Its message is left out: it may quote what was typed."""
    try:
        where = f"; see {log_exception(error)}"
    except OSError:
        where = ""
    return f"{type(error).__name__}{where}"


def log_exception(error: BaseException) -> Path:
    """Append the tracebacks, without locals and without the errors' messages, which may quote what was typed.

    Raises OSError when the log cannot be written.
    """
    path = get_log_folder() / "octui.log"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
        path.unlink()
    entry = f"{datetime.now():%Y-%m-%d %H:%M:%S} {describe_stack(error)}\n"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="utf-8") as log:
        log.write(entry)
    return path


def describe_stack(error: BaseException) -> str:
    """The tracebacks of an error and of what it came from, without locals and without messages."""
    return "".join(_traceback_lines(error))


def _traceback_lines(error: BaseException) -> Iterator[str]:
    """The error, its causes, and the members of a group."""
    waiting = [("", error)]
    for _ in range(MAX_LOGGED_ERRORS):
        if not waiting:
            return
        relation, current = waiting.pop(0)
        yield f"{relation}{type(current).__module__}.{type(current).__qualname__}\n"
        yield from traceback.format_tb(current.__traceback__)
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(("in it: ", member) for member in current.exceptions)
        cause = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
        if cause is not None:
            waiting.append(("from: ", cause))
