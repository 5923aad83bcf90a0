"""Handlers for connection changes. Called by `reduce` only."""

from octui.store.actions import ConnectionChanged
from octui.store.changes import NO_CHANGES, ChangeKey, Changes, Topic, make_changes
from octui.store.handlers.history import mark_histories_stale
from octui.store.handlers.sessions import mark_statuses_doubtful, restore_statuses
from octui.store.state import ConnectionStatus, ServerConnection, State

CONNECTED = (ConnectionStatus.LIVE, ConnectionStatus.QUIET)


def on_connection_changed(state: State, told: ConnectionChanged) -> Changes:
    held = state.connection
    connection = ServerConnection(
        status=told.status,
        retry_in=told.retry_in,
        error=told.error,
        heard_at=held.heard_at if told.heard_at is None else told.heard_at,
        url=held.url if told.url is None else told.url,
        version=held.version if told.version is None else told.version,
        embedded=held.embedded if told.embedded is None else told.embedded,
    )
    if told.status not in CONNECTED or held.status not in CONNECTED:
        mark_histories_stale(state)
    if told.status in CONNECTED and held.status not in CONNECTED:
        state.connected_at = state.clock
        state.failures.pop("", None)
    state.connection = connection
    changed = NO_CHANGES if connection == held else make_changes(ChangeKey(Topic.CONNECTION))
    if told.status is not ConnectionStatus.LIVE:
        return changed | mark_statuses_doubtful(state, connection.heard_at)
    if held.status is ConnectionStatus.QUIET:
        # The same connection goes on: nothing was missed meanwhile.
        return changed | restore_statuses(state, held.heard_at)
    return changed


def on_frame_skipped(state: State) -> Changes:
    state.skipped_frames += 1
    return make_changes(ChangeKey(Topic.CONNECTION))
