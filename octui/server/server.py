"""What there is one of in a process."""

from collections.abc import Callable
from pathlib import Path

from octui import VERSION
from octui.server import server_paths
from octui.server.event_bus import EventBus
from octui.server.http.routing import Route
from octui.server.http.websocket_tickets import TicketStore
from octui.server.identifiers import now_ms
from octui.server.instances import InstanceRegistry
from octui.server.projects import ProjectService
from octui.server.sessions.service import SessionService
from octui.server.storage.repository import Repository

DATABASE = "octui.db"


class Server:
    """Everything the server holds; made in the event loop it runs in."""

    def __init__(self, data_folder: Path | None = None, directory: str | None = None) -> None:
        self.data_folder = data_folder or server_paths.locate_data_folder()
        self.directory = directory or str(Path.cwd())
        """The directory of calls that name none."""
        self.version = VERSION
        self.started = now_ms()
        self.bus = EventBus()
        self.repository = Repository(self.data_folder / DATABASE)
        self.projects = ProjectService(self)
        self.sessions = SessionService(self)
        self.instances = InstanceRegistry(self)
        self.tickets = TicketStore()
        self.routes: tuple[Route, ...] = ()
        """What it serves, for describing it."""
        self.description: bytes | None = None
        """The description, once somebody has asked for it."""
        self.abort_connection: Callable[[tuple[str, int]], None] = _ignore_client
        """Ends a client's connection without waiting for it to read."""

    async def shut_down(self) -> None:
        """End everything that runs, and put down what is still in memory."""
        await self.instances.dispose_all_instances(announce=False)
        self.sessions.shut_down()
        self.repository.close_database()


def _ignore_client(client: tuple[str, int]) -> None:
    """Where there are no connections, none ends."""
