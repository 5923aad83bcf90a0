"""What something costs, counted and not timed: a machine may be slow, but what is linear stays linear on it."""

import sys
from collections.abc import Callable


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
