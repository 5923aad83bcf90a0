"""What there is one of in a process."""

from collections.abc import Callable
from pathlib import Path

from octui import VERSION
from octui.server import places
from octui.server.bus import Bus
from octui.server.conversations import Conversations
from octui.server.identifiers import now
from octui.server.instances import Instances
from octui.server.projects import Projects
from octui.server.records import Records
from octui.server.routing import Route
from octui.server.tickets import Tickets

DATABASE = "octui.db"


class Server:
    """Everything the server holds; made in the event loop it runs in."""

    def __init__(self, data_folder: Path | None = None, directory: str | None = None) -> None:
        self.data_folder = data_folder or places.data_folder()
        self.directory = directory or str(Path.cwd())
        """The directory of calls that name none."""
        self.version = VERSION
        self.started = now()
        self.bus = Bus()
        self.records = Records(self.data_folder / DATABASE)
        self.projects = Projects(self)
        self.conversations = Conversations(self)
        self.instances = Instances(self)
        self.tickets = Tickets()
        self.routes: tuple[Route, ...] = ()
        """What it serves, for describing it."""
        self.description: bytes | None = None
        """The description, once somebody has asked for it."""
        self.cut_off: Callable[[tuple[str, int]], None] = _nobody
        """Ends a client's connection without waiting for it to read."""

    async def close(self) -> None:
        """End everything that runs, and put down what is still in memory."""
        await self.instances.dispose_all(announce=False)
        self.conversations.close()
        self.records.close()


def _nobody(client: tuple[str, int]) -> None:
    """Where there are no connections, none ends."""
