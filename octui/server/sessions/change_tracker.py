"""Tracks which messages of a session change, for readers that keep a copy."""


class ChangeTracker:
    def __init__(self) -> None:
        self._sessions: dict[str, list[set[str]]] = {}

    def start_tracking(self, session_id: str) -> set[str]:
        """A set that collects the ids of messages that change, until `stop_tracking`."""
        changed: set[str] = set()
        self._sessions.setdefault(session_id, []).append(changed)
        return changed

    def stop_tracking(self, session_id: str, changed: set[str]) -> None:
        kept = [other for other in self._sessions.get(session_id, ()) if other is not changed]
        if kept:
            self._sessions[session_id] = kept
        else:
            self._sessions.pop(session_id, None)

    def record_change(self, session_id: str, message_id: str) -> None:
        for changed in self._sessions.get(session_id, ()):
            changed.add(message_id)
