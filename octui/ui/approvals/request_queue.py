"""All pending requests, in the order they are shown, and which of them is shown now."""

from collections.abc import Collection, Sequence

from octui.store.selectors import PendingRequest


class RequestQueue:
    """A session's own requests come first, then its family's, then those of other sessions.

    The request that is shown stays until it is settled; the one after it follows. Requests of other sessions are
    only shown on demand.
    """

    def __init__(self) -> None:
        self.requests: tuple[PendingRequest, ...] = ()
        self.current = ""
        self._family_count = 0
        """How many are the session's and its family's."""
        self._is_visiting = False
        self._order: tuple[str, ...] = ()
        """The order of the requests when the current one was chosen."""

    @property
    def request_ids(self) -> tuple[str, ...]:
        return tuple(request.id for request in self.requests)

    @property
    def foreign_requests(self) -> tuple[PendingRequest, ...]:
        """Those of other sessions."""
        return self.requests[self._family_count :]

    def set_requests(self, requests: Sequence[PendingRequest], session_id: str, family: Collection[str]) -> None:
        """Set what is pending, as seen from a session, in the order of age."""
        rank = {
            request.id: (request.session_id != session_id) + (request.session_id not in family) for request in requests
        }
        self.requests = tuple(sorted(requests, key=lambda request: rank[request.id]))
        self._family_count = sum(rank[request.id] < 2 for request in requests)

    def find_request(self, request_id: str) -> PendingRequest | None:
        return next((request for request in self.requests if request.id == request_id), None)

    def position_of(self, request_id: str) -> int:
        """Its number, from 1; 0 for one that is not pending."""
        return self.request_ids.index(request_id) + 1 if request_id in self.request_ids else 0

    def choose_current(self) -> None:
        """Choose which request is shown, after requests came or were settled."""
        allowed = self.request_ids if self._is_visiting else self.request_ids[: self._family_count]
        if self.current not in allowed:
            after = self._order[self._order.index(self.current) :] if self.current in self._order else ()
            self.current = next((request_id for request_id in (*after, *allowed) if request_id in allowed), "")
        self._order = self.request_ids

    def step_current(self, by: int) -> None:
        """Cycle through all of them, those of other sessions included."""
        if not self.requests:
            return
        self._is_visiting = True
        start = self.position_of(self.current) - 1 if self.current in self.request_ids else (-1 if by > 0 else 0)
        self.current = self.request_ids[(start + by) % len(self.request_ids)]

    def visit_other_session(self) -> None:
        """Go to the first request of another session."""
        if self.foreign_requests:
            self._is_visiting = True
            self.current = self.foreign_requests[0].id

    def leave_other_sessions(self) -> None:
        """Go back to the requests of this session."""
        self._is_visiting = False
