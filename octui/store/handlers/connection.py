"""Handlers for connection changes. Called by `reduce_state` only."""

from octui.store.actions import ConnectionChanged
from octui.store.changes import NO_CHANGES, ChangeKey, Changes, Topic, make_changes
from octui.store.handlers.history import mark_histories_stale
from octui.store.handlers.sessions import mark_statuses_doubtful, restore_statuses
from octui.store.state import ConnectionStatus, ServerConnection, State

CONNECTED = (ConnectionStatus.LIVE, ConnectionStatus.QUIET)


def on_connection_changed(state: State, reported: ConnectionChanged) -> Changes:
    previous = state.connection
    connection = ServerConnection(
        status=reported.status,
        retry_in=reported.retry_in,
        error=reported.error,
        heard_at=previous.heard_at if reported.heard_at is None else reported.heard_at,
        url=previous.url if reported.url is None else reported.url,
        version=previous.version if reported.version is None else reported.version,
        embedded=previous.embedded if reported.embedded is None else reported.embedded,
        ends_with_octui=previous.ends_with_octui if reported.ends_with_octui is None else reported.ends_with_octui,
    )
    if reported.status not in CONNECTED or previous.status not in CONNECTED:
        mark_histories_stale(state)
    if reported.status in CONNECTED and previous.status not in CONNECTED:
        state.connected_at = state.clock
        state.failures.pop("", None)
    state.connection = connection
    changed = NO_CHANGES if connection == previous else make_changes(ChangeKey(Topic.CONNECTION))
    if reported.status is not ConnectionStatus.LIVE:
        return changed | mark_statuses_doubtful(state, connection.heard_at)
    if previous.status is ConnectionStatus.QUIET:
        # The same connection goes on: nothing was missed meanwhile.
        return changed | restore_statuses(state, previous.heard_at)
    return changed


def on_frame_skipped(state: State) -> Changes:
    state.skipped_frames += 1
    return make_changes(ChangeKey(Topic.CONNECTION))
