"""The sessions the user works with: the pinned ones and those opened in this run, in quick slots and as tabs."""

from collections.abc import Collection, Sequence
from dataclasses import field
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.store.state import State

SLOTS: Final = 9
"""As many as there are digits to press."""


@dataclass(slots=True)
class OpenSessions:
    """Those opened in this run, in the order in which they were opened first."""

    session_ids: list[str] = field(default_factory=list)

    def record_opened(self, session_id: str) -> None:
        if session_id not in self.session_ids:
            self.session_ids.append(session_id)

    def forget_opened(self, session_id: str) -> None:
        if session_id in self.session_ids:
            self.session_ids.remove(session_id)


def list_slots(state: State, pinned: Sequence[str], opened: Collection[str]) -> tuple[str, ...]:
    """The sessions in quick slots, the first in slot 1: pinned ones as they were pinned, then the open ones."""
    kept = [session_id for session_id in dict.fromkeys(pinned) if session_id in state.sessions]
    for session_id in opened:
        session = state.sessions.get(session_id)
        if session is not None and session_id not in kept and not session.time.archived and not session.parent_id:
            kept.append(session_id)
    return tuple(kept[:SLOTS])
