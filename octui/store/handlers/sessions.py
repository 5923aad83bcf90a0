"""Handlers for sessions, their statuses and their failures. Called by `reduce_state` only."""

from bisect import insort
from typing import Final

from octui.store.actions import FailureSeen, SessionsLoaded, StatusesLoaded
from octui.store.changes import NO_CHANGES, ChangeKey, Changes, Topic, make_changes
from octui.store.directories import is_session_in, strip_trailing_slash
from octui.store.handlers.accepted_prompts import forget_accepted_prompts
from octui.store.handlers.messages import drop_timeline, find_messages_affected_by_status, open_timeline
from octui.store.handlers.requests import forget_requests
from octui.store.state import ConnectionStatus, State
from octui.wire.messages import Failure
from octui.wire.sessions import IDLE, Session, Status

UNHEARD: Final = (ConnectionStatus.QUIET, ConnectionStatus.LOST)
WATCHED_ROOM = 48
"""How many unrequested histories are kept, of sessions that were created while octui was connected."""


def on_session_created(state: State, session: Session) -> Changes:
    fresh = session.id not in state.sessions and session.id not in state.unseen and session.id not in state.deleted
    state.deleted.pop(session.id, None)
    changed = on_session_updated(state, session)
    if fresh and session.id not in state.timelines:
        _evict_watched(state)
        open_timeline(state, session.id).loaded = True
        changed |= make_changes(ChangeKey(Topic.MESSAGES, session.id))
    return changed


def on_session_updated(state: State, session: Session) -> Changes:
    if session.id in state.deleted:
        return NO_CHANGES
    state.sessions_at[session.id] = state.clock
    return _store_session(state, session)


def on_session_deleted(state: State, session_id: str) -> Changes:
    state.deleted[session_id] = state.clock
    return _drop_session(state, session_id) | forget_requests(state, session_id)


def on_sessions_loaded(state: State, loaded: SessionsLoaded) -> Changes:
    since = state.connected_at if loaded.since is None else loaded.since
    changed: set[ChangeKey] = set()
    if loaded.has_more is not None and loaded.has_more != state.has_more_sessions:
        state.has_more_sessions = loaded.has_more
        changed |= make_changes(ChangeKey(Topic.SESSIONS))
    if loaded.has_more_subagents is not None and loaded.has_more_subagents != state.has_more_subagents:
        state.has_more_subagents = loaded.has_more_subagents
        changed |= make_changes(ChangeKey(Topic.SESSIONS))
    for session in loaded.sessions:
        if state.deleted.get(session.id, 0) > since:
            continue
        state.deleted.pop(session.id, None)
        if session.id not in state.sessions or state.sessions_at.get(session.id, 0) <= since:
            changed |= _store_session(state, session)
    if loaded.complete:
        listed = {session.id for session in loaded.sessions}
        for session in list(state.sessions.values()):
            if (
                session.id not in listed
                and state.sessions_at.get(session.id, 0) <= since
                and is_session_in(state, session.id, loaded.directory)
                and not (loaded.roots and session.parent_id)
            ):
                changed |= _drop_session(state, session.id)
    return frozenset(changed)


def on_status_updated(state: State, session_id: str, status: Status) -> Changes:
    if session_id in state.deleted:
        return NO_CHANGES
    state.status_at[session_id] = state.clock
    changed = _store_status(state, session_id, status)
    if status.type == "idle" and session_id in state.timelines and state.timelines[session_id].unfinished:
        changed |= find_messages_affected_by_status(state, session_id)
    return changed


def on_statuses_loaded(state: State, loaded: StatusesLoaded) -> Changes:
    since = state.connected_at if loaded.since is None else loaded.since
    changed: set[ChangeKey] = set()
    for session_id in {*state.statuses, *loaded.statuses}:
        if (
            (session_id in loaded.statuses or is_session_in(state, session_id, loaded.directory) is not False)
            and session_id not in state.deleted
            and state.status_at.get(session_id, 0) <= since
        ):
            changed |= _store_status(state, session_id, loaded.statuses.get(session_id, IDLE))
    place = loaded.directory and strip_trailing_slash(loaded.directory)
    if place not in state.statuses_at:
        # That a list is empty is known only now, and nothing else may change.
        changed |= make_changes(ChangeKey(Topic.SESSIONS))
    state.statuses_at[place] = state.clock
    for session_id in state.timelines:
        changed |= find_messages_affected_by_status(state, session_id)
    return frozenset(changed)


def mark_statuses_doubtful(state: State, heard_at: float) -> Changes:
    """The server is not heard any more: what runs may end unseen."""
    changed: set[ChangeKey] = set()
    for session_id in state.statuses.keys() - state.statuses_as_of.keys():
        state.statuses_as_of[session_id] = heard_at
        changed |= _find_status_changes(state, session_id)
    return frozenset(changed)


def restore_statuses(state: State, heard_at: float) -> Changes:
    """The server is heard again, without an interruption since `heard_at`."""
    changed: set[ChangeKey] = set()
    for session_id in [doubted for doubted, as_of in state.statuses_as_of.items() if as_of == heard_at]:
        del state.statuses_as_of[session_id]
        changed |= _find_status_changes(state, session_id)
    return frozenset(changed)


def on_session_failed(state: State, session_id: str, failure: Failure) -> Changes:
    """Record why a run failed; a run aborted by the user did not fail.

    Newer servers report the same failure twice, the second time with a stack trace.
    """
    known = state.failures.get(session_id)
    repeated = known is not None and known.message in failure.message
    if session_id in state.deleted or failure.is_aborted or repeated:
        return NO_CHANGES
    state.failures[session_id] = failure
    return _failure_changes(session_id)


def on_failure_seen(state: State, seen: FailureSeen) -> Changes:
    if state.failures.pop(seen.session_id, None) is None:
        return NO_CHANGES
    return _failure_changes(seen.session_id)


def on_instance_disposed(state: State, directory: str | None) -> Changes:
    """Nothing runs in this directory any more; None means every directory."""
    changed: set[ChangeKey] = set()
    for session_id in list(state.statuses):
        if is_session_in(state, session_id, directory):
            state.status_at[session_id] = state.clock
            changed |= _store_status(state, session_id, IDLE)
    return frozenset(changed)


def record_session_changes(state: State, changed: Changes) -> None:
    """Keep in mind which sessions a list has to look at again."""
    for topic, session_id in changed:
        if topic is Topic.SESSION or topic is Topic.STATUS:
            state.session_changes.pop(session_id, None)
            state.session_changes[session_id] = state.clock


def _store_session(state: State, session: Session) -> Changes:
    known = state.sessions.get(session.id)
    if known == session:
        return NO_CHANGES
    state.sessions[session.id] = session
    if known is None or known.parent_id != session.parent_id:
        _unlink_from_parent(state, known)
        _link_to_parent(state, session)
    changed = make_changes(ChangeKey(Topic.SESSIONS), ChangeKey(Topic.SESSION, session.id))
    if (known.revert if known is not None else None) != session.revert:
        changed |= make_changes(ChangeKey(Topic.MESSAGES, session.id))
    if known is None or known.directory != session.directory:
        changed |= find_messages_affected_by_status(state, session.id)
    return changed


def _drop_session(state: State, session_id: str) -> Changes:
    _unlink_from_parent(state, state.sessions.pop(session_id, None))
    state.sessions_at.pop(session_id, None)
    state.statuses.pop(session_id, None)
    state.statuses_as_of.pop(session_id, None)
    state.status_at.pop(session_id, None)
    state.failures.pop(session_id, None)
    state.todos.pop(session_id, None)
    state.todos_at.pop(session_id, None)
    drop_timeline(state, session_id)
    state.unseen.pop(session_id, None)
    forget_accepted_prompts(state, session_id)
    per_session = (Topic.SESSION, Topic.STATUS, Topic.MESSAGES, Topic.TODOS)
    return make_changes(ChangeKey(Topic.SESSIONS), *(ChangeKey(topic, session_id) for topic in per_session))


def _link_to_parent(state: State, session: Session) -> None:
    if session.parent_id:
        siblings = state.children.setdefault(session.parent_id, [])
        insort(siblings, session.id, key=lambda sibling: (state.sessions[sibling].time.created, sibling))


def _unlink_from_parent(state: State, session: Session | None) -> None:
    if session is None or not session.parent_id:
        return
    siblings = state.children.get(session.parent_id, [])
    if session.id in siblings:
        siblings.remove(session.id)
    if not siblings:
        state.children.pop(session.parent_id, None)


def _store_status(state: State, session_id: str, status: Status) -> Changes:
    known = state.statuses.get(session_id, IDLE)
    was_doubted = state.statuses_as_of.pop(session_id, None) is not None
    if status.type == "idle":
        state.statuses.pop(session_id, None)
    else:
        state.statuses[session_id] = status
        if state.connection.status in UNHEARD:
            # The answer to a request that was under way when the connection was lost.
            state.statuses_as_of[session_id] = state.connection.heard_at
    changed = NO_CHANGES
    if status.type == "busy" and state.failures.pop(session_id, None) is not None:
        changed = _failure_changes(session_id)
    if known != status or was_doubted:
        changed |= _find_status_changes(state, session_id)
    return changed


def _find_status_changes(state: State, session_id: str) -> Changes:
    return make_changes(ChangeKey(Topic.STATUS, session_id)) | find_messages_affected_by_status(state, session_id)


def _failure_changes(session_id: str) -> Changes:
    if not session_id:
        return make_changes(ChangeKey(Topic.CONNECTION))
    return make_changes(ChangeKey(Topic.SESSIONS), ChangeKey(Topic.SESSION, session_id))


def _evict_watched(state: State) -> None:
    watched = [timeline.session_id for timeline in state.timelines.values() if not timeline.wanted]
    for session_id in watched[: max(0, len(watched) - WATCHED_ROOM + 1)]:
        drop_timeline(state, session_id)
