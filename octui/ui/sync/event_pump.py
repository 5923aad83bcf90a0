"""Applies the server's events to the store as they arrive, and reports at most one change per frame."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from time import monotonic, time
from typing import Any, Final

from octui.client import Client, ClientError, Connected, Disconnected, EventStream, HeartbeatMissed
from octui.client.events.arrival import mark_arrival
from octui.store.actions import Action, ConnectionChanged, FrameSkipped, HistoryLoaded, SessionsLoaded
from octui.store.changes import Changes
from octui.store.state import ConnectionStatus
from octui.store.store import Store
from octui.ui.sync.stream_audit import StreamAudit
from octui.ui.sync.stream_log import StreamLog
from octui.ui.sync.supervisor import keep_running
from octui.wire.access.trust import TrustUpdated
from octui.wire.events import (
    GlobalDisposed,
    InstanceDisposed,
    LspUpdated,
    McpToolsChanged,
    Received,
    ServerHeartbeat,
    SessionIdle,
    TuiCommandExecute,
    TuiPromptAppend,
    TuiSessionSelect,
    TuiToastShow,
    UpdateAvailable,
)

FRAME_SECONDS: Final = 1 / 16
"""Minimum interval between two reports of changes."""

RemoteEvent = TuiPromptAppend | TuiCommandExecute | TuiToastShow | TuiSessionSelect | UpdateAvailable
"""What others say to the interface; none of it is part of the state."""


class EventPump:
    """Passes events to the store as they arrive, and changes to its listeners at most sixteen times a second.

    `on_checkpoint` is called at each heartbeat and at the end of each turn: moments to read again what is on screen and
    may change without an event.
    """

    def __init__(
        self,
        client: Client,
        store: Store,
        *,
        change_listeners: Sequence[Callable[[Changes], None]],
        on_remote_event: Callable[[RemoteEvent], None],
        on_lost: Callable[[ClientError], None],
        resync: Callable[[], Coroutine[Any, Any, None]],
        reload_mcp_and_lsp: Callable[[], Coroutine[Any, Any, None]],
        on_folder_trust: Callable[[str], None],
        on_task_error: Callable[[BaseException, float], None],
        on_checkpoint: Callable[[], None],
        audit: StreamAudit,
    ) -> None:
        self.stream_log = StreamLog()
        self._client = client
        self._store = store
        self._change_listeners = change_listeners
        self._on_remote_event = on_remote_event
        self._on_lost = on_lost
        self._resync = resync
        self._reload_mcp_and_lsp = reload_mcp_and_lsp
        self._on_folder_trust = on_folder_trust
        """Receives the directory whose trust has to be read again."""
        self._on_task_error = on_task_error
        self._on_checkpoint = on_checkpoint
        self._unreadable_count = 0
        self._audit = audit
        self._reload_task: asyncio.Task[None] | None = None
        self._flushed_at = 0.0
        self._flush_timer: asyncio.TimerHandle | None = None
        self._resync_task: asyncio.Task[None] | None = None
        self._stream: EventStream | None = None
        self._heard_at = 0.0
        """When the server was last heard, in epoch milliseconds."""

    async def pump_events(self) -> None:
        """Listen until cancelled; the stream reconnects automatically."""
        stream = self._stream = self._client.events.subscribe()
        try:
            async for received in stream:
                self.stream_log.record_item(received)
                match received:
                    case Connected() as there:
                        self._audit.cancel_checks()
                        self._record_sign_of_life()
                        self._set_connection(ConnectionStatus.LIVE, there=there)
                        self._start_resync()
                    case HeartbeatMissed():
                        self._set_connection(ConnectionStatus.QUIET)
                    case Disconnected(retry_in=retry_in, error=error):
                        self._set_connection(ConnectionStatus.LOST, retry_in, str(error))
                        self._on_lost(error)
                    case Received():
                        self._record_sign_of_life()
                        self._handle_event(received)
                self._record_unreadable()
        finally:
            self._stream = None
            self._cancel_flush()
            self._audit.cancel_checks()
            for task in (self._resync_task, self._reload_task):
                if task is not None:
                    task.cancel()

    def record_interruption(self, reason: str, retry_in: float) -> None:
        """The pump stopped by an error of octui's own: nothing is live until it starts again."""
        error = f"octui could not follow the server's events ({reason})."
        self._set_connection(ConnectionStatus.LOST, retry_in, error)

    def retry_connection(self) -> None:
        """Do not wait any longer with the next attempt to connect."""
        if self._stream is not None:
            self._stream.retry_now()

    def refresh_everything(self) -> None:
        """Read again what may have changed while octui was stopped: its connection looks whole, and may not be."""
        self.retry_connection()
        if self._stream is not None:
            self._start_resync()

    def apply_actions(self, *actions: Action) -> None:
        """Pass fetched data to the store and report the change, at once if a screen waits for it."""
        for action in actions:
            self._store.dispatch_action(action)
        self._record_unreadable()
        if any(isinstance(action, SessionsLoaded | HistoryLoaded) for action in actions):
            # Frames pace what a server sends by itself; the user waits for this.
            self._flushed_at = 0.0
            self._cancel_flush()
        self._schedule_flush()

    def _record_unreadable(self) -> None:
        while self._unreadable_count < self._client.unreadable.count:
            self._unreadable_count += 1
            self._store.dispatch_action(FrameSkipped())
            self.stream_log.record_unreadable()
            self._audit.report_unreadable_frame()
            self._schedule_flush()

    def _set_connection(
        self, status: ConnectionStatus, retry_in: float | None = None, error: str = "", there: Connected | None = None
    ) -> None:
        self._store.dispatch_action(
            ConnectionChanged(
                status=status,
                retry_in=retry_in,
                error=error,
                heard_at=None if status is ConnectionStatus.LIVE else self._heard_at,
                version=there.version if there is not None else None,
                embedded=there.is_embedded if there is not None else None,
            )
        )
        self._schedule_flush()

    def _record_sign_of_life(self) -> None:
        self._heard_at = time() * 1000
        if self._store.state.connection.status is ConnectionStatus.QUIET:
            self._set_connection(ConnectionStatus.LIVE)

    def _handle_event(self, arrived: Received) -> None:
        event = arrived.event
        if isinstance(event, RemoteEvent):
            self._on_remote_event(event)
            return
        arrived = mark_arrival(arrived)
        self._audit.check_event(arrived)
        self._store.dispatch_action(arrived)
        self._schedule_flush()
        if isinstance(event, InstanceDisposed | GlobalDisposed):
            self._start_resync()
        elif isinstance(event, McpToolsChanged | LspUpdated):
            self._start_mcp_reload()
        elif isinstance(event, TrustUpdated):
            self._on_folder_trust(event.directory)
        elif isinstance(event, ServerHeartbeat | SessionIdle):
            self._on_checkpoint()

    def _start_mcp_reload(self) -> None:
        """These events only signal a change; one that arrives during a request restarts the request."""
        if self._reload_task is not None and not self._reload_task.done():
            self._reload_task.cancel()
        self._reload_task = asyncio.ensure_future(keep_running(self._reload_mcp_and_lsp, self._on_task_error))

    def _start_resync(self) -> None:
        if self._resync_task is not None and not self._resync_task.done():
            self._resync_task.cancel()
        self._resync_task = asyncio.ensure_future(keep_running(self._resync, self._on_task_error))

    def _schedule_flush(self) -> None:
        if self._flush_timer is None:
            delay = max(0.0, self._flushed_at + FRAME_SECONDS - monotonic())
            self._flush_timer = asyncio.get_running_loop().call_later(delay, self._flush_changes)

    def _cancel_flush(self) -> None:
        if self._flush_timer is not None:
            self._flush_timer.cancel()
            self._flush_timer = None

    def _flush_changes(self) -> None:
        self._flush_timer = None
        self._flushed_at = monotonic()
        if touched := self._store.drain_changes():
            for notify_listener in self._change_listeners:
                notify_listener(touched)
