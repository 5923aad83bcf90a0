"""Handlers for requests that wait for the user. Called by `reduce_state` only.

A request stays until the server says it was answered, or no longer lists it: the end of a run
does not end its requests.
"""

from octui.store.actions import PermissionsLoaded, QuestionsLoaded
from octui.store.changes import NO_CHANGES, ChangeKey, Changes, Topic, make_changes
from octui.store.directories import is_same_directory, is_session_in
from octui.store.handlers.messages import find_parent_messages
from octui.store.selectors.requests import Request, list_requests
from octui.store.state import RequestArrival, State
from octui.wire.requests import Permission, Question


def on_request_asked(state: State, request: Request, directory: str | None) -> Changes:
    if request.session_id in state.deleted or request.id in state.settled:
        return NO_CHANGES
    return _store_request(state, request, state.clock, directory)


def on_request_settled(state: State, request_id: str) -> Changes:
    """The request was answered, here or elsewhere."""
    state.settled[request_id] = state.clock
    return _drop_request(state, request_id)


def on_requests_loaded(state: State, loaded: PermissionsLoaded | QuestionsLoaded) -> Changes:
    since = state.connected_at if loaded.since is None else loaded.since
    kind = Permission if isinstance(loaded, PermissionsLoaded) else Question
    listed = {request.id for request in loaded.requests}
    changed: set[ChangeKey] = set()
    if not state.has_listed_requests:
        # That the list is empty is known only now, and nothing else may change.
        state.has_listed_requests = True
        changed |= make_changes(ChangeKey(Topic.REQUESTS))
    for known in list_requests(state):
        unheard = state.arrivals[known.id].at <= since
        if (
            isinstance(known, kind)
            and known.id not in listed
            and unheard
            and _is_request_from(state, known, loaded.directory)
        ):
            changed |= _drop_request(state, known.id)
    pending: list[Request] = [*loaded.requests]
    pending.sort(key=lambda request: request.id)
    for request in pending:
        if request.session_id not in state.deleted and state.settled.get(request.id, 0) <= since:
            state.settled.pop(request.id, None)
            changed |= _store_request(state, request, 0, loaded.directory)
    return frozenset(changed)


def forget_requests(state: State, session_id: str) -> Changes:
    """Its session was deleted."""
    dropped = [request.id for request in list_requests(state) if request.session_id == session_id]
    return NO_CHANGES.union(*(_drop_request(state, request_id) for request_id in dropped))


def on_requests_disposed(state: State, directory: str | None) -> Changes:
    """The server dropped its requests there; None means everywhere."""
    dropped = [request.id for request in list_requests(state) if _is_request_from(state, request, directory)]
    return NO_CHANGES.union(*(_drop_request(state, request_id) for request_id in dropped))


def _is_request_from(state: State, request: Request, directory: str | None) -> bool:
    """Whether a request belongs to a directory; one of unknown origin does not."""
    origin = state.arrivals[request.id].directory
    if origin is not None and directory is not None:
        return is_same_directory(origin, directory)
    return is_session_in(state, request.session_id, directory) is True


def _store_request(state: State, request: Request, at: int, directory: str | None) -> Changes:
    known = state.arrivals.get(request.id)
    if known is not None:
        at, directory = max(at, known.at), directory or known.directory
    state.arrivals[request.id] = RequestArrival(at, directory)
    if isinstance(request, Permission):
        known_request: Request | None = state.permissions.get(request.id)
        state.permissions[request.id] = request
    else:
        known_request = state.questions.get(request.id)
        state.questions[request.id] = request
    return NO_CHANGES if known_request == request else _request_changes(state, request)


def _drop_request(state: State, request_id: str) -> Changes:
    if state.arrivals.pop(request_id, None) is None:
        return NO_CHANGES
    request = state.permissions.pop(request_id, None) or state.questions.pop(request_id)
    return _request_changes(state, request)


def _request_changes(state: State, request: Request) -> Changes:
    keys = make_changes(ChangeKey(Topic.REQUESTS)) | find_parent_messages(state, request.session_id)
    if request.tool is not None:
        keys |= make_changes(ChangeKey(Topic.MESSAGE, request.tool.message_id))
    return keys
