"""What each session does at the moment."""

from octui.server.errors import SessionBusyError
from octui.server.sessions.session_records import SessionRecords
from octui.wire.sessions import IDLE, Status
from octui.wire.struct import Json


class SessionStatuses:
    """In memory only: after a restart every session is idle."""

    def __init__(self, records: SessionRecords) -> None:
        self._records = records
        self._statuses: dict[str, Status] = {}

    def set_session_status(self, session_id: str, status: Status) -> None:
        """Publish a session's status; when it is idle, `session.idle` follows."""
        idle = status.type == IDLE.type
        if idle:
            self._statuses.pop(session_id, None)
        else:
            self._statuses[session_id] = status
        self._records.publish_session_event(session_id, "session.status", {"status": encode_status(status)})
        if idle:
            self._records.publish_session_event(session_id, "session.idle", {})

    def get_session_status(self, session_id: str) -> Status:
        return self._statuses.get(session_id, IDLE)

    def require_idle(self, session_id: str) -> None:
        """Raises SessionBusyError."""
        if self.get_session_status(session_id).type != IDLE.type:
            raise SessionBusyError(session_id)

    def get_directory_statuses(self, directory: str) -> dict[str, Json]:
        """The status of each session of this directory that is not idle, as JSON."""
        return {
            session_id: encode_status(status)
            for session_id, status in self._statuses.items()
            if self._records.find_session_directory(session_id) == directory
        }

    def forget_session(self, session_id: str) -> None:
        self._statuses.pop(session_id, None)


def encode_status(status: Status) -> Json:
    if status.type != "retry":
        return {"type": status.type}
    return {"type": "retry", "attempt": status.attempt, "message": status.message, "next": status.next}
