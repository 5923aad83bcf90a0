"""How the state takes in sessions, what they are doing and why they failed. Called by `reduce` alone."""

from octui.store.actions import FailureSeen, SessionsLoaded, StatusesLoaded
from octui.store.changes import NOTHING, Key, Topic, Touched, touched
from octui.store.directories import lives_in, plain
from octui.store.handlers.messages import drop_timeline, open_timeline, unsettled
from octui.store.handlers.requests import forget_asks
from octui.store.state import State
from octui.wire.messages import Failure
from octui.wire.sessions import IDLE, Session, Status

WATCHED_ROOM = 48
"""How many histories are kept that nobody asked for, because their sessions began before our eyes."""


def session_created(state: State, session: Session) -> Touched:
    fresh = session.id not in state.sessions and session.id not in state.unseen and session.id not in state.deleted
    state.deleted.pop(session.id, None)
    changed = session_updated(state, session)
    if fresh and session.id not in state.timelines:
        _make_room(state)
        open_timeline(state, session.id).loaded = True
        changed |= touched(Key(Topic.MESSAGES, session.id))
    return changed


def session_updated(state: State, session: Session) -> Touched:
    if session.id in state.deleted:
        return NOTHING
    state.sessions_at[session.id] = state.clock
    return _put(state, session)


def session_deleted(state: State, session_id: str) -> Touched:
    state.deleted[session_id] = state.clock
    return _drop(state, session_id) | forget_asks(state, session_id)


def sessions_loaded(state: State, loaded: SessionsLoaded) -> Touched:
    since = state.connected_at if loaded.since is None else loaded.since
    changed = NOTHING
    for session in loaded.sessions:
        if state.deleted.get(session.id, 0) > since:
            continue
        state.deleted.pop(session.id, None)
        if session.id not in state.sessions or state.sessions_at.get(session.id, 0) <= since:
            changed |= _put(state, session)
    if loaded.complete:
        listed = {session.id for session in loaded.sessions}
        for session in list(state.sessions.values()):
            if (
                session.id not in listed
                and state.sessions_at.get(session.id, 0) <= since
                and lives_in(state, session.id, loaded.directory)
                and not (loaded.roots and session.parent_id)
            ):
                changed |= _drop(state, session.id)
    return changed


def status_told(state: State, session_id: str, status: Status) -> Touched:
    if session_id in state.deleted:
        return NOTHING
    state.status_at[session_id] = state.clock
    changed = _put_status(state, session_id, status)
    if status.type == "idle" and session_id in state.timelines and state.timelines[session_id].unfinished:
        changed |= unsettled(state, session_id)
    return changed


def statuses_loaded(state: State, loaded: StatusesLoaded) -> Touched:
    since = state.connected_at if loaded.since is None else loaded.since
    changed = NOTHING
    for session_id in {*state.statuses, *loaded.statuses}:
        if (
            (session_id in loaded.statuses or lives_in(state, session_id, loaded.directory) is not False)
            and session_id not in state.deleted
            and state.status_at.get(session_id, 0) <= since
        ):
            changed |= _put_status(state, session_id, loaded.statuses.get(session_id, IDLE))
    state.statuses_at[loaded.directory and plain(loaded.directory)] = state.clock
    for session_id in state.timelines:
        changed |= unsettled(state, session_id)
    return changed


def session_failed(state: State, session_id: str, failure: Failure) -> Touched:
    """Remember why a run failed; one that the person aborted did not fail.

    Newer servers tell the same failure twice, the second time with their stack under it.
    """
    held = state.failures.get(session_id)
    repeated = held is not None and held.message in failure.message
    if session_id in state.deleted or failure.aborted or repeated:
        return NOTHING
    state.failures[session_id] = failure
    return _failure_keys(session_id)


def failure_seen(state: State, seen: FailureSeen) -> Touched:
    if state.failures.pop(seen.session_id, None) is None:
        return NOTHING
    return _failure_keys(seen.session_id)


def instance_disposed(state: State, directory: str | None) -> Touched:
    """Nothing runs there any more; None is everywhere."""
    changed = NOTHING
    for session_id in list(state.statuses):
        if lives_in(state, session_id, directory):
            state.status_at[session_id] = state.clock
            changed |= _put_status(state, session_id, IDLE)
    return changed


def _put(state: State, session: Session) -> Touched:
    held = state.sessions.get(session.id)
    if held == session:
        return NOTHING
    state.sessions[session.id] = session
    if held is None or held.parent_id != session.parent_id:
        _unlink(state, held)
        _link(state, session)
    changed = touched(Key(Topic.SESSIONS), Key(Topic.SESSION, session.id))
    if (held.revert if held is not None else None) != session.revert:
        changed |= touched(Key(Topic.MESSAGES, session.id))
    if held is None or held.directory != session.directory:
        changed |= unsettled(state, session.id)
    return changed


def _drop(state: State, session_id: str) -> Touched:
    _unlink(state, state.sessions.pop(session_id, None))
    state.sessions_at.pop(session_id, None)
    state.statuses.pop(session_id, None)
    state.status_at.pop(session_id, None)
    state.failures.pop(session_id, None)
    state.todos.pop(session_id, None)
    state.todos_at.pop(session_id, None)
    drop_timeline(state, session_id)
    state.unseen.pop(session_id, None)
    per_session = (Topic.SESSION, Topic.STATUS, Topic.MESSAGES, Topic.TODOS)
    return touched(Key(Topic.SESSIONS), *(Key(topic, session_id) for topic in per_session))


def _link(state: State, session: Session) -> None:
    if session.parent_id:
        siblings = (*state.children.get(session.parent_id, ()), session.id)
        ordered = sorted(siblings, key=lambda sibling: (state.sessions[sibling].time.created, sibling))
        state.children[session.parent_id] = tuple(ordered)


def _unlink(state: State, session: Session | None) -> None:
    if session is None or not session.parent_id:
        return
    left = tuple(child for child in state.children.get(session.parent_id, ()) if child != session.id)
    if left:
        state.children[session.parent_id] = left
    else:
        state.children.pop(session.parent_id, None)


def _put_status(state: State, session_id: str, status: Status) -> Touched:
    held = state.statuses.get(session_id, IDLE)
    if status.type == "idle":
        state.statuses.pop(session_id, None)
    else:
        state.statuses[session_id] = status
    changed = NOTHING
    if status.type == "busy" and state.failures.pop(session_id, None) is not None:
        changed = _failure_keys(session_id)
    if held != status:
        changed |= touched(Key(Topic.STATUS, session_id)) | unsettled(state, session_id)
    return changed


def _failure_keys(session_id: str) -> Touched:
    if not session_id:
        return touched(Key(Topic.CONNECTION))
    return touched(Key(Topic.SESSIONS), Key(Topic.SESSION, session_id))


def _make_room(state: State) -> None:
    watched = [timeline.session_id for timeline in state.timelines.values() if not timeline.wanted]
    for session_id in watched[: max(0, len(watched) - WATCHED_ROOM + 1)]:
        drop_timeline(state, session_id)
