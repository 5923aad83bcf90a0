"""A proxy that decides when what a server says arrives, so that answers and events come in any order.

Each request that sends something has the next of the fates that were chosen; events flow, wait or are cut.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Final

from tests.support.fault_proxy import (
    Exchange,
    Spoil,
    answer_html,
    cut_answer,
    cut_request,
    swallow_with_html,
)
from tests.support.faulty_server import FaultyServer, Request, make_response, run_faulty_server

SENDING: Final = ("/prompt_async", "/shell", "/session")


async def refuse(exchange: Exchange) -> None:
    """The server never sees it, and it is said so."""
    exchange.writer.write(make_response("400 Bad Request", "application/json", b'{"name":"BadRequest","data":{}}'))
    await exchange.writer.drain()


FATES: Final[dict[str, Spoil | None]] = {
    "passes": Exchange.pass_answer,
    "late": None,
    "late and cut": None,
    "late and refused": None,
    "cut": cut_answer,
    "answered with a page": answer_html,
    "refused": refuse,
    "swallowed": swallow_with_html,
    "lost": cut_request,
}
"""None for one whose answer waits until it is released."""
SLOW_FATES: Final = ("swallowed", "lost")
"""octui asks the server for seconds whether it has these."""


class OrderProxy:
    """Its answers and events wait for the test."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._fates: deque[str] = deque()
        self._answers = asyncio.Event()
        self._events = asyncio.Event()
        self._events.set()
        self._streams: set[asyncio.StreamWriter] = set()
        self.sending_count = 0
        """How many requests sent something."""

    def choose_fate(self, fate: str) -> None:
        """What becomes of the next request that sends something, after those chosen before."""
        self._fates.append(fate)

    def release_answers(self) -> None:
        """Let every answer come that is late."""
        self._answers.set()
        self._answers = asyncio.Event()

    def hold_events(self) -> None:
        self._events.clear()

    def release_events(self) -> None:
        self._events.set()

    def cut_streams(self) -> None:
        """Break the connections that events come on."""
        for writer in self._streams:
            writer.transport.abort()

    def calm_down(self) -> None:
        """From now on everything passes at once."""
        self._fates.clear()
        self.release_answers()
        self.release_events()

    async def relay(self, request: Request, writer: asyncio.StreamWriter) -> None:
        exchange = Exchange(self._port, request, writer)
        if request.path.endswith("/event"):
            self._streams.add(writer)
            try:
                await exchange.pass_answer(lambda: self._events.wait())
            finally:
                self._streams.discard(writer)
        elif request.method == "POST" and request.path.endswith(SENDING):
            self.sending_count += 1
            await self._spoil(self._fates.popleft() if self._fates else "passes", exchange)
        else:
            await exchange.pass_answer()

    async def _spoil(self, fate: str, exchange: Exchange) -> None:
        spoil = FATES[fate]
        if spoil is not None:
            await spoil(exchange)
            return
        released = self._answers
        match fate:
            case "late":
                await exchange.pass_answer(released.wait)
            case "late and refused":
                await released.wait()
                await refuse(exchange)
            case _:
                await exchange.drop_answer()
                await released.wait()


@asynccontextmanager
async def run_order_proxy(port: int) -> AsyncIterator[tuple[OrderProxy, FaultyServer]]:
    proxy = OrderProxy(port)
    async with run_faulty_server(proxy.relay) as front:
        yield proxy, front


def list_fates(*, has_slow: bool) -> Sequence[str]:
    return [fate for fate in FATES if has_slow or fate not in SLOW_FATES]
