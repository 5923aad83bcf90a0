"""The stored sessions: read, saved, and made known by events in the directory of each."""

from collections.abc import Callable, Mapping
from typing import Any

from octui.server.event_bus import EventBus
from octui.server.json_encoding import encode_json
from octui.server.storage.repository import Repository
from octui.wire.decoding.tolerant_decoder import TolerantDecoder
from octui.wire.sessions import Session

# One row that another version wrote, or that was damaged, must not make its session unusable.
_session = TolerantDecoder(Session, bounds_depth=False)


class SessionRecords:
    """What the services of sessions, messages and statuses share."""

    def __init__(self, repository: Repository, bus: EventBus) -> None:
        self.hide_contents: Callable[[Session], Session] = _show_all
        """Leaves out of a session what its folder's rules do not let clients see."""
        self._repository = repository
        self._bus = bus
        self._directories: dict[str, str] = {}

    def read_session(self, session_id: str) -> Session | None:
        """The session as it is stored, with what clients may not see."""
        row = self._repository.read_session_row(session_id)
        if row is None:
            return None
        session = decode_session(row)
        self._directories[session_id] = session.directory
        return session

    def find_session_directory(self, session_id: str) -> str | None:
        """None when there is no such session."""
        if session_id not in self._directories:
            self.read_session(session_id)
        return self._directories.get(session_id)

    def save_session(self, session: Session) -> None:
        self._directories[session.id] = session.directory
        self._repository.save_session_row(
            session.id,
            encode_json(session),
            project_id=session.project_id,
            directory=session.directory,
            path=session.path or "",
            parent_id=session.parent_id,
            title=session.title,
            updated=session.time.updated,
        )

    def forget_session(self, session_id: str) -> None:
        """No more events are published for it."""
        self._directories.pop(session_id, None)

    def publish_session_event(self, session_id: str, kind: str, properties: Mapping[str, Any]) -> None:
        """Publish in the session's directory; nothing happens for a session that was deleted."""
        directory = self.find_session_directory(session_id)
        if directory is not None:
            self._bus.publish_event(kind, {"sessionID": session_id, **properties}, directory)

    def publish_session_update(self, session: Session) -> Session:
        """Publish a changed session; returns what clients were shown."""
        shown = self.hide_contents(session)
        self.publish_session_event(session.id, "session.updated", {"info": shown})
        return shown


def decode_session(row: bytes) -> Session:
    return _session.decode_value(row)


def _show_all(session: Session) -> Session:
    return session
