"""The bridge between the wire and the screen: events go in as they come, one change a frame comes out."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Final

from octui.client import Client, ClientError, Connected, Lost, Quiet
from octui.store.inputs import FrameSkipped, Input, LinkChanged
from octui.store.keys import Touched
from octui.store.state import Link
from octui.store.store import Store
from octui.wire.events import (
    Arrived,
    GlobalDisposed,
    InstanceDisposed,
    LspUpdated,
    McpToolsChanged,
    TuiCommandExecute,
    TuiPromptAppend,
    TuiSessionSelect,
    TuiToastShow,
)

FRAME: Final = 1 / 16

Driving = TuiPromptAppend | TuiCommandExecute | TuiToastShow | TuiSessionSelect


class Bridge:
    """Carries events to the store as they come, and to the screen at most sixteen times a second."""

    def __init__(
        self,
        client: Client,
        store: Store,
        *,
        changed: Callable[[Touched], None],
        driven: Callable[[Driving], None],
        lost: Callable[[ClientError], None],
        resync: Callable[[], Awaitable[None]],
        helpers: Callable[[], Awaitable[None]],
    ) -> None:
        self._client = client
        self._store = store
        self._changed = changed
        self._driven = driven
        self._lost = lost
        self._resync = resync
        self._helpers = helpers
        self._asking: asyncio.Task[None] | None = None
        self._flushed = 0.0
        self._pending: asyncio.TimerHandle | None = None
        self._resyncing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Listen until cancelled; the stream reconnects by itself."""
        stream = self._client.events()
        try:
            async for received in stream:
                match received:
                    case Connected():
                        self._link(LinkChanged(link=Link.LIVE))
                        self._begin_resync()
                    case Quiet():
                        self._link(LinkChanged(link=Link.QUIET))
                    case Lost(retry_in=retry_in, error=error):
                        self._link(LinkChanged(link=Link.LOST, retry_in=retry_in, error=str(error)))
                        self._lost(error)
                    case Arrived():
                        self._take(received)
                if stream.skipped > self._store.state.skipped:
                    self._store.dispatch(FrameSkipped())
        finally:
            if self._pending is not None:
                self._pending.cancel()
            for task in (self._resyncing, self._asking):
                if task is not None:
                    task.cancel()

    def put(self, *inputs: Input) -> None:
        """Give the store what was fetched, and have the change shown."""
        for given in inputs:
            self._store.dispatch(given)
        self._schedule()

    def _link(self, change: LinkChanged) -> None:
        self._store.dispatch(change)
        self._schedule()

    def _take(self, arrived: Arrived) -> None:
        event = arrived.event
        if isinstance(event, Driving):
            self._driven(event)
            return
        self._store.dispatch(arrived)
        self._schedule()
        if isinstance(event, InstanceDisposed | GlobalDisposed):
            self._begin_resync()
        elif isinstance(event, McpToolsChanged | LspUpdated):
            self._ask_helpers()

    def _ask_helpers(self) -> None:
        """These events say only that something changed; one that comes while asking is answered by another asking."""
        if self._asking is not None and not self._asking.done():
            self._asking.cancel()
        self._asking = asyncio.ensure_future(self._helpers())

    def _begin_resync(self) -> None:
        if self._resyncing is not None and not self._resyncing.done():
            self._resyncing.cancel()
        self._resyncing = asyncio.ensure_future(self._resync())

    def _schedule(self) -> None:
        if self._pending is None:
            wait = max(0.0, self._flushed + FRAME - monotonic())
            self._pending = asyncio.get_running_loop().call_later(wait, self._flush)

    def _flush(self) -> None:
        self._pending = None
        self._flushed = monotonic()
        if touched := self._store.drain():
            self._changed(touched)
