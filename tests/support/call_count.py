"""What something costs, counted and not timed: a machine may be slow, but what is linear stays linear on it."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import TraceFunction


def count_calls(work: Callable[[], object]) -> int:
    """How many functions run, of Python and of C, to do this work once on this thread."""
    counted = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def count_lines(work: Callable[[], object]) -> int:
    """How many lines of Python run to do this work once on this thread: loops count, what C does in one go does not."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> "TraceFunction":
        nonlocal counted
        counted += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted
