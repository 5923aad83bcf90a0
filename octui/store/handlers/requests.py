"""How the state takes in what waits for a person. Called by `reduce` alone.

A request stays until the server says it was answered, or no longer lists it: the end of a run
does not end its requests.
"""

from octui.store.actions import PermissionsLoaded, QuestionsLoaded
from octui.store.changes import NOTHING, Key, Topic, Touched, touched
from octui.store.directories import lives_in, same_place
from octui.store.handlers.messages import above
from octui.store.state import Arrival, State
from octui.wire.requests import Permission, Question

Request = Permission | Question


def asked(state: State, request: Request, directory: str | None) -> Touched:
    if request.session_id in state.deleted or request.id in state.settled:
        return NOTHING
    return _put(state, request, state.clock, directory)


def settle(state: State, request_id: str) -> Touched:
    """The request was answered, here or elsewhere."""
    state.settled[request_id] = state.clock
    return _drop(state, request_id)


def asks_loaded(state: State, loaded: PermissionsLoaded | QuestionsLoaded) -> Touched:
    since = state.connected_at if loaded.since is None else loaded.since
    kind = Permission if isinstance(loaded, PermissionsLoaded) else Question
    listed = {request.id for request in loaded.requests}
    changed = NOTHING
    for held in requests(state):
        unheard = state.arrivals[held.id].at <= since
        if isinstance(held, kind) and held.id not in listed and unheard and _from(state, held, loaded.directory):
            changed |= _drop(state, held.id)
    pending: list[Request] = [*loaded.requests]
    pending.sort(key=lambda request: request.id)
    for request in pending:
        if request.session_id not in state.deleted and state.settled.get(request.id, 0) <= since:
            state.settled.pop(request.id, None)
            changed |= _put(state, request, 0, loaded.directory)
    return changed


def forget_asks(state: State, session_id: str) -> Touched:
    """Its session is gone."""
    gone = [request.id for request in requests(state) if request.session_id == session_id]
    return NOTHING.union(*(_drop(state, request_id) for request_id in gone))


def asks_disposed(state: State, directory: str | None) -> Touched:
    """The server forgot what it asked there; None is everywhere."""
    gone = [request.id for request in requests(state) if _from(state, request, directory)]
    return NOTHING.union(*(_drop(state, request_id) for request_id in gone))


def requests(state: State) -> list[Request]:
    """Everything that waits, in the order it came."""
    return [state.permissions.get(request_id) or state.questions[request_id] for request_id in state.arrivals]


def _from(state: State, request: Request, directory: str | None) -> bool:
    """Whether a request was asked in a directory; one from nobody knows where is not."""
    told = state.arrivals[request.id].directory
    if told is not None and directory is not None:
        return same_place(told, directory)
    return lives_in(state, request.session_id, directory) is True


def _put(state: State, request: Request, at: int, directory: str | None) -> Touched:
    known = state.arrivals.get(request.id)
    if known is not None:
        at, directory = max(at, known.at), directory or known.directory
    state.arrivals[request.id] = Arrival(at, directory)
    if isinstance(request, Permission):
        held: Request | None = state.permissions.get(request.id)
        state.permissions[request.id] = request
    else:
        held = state.questions.get(request.id)
        state.questions[request.id] = request
    return NOTHING if held == request else _keys(state, request)


def _drop(state: State, request_id: str) -> Touched:
    if state.arrivals.pop(request_id, None) is None:
        return NOTHING
    request = state.permissions.pop(request_id, None) or state.questions.pop(request_id)
    return _keys(state, request)


def _keys(state: State, request: Request) -> Touched:
    keys = touched(Key(Topic.ASKS)) | above(state, request.session_id)
    if request.tool is not None:
        keys |= touched(Key(Topic.MESSAGE, request.tool.message_id))
    return keys
