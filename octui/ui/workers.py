"""Starts work in the background for a widget or the app; it ends with its owner."""

import weakref
from collections.abc import Coroutine
from typing import Any, TypeVar

from textual.dom import DOMNode
from textual.worker import Worker

T = TypeVar("T")


def start_worker(
    owner: DOMNode, work: Coroutine[Any, Any, T], *, group: str = "default", exclusive: bool = False
) -> Worker[T]:
    """Run something in the background; `exclusive` cancels what runs in the group. An error does not end octui."""
    worker = owner.run_worker(work, group=group, exclusive=exclusive, exit_on_error=False)
    # One that is cancelled before its first step would leave a coroutine behind that was never awaited.
    weakref.finalize(worker, work.close)
    return worker
