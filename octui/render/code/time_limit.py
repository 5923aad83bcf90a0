"""A time limit for work that cannot watch the clock itself, such as a search with a regular expression."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType


class TimeSpentError(Exception):
    """The work was stopped, wherever it was."""


def can_stop_work() -> bool:
    """Whether `stop_work_after` works here: only in the main thread does Python act on signals."""
    return current_thread() is main_thread()


@contextmanager
def stop_work_after(seconds: float) -> Iterator[None]:
    """Raise `TimeSpentError` inside of this after so many seconds of the processor's time.

    Signals are looked at between steps of Python and, by `re`, within a search. What is stopped is left as it is, so
    nothing that outlives it may be changed inside.
    """
    before = signal.signal(signal.SIGVTALRM, _stop_work)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop_work(_number: int, _frame: FrameType | None) -> None:
    raise TimeSpentError
