"""The composition root: creates everything a server has one of."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from octui import VERSION
from octui.server import server_paths
from octui.server.agent.models.credentials import CredentialStore
from octui.server.event_bus import EventBus
from octui.server.http.websocket_tickets import TicketStore
from octui.server.identifiers import get_time_ms
from octui.server.instance import SharedServices
from octui.server.instances import InstanceRegistry
from octui.server.permissions.shown_files import hide_undone_changes
from octui.server.projects import ProjectService
from octui.server.sessions.messages import MessageService
from octui.server.sessions.service import SessionService
from octui.server.sessions.session_records import SessionRecords
from octui.server.sessions.statuses import SessionStatuses
from octui.server.storage.database_recovery import find_usable_database
from octui.server.storage.grant_store import GrantStore
from octui.server.storage.repository import Repository
from octui.server.storage.writer_lock import WriterLock
from octui.server.trust.trust_store import TrustStore
from octui.wire.sessions import Session

DATABASE = "octui.db"
WRITER_LOCKS_FOLDER = "running"


class _Store(Protocol):
    def set_aside_damaged(self) -> str: ...


class Server:
    """The server's shared services; create it in the event loop it runs in."""

    def __init__(self, data_folder: Path | None = None, directory: str | None = None) -> None:
        self.data_folder = data_folder or server_paths.locate_data_folder()
        self.directory = directory or str(Path.cwd())
        """The directory of requests that name none."""
        self.has_password = False
        """Whether only callers that know one are answered."""
        self.version = VERSION
        self.started = get_time_ms()
        self.bus = EventBus()
        database, said = find_usable_database(self.data_folder / DATABASE)
        damaged = (
            _set_aside_damaged(TrustStore(self.data_folder)),
            _set_aside_damaged(CredentialStore(self.data_folder)),
        )
        self.notices = [notice for notice in (said, *damaged) if notice]
        """What the user has to know, shown by the first client that listens."""
        self.repository = Repository(database)
        self.projects = ProjectService(self.repository, self.bus)
        records = SessionRecords(self.repository, self.bus)
        self.messages = MessageService(records, self.repository, WriterLock(self.data_folder / WRITER_LOCKS_FOLDER))
        self.statuses = SessionStatuses(records)
        self.sessions = SessionService(records, self.repository, self.messages, self.statuses, self.version)
        shared = SharedServices(
            self.data_folder,
            self.bus,
            self.repository,
            self.projects,
            self.sessions,
            self.messages,
            self.statuses,
            GrantStore(self.repository),
        )
        self.instances = InstanceRegistry(shared, self.directory)
        records.hide_contents = self._hide_undone_changes
        self.tickets = TicketStore()
        self.abort_connection: Callable[[tuple[str, int]], None] = _ignore_client
        """Aborts a client's connection without waiting for it to read."""

    def _hide_undone_changes(self, session: Session) -> Session:
        return hide_undone_changes(self.instances.list_open_instances(), session)

    def take_notices(self) -> list[str]:
        """The notices that no client has shown yet."""
        taken, self.notices = self.notices, []
        return taken

    async def shut_down(self) -> None:
        """Stop everything that runs, and store what is still in memory."""
        await self.instances.dispose_all_instances(announce=False)
        self.messages.shut_down()
        self.repository.close_database()


def _set_aside_damaged(store: _Store) -> str:
    try:
        return store.set_aside_damaged()
    except OSError as problem:
        return f"{problem.filename} cannot be used: {problem.strerror}."


def _ignore_client(client: tuple[str, int]) -> None:
    """Used until there is something that serves connections."""
