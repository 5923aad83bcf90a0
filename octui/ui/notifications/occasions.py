"""Finds what the user may want to be notified of by comparing two states; no I/O."""

from collections.abc import Iterator
from dataclasses import field
from enum import StrEnum

from octui.lazy_dataclasses import dataclass
from octui.store import selectors
from octui.store.state import State
from octui.wire.requests import Permission


class OccasionKind(StrEnum):
    """The names a hook gets."""

    PERMISSION = "permission"
    QUESTION = "question"
    DONE = "done"
    ERROR = "error"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class Occasion:
    kind: OccasionKind
    session_id: str
    request_id: str = ""

    def is_still_true(self, state: State) -> bool:
        """Whether it was not settled meanwhile, as by a rule that approves, or by the next prompt."""
        match self.kind:
            case OccasionKind.PERMISSION | OccasionKind.QUESTION:
                return self.request_id in state.arrivals
            case OccasionKind.RETRY:
                return selectors.get_session_run(state, self.session_id).is_retrying
            case _:
                is_over = not selectors.is_possibly_busy(state, self.session_id)
                return is_over and not _was_interrupted(state, self.session_id)


@dataclass(slots=True)
class OccasionFinder:
    """Reports each thing once. The first look only learns what is so already."""

    _requests: set[str] = field(default_factory=set)
    _running: set[str] = field(default_factory=set)
    _retrying: set[str] = field(default_factory=set)
    _has_looked: bool = False

    def find_occasions(self, state: State) -> tuple[Occasion, ...]:
        """What is new since the last look."""
        is_first, self._has_looked = not self._has_looked, True
        occasions = (*self._find_requests(state), *self._find_ends(state), *self._find_retries(state))
        return () if is_first else occasions

    def _find_requests(self, state: State) -> Iterator[Occasion]:
        for request in selectors.list_requests(state):
            if request.id not in self._requests:
                self._requests.add(request.id)
                kind = OccasionKind.PERMISSION if isinstance(request, Permission) else OccasionKind.QUESTION
                yield Occasion(kind, request.session_id, request.id)

    def _find_ends(self, state: State) -> Iterator[Occasion]:
        running = {session_id for session_id in state.statuses if not selectors.is_subagent(state, session_id)}
        ended, self._running = self._running - running, running
        for session_id in ended:
            failure = state.failures.get(session_id)
            if session_id not in state.deleted:
                yield Occasion(OccasionKind.DONE if failure is None else OccasionKind.ERROR, session_id)

    def _find_retries(self, state: State) -> Iterator[Occasion]:
        retrying = {session_id for session_id, status in state.statuses.items() if status.type == "retry"}
        # Between two tries a session is busy again: it is the same trouble until the run is over.
        self._retrying &= set(state.statuses)
        for session_id in retrying - self._retrying:
            self._retrying.add(session_id)
            yield Occasion(OccasionKind.RETRY, session_id)


def _was_interrupted(state: State, session_id: str) -> bool:
    """Whether the user stopped the last turn, and so knows that it ended."""
    newest = state.messages.get(selectors.find_newest_answer(state, session_id))
    error = newest.info.error if newest is not None and newest.info is not None else None
    return error is not None and error.is_aborted
