"""A client whose store follows a server as the program's does, without a screen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from octui.client import Client, ClientError
from octui.store import selectors
from octui.store.actions import Action
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.ui.sync.event_pump import EventPump
from octui.ui.sync.resync import Resync
from octui.ui.sync.stream_audit import StreamAudit
from octui.wire.messages import Message

PATIENCE_SECONDS = 90.0


@dataclass
class SynchronisedClient:
    client: Client
    store: Store = field(default_factory=Store)
    shown: str = ""
    resync: Resync = field(init=False)
    pump: EventPump = field(init=False)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        def apply_actions(*actions: Action) -> None:
            self.pump.apply_actions(*actions)

        self.resync = Resync(
            self.client,
            self.store,
            apply_actions=apply_actions,
            on_failure=lambda *_: None,
            shown_session_id=lambda: self.shown,
            on_config_loaded=lambda *_: None,
        )
        audit = StreamAudit(self.client, self.store, apply_actions=apply_actions, shown_session_id=lambda: self.shown)
        self.pump = EventPump(
            self.client,
            self.store,
            change_listeners=[lambda _: self._changed.set()],
            on_remote_event=lambda _: None,
            on_lost=lambda _: None,
            resync=self.resync.resync_all,
            reload_mcp_and_lsp=self.resync.reload_mcp_and_lsp,
            on_folder_trust=lambda _: None,
            on_task_error=lambda *_: None,
            on_checkpoint=lambda: None,
            audit=audit,
        )

    async def wait_until(self, holds: Callable[[], bool]) -> None:
        """Look again after each change."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def open_session(self) -> str:
        session = await self.client.sessions.create()
        self.shown = session.id
        await self.resync.load_newest_page(session.id)
        return session.id

    def list_shown_messages(self) -> list[Message]:
        ids = selectors.list_message_ids(self.store.state, self.shown)
        views = [selectors.get_message(self.store.state, message_id) for message_id in ids]
        return [Message(info=view.info, parts=view.parts) for view in views if view is not None]

    @property
    def is_live(self) -> bool:
        return self.store.state.connection.status is ConnectionStatus.LIVE


@asynccontextmanager
async def synchronise_client(url: str, directory: str) -> AsyncIterator[SynchronisedClient]:
    async with Client(url, directory=directory) as client:
        synchronised = SynchronisedClient(client)
        pumping = asyncio.ensure_future(synchronised.pump.pump_events())
        try:
            await synchronised.wait_until(lambda: synchronised.is_live)
            yield synchronised
        finally:
            pumping.cancel()
            with suppress(asyncio.CancelledError, ClientError):
                await pumping
