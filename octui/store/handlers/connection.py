"""How the state takes in news of the connection. Called by `reduce` alone."""

from octui.store.actions import LinkChanged
from octui.store.changes import NOTHING, Key, Topic, Touched, touched
from octui.store.handlers.history import went_stale
from octui.store.state import Connection, Link, State

CONNECTED = (Link.LIVE, Link.QUIET)


def link_changed(state: State, told: LinkChanged) -> Touched:
    held = state.connection
    connection = Connection(
        link=told.link,
        retry_in=told.retry_in,
        error=told.error,
        url=held.url if told.url is None else told.url,
        version=held.version if told.version is None else told.version,
        embedded=held.embedded if told.embedded is None else told.embedded,
    )
    if told.link not in CONNECTED or held.link not in CONNECTED:
        went_stale(state)
    if told.link in CONNECTED and held.link not in CONNECTED:
        state.connected_at = state.clock
        state.failures.pop("", None)
    state.connection = connection
    return NOTHING if connection == held else touched(Key(Topic.CONNECTION))


def frame_skipped(state: State) -> Touched:
    state.skipped += 1
    return touched(Key(Topic.CONNECTION))
