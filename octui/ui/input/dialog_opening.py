"""Dialogs that take a moment to build: what is typed meanwhile is meant for them."""

import weakref
from collections.abc import Callable, Coroutine
from typing import Any, Final, Protocol

from textual.worker import Worker

from octui.ui.input.awaited_target import AwaitedTarget
from octui.ui.input.type_ahead import TypeAhead
from octui.ui.keymap import get_keymap

HOLD_SECONDS: Final = 2.0
"""How long a dialog is waited for: longer, and a prompt that takes no keys would seem to hang."""


class DialogHost(Protocol):
    def start_worker(
        self, work: Coroutine[Any, Any, None], *, group: str = "default", exclusive: bool = False
    ) -> Worker[None]: ...
    def start_timer(self, seconds: float, callback: Callable[[], None]) -> None: ...
    def notify_info(self, message: str) -> None: ...


class DialogOpening:
    def __init__(self, type_ahead: TypeAhead, host: DialogHost) -> None:
        self._host = host
        self._target = AwaitedTarget("dialog", type_ahead, host.notify_info)

    def start_worker(self, work: Coroutine[Any, Any, None], *, group: str) -> None:
        """Run work that opens a dialog in a moment, instead of what runs in the group; Esc cancels it until then."""

        async def open_dialog() -> None:
            try:
                await work
            finally:
                self._target.drop_typed(number)

        worker = self._host.start_worker(open_dialog(), group=group, exclusive=True)
        # One that is cancelled before its first step would leave a coroutine behind that was never awaited.
        weakref.finalize(worker, work.close)

        def cancel(number: int) -> None:
            worker.cancel()
            self._target.drop_typed(number)

        number = self._target.start_waiting(cancel, get_keymap().get_keys("dialog.cancel"))
        self._host.start_timer(HOLD_SECONDS, lambda: self._target.drop_typed(number))

    def deliver_typed(self) -> None:
        """A screen was opened."""
        self._target.deliver_typed()
