"""Everything that waits for an answer, in the order it is gone through, and which of it is on show."""

from collections.abc import Collection, Sequence

from octui.store.selectors import Ask


class RequestQueue:
    """A session's own asks come first, then its family's, then those of other sessions.

    The ask on show stays on show; when it is gone the one after it follows. Asks of other sessions are
    only shown to who went there.
    """

    def __init__(self) -> None:
        self.requests: tuple[Ask, ...] = ()
        self.current = ""
        self._family_count = 0
        """How many are the family's."""
        self._is_visiting = False
        self._order: tuple[str, ...] = ()
        """The asks as they stood when the current one was chosen."""

    @property
    def request_ids(self) -> tuple[str, ...]:
        return tuple(ask.id for ask in self.requests)

    @property
    def foreign_requests(self) -> tuple[Ask, ...]:
        """Those of other sessions."""
        return self.requests[self._family_count :]

    def set_requests(self, asks: Sequence[Ask], session_id: str, family: Collection[str]) -> None:
        """These wait now, as seen from a session; the oldest come first."""
        rank = {ask.id: (ask.session_id != session_id) + (ask.session_id not in family) for ask in asks}
        self.requests = tuple(sorted(asks, key=lambda ask: rank[ask.id]))
        self._family_count = sum(rank[ask.id] < 2 for ask in asks)

    def find_request(self, ask_id: str) -> Ask | None:
        return next((ask for ask in self.requests if ask.id == ask_id), None)

    def position_of(self, ask_id: str) -> int:
        """Its number, from 1; 0 for one that is gone."""
        return self.request_ids.index(ask_id) + 1 if ask_id in self.request_ids else 0

    def choose_current(self) -> None:
        """Choose what is on show, after others came or went."""
        allowed = self.request_ids if self._is_visiting else self.request_ids[: self._family_count]
        if self.current not in allowed:
            after = self._order[self._order.index(self.current) :] if self.current in self._order else ()
            self.current = next((ask_id for ask_id in (*after, *allowed) if ask_id in allowed), "")
        self._order = self.request_ids

    def step_current(self, by: int) -> None:
        """Go round all of them, those of other sessions included."""
        if not self.requests:
            return
        self._is_visiting = True
        start = self.position_of(self.current) - 1 if self.current in self.request_ids else (-1 if by > 0 else 0)
        self.current = self.request_ids[(start + by) % len(self.request_ids)]

    def visit_other_session(self) -> None:
        """Go to the first ask of another session."""
        if self.foreign_requests:
            self._is_visiting = True
            self.current = self.foreign_requests[0].id

    def leave_other_sessions(self) -> None:
        """Show no more of other sessions'."""
        self._is_visiting = False
