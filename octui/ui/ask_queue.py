"""Everything that waits for an answer, in the order it is gone through, and which of it is on show."""

from collections.abc import Collection, Sequence

from octui.store.select import Ask


class AskQueue:
    """A session's own asks come first, then its family's, then those of other sessions.

    The ask on show stays on show; when it is gone the one after it follows. Asks of other sessions are
    only shown to who went there.
    """

    def __init__(self) -> None:
        self.asks: tuple[Ask, ...] = ()
        self.current = ""
        self._own = 0
        """How many are the family's."""
        self._visiting = False
        self._order: tuple[str, ...] = ()
        """The asks as they stood when the current one was chosen."""

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(ask.id for ask in self.asks)

    @property
    def foreign(self) -> tuple[Ask, ...]:
        """Those of other sessions."""
        return self.asks[self._own :]

    def fill(self, asks: Sequence[Ask], session_id: str, family: Collection[str]) -> None:
        """These wait now, as seen from a session; the oldest come first."""
        rank = {ask.id: (ask.session_id != session_id) + (ask.session_id not in family) for ask in asks}
        self.asks = tuple(sorted(asks, key=lambda ask: rank[ask.id]))
        self._own = sum(rank[ask.id] < 2 for ask in asks)

    def ask(self, ask_id: str) -> Ask | None:
        return next((ask for ask in self.asks if ask.id == ask_id), None)

    def place(self, ask_id: str) -> int:
        """Its number, from 1; 0 for one that is gone."""
        return self.ids.index(ask_id) + 1 if ask_id in self.ids else 0

    def settle(self) -> None:
        """Choose what is on show, after others came or went."""
        allowed = self.ids if self._visiting else self.ids[: self._own]
        if self.current not in allowed:
            after = self._order[self._order.index(self.current) :] if self.current in self._order else ()
            self.current = next((ask_id for ask_id in (*after, *allowed) if ask_id in allowed), "")
        self._order = self.ids

    def step(self, by: int) -> None:
        """Go round all of them, those of other sessions included."""
        if not self.asks:
            return
        self._visiting = True
        start = self.place(self.current) - 1 if self.current in self.ids else (-1 if by > 0 else 0)
        self.current = self.ids[(start + by) % len(self.ids)]

    def visit(self) -> None:
        """Go to the first ask of another session."""
        if self.foreign:
            self._visiting = True
            self.current = self.foreign[0].id

    def come_home(self) -> None:
        """Show no more of other sessions'."""
        self._visiting = False
