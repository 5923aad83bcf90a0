"""Notices that a terminal is silent because its server is: keys are on their way, and nothing comes back."""

import asyncio
from collections.abc import Callable
from time import monotonic
from typing import Final, Protocol

ECHO_SECONDS: Final = 1.0
"""What is typed mostly comes back as output in less; only then is the server asked."""
ANSWER_SECONDS: Final = 1.0
"""A server answers a ping in less, unless it or the network is stuck."""
GIVE_UP_SECONDS: Final = 15.0
"""A server whose terminal floods answers nothing for up to eight seconds, but then there is output."""


class PingSocket(Protocol):
    """A connection whose other end answers pings."""

    async def ping_server(self) -> None:
        """Return when the answer came; raises ClientError when the connection ended without."""

    async def close(self) -> None: ...


class AnswerWatch:
    """Costs nothing while nothing is typed. `on_change` is called when `is_silent` changed."""

    def __init__(self, on_change: Callable[[], None]) -> None:
        self.is_silent = False
        """Whether an answer is overdue, so that it is not known what becomes of the keys."""
        self.heard_at = 0.0
        self._expected_at = 0.0
        self._on_change = on_change
        self._task: asyncio.Task[None] | None = None

    @property
    def is_overdue(self) -> bool:
        """Whether nothing came since something was last sent."""
        return self.heard_at < self._expected_at

    def record_output(self) -> None:
        self.heard_at = monotonic()
        if self.is_silent:
            self._set_silent(False)
            if self._task is not None:
                # Forgotten at once: what is sent before it has ended needs a watch of its own.
                self._task.cancel()
                self._task = None

    def require_answer(self, socket: PingSocket) -> None:
        """Something was sent, or there is another reason to doubt that the server is there."""
        self._expected_at = monotonic()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._wait_for_answer(socket))

    async def stop_watching(self) -> None:
        """The connection has ended, and says more than silence."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._set_silent(False)

    async def _wait_for_answer(self, socket: PingSocket) -> None:
        # What is sent while an answer is on its way starts no watch of its own, so this one goes on for it.
        while self.is_overdue:
            await asyncio.sleep(ECHO_SECONDS)
            if self.is_overdue and not await self._ask_server(socket):
                return

    async def _ask_server(self, socket: PingSocket) -> bool:
        """Return whether anything came; where nothing did, the connection is closed."""
        asked_at = monotonic()
        answer = asyncio.ensure_future(socket.ping_server())
        try:
            await asyncio.wait({answer}, timeout=ANSWER_SECONDS)
            if not answer.done() and self.is_overdue:
                self._set_silent(True)
                await asyncio.wait({answer}, timeout=GIVE_UP_SECONDS)
            if answer.done() and answer.exception() is None:
                # An answer says nothing about what was sent after its question.
                self.heard_at = max(self.heard_at, asked_at)
                self._set_silent(False)
                return True
            if self.is_overdue:
                await socket.close()
                return False
            return not answer.done()
        finally:
            answer.cancel()
            await asyncio.gather(answer, return_exceptions=True)

    def _set_silent(self, is_silent: bool) -> None:
        if self.is_silent != is_silent:
            self.is_silent = is_silent
            self._on_change()
