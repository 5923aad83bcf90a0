"""A server that was found, and the attempts made on the way."""

from enum import StrEnum

from octui.backend.spawn import SpawnedServer
from octui.client.address import Credentials
from octui.lazy_dataclasses import dataclass
from octui.wire.health import EMBEDDED_SERVER, Health


class Origin(StrEnum):
    ATTACHED = "attached"
    """By the address that was given."""
    RUNNING = "running"
    """It was already running and working in this directory."""
    SPAWNED = "spawned"
    """octui started OpenCode's server, which ends with octui."""
    EMBEDDED = "embedded"
    """octui started its embedded server, which ends with octui."""


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """An OpenCode server that answers."""

    url: str
    """Without credentials."""
    version: str
    origin: Origin
    directory: str
    """Where to work, as a path on the server: absolute."""
    credentials: Credentials | None = None
    spawned: SpawnedServer | None = None
    """The server process that octui must stop."""
    is_embedded: bool = False
    """Whether it is octui's embedded server, no matter who started it."""
    warnings: tuple[str, ...] = ()
    is_directory_doubtful: bool = False
    """Whether the directory was typed by the user, and the server has not been asked for its files."""

    @property
    def health(self) -> Health:
        """What the server said about itself when it was found."""
        return Health(healthy=True, version=self.version, server=EMBEDDED_SERVER if self.is_embedded else "")

    @property
    def name(self) -> str:
        """The kind of server, as shown in the header."""
        return "embedded" if self.is_embedded else "opencode"

    @property
    def product(self) -> str:
        """The kind of server, as written at the beginning of a sentence."""
        return "The embedded server" if self.is_embedded else "OpenCode"

    @property
    def storage_key(self) -> str:
        """A stable key for data stored about this server; a local server's port differs from run to run."""
        return self.url if self.origin is Origin.ATTACHED else "local"


class AttemptStatus(StrEnum):
    TRYING = "trying"
    FOUND = "found"
    SKIPPED = "passed over"
    """It is unsuitable or not running."""
    FAILED = "failed"
    """It should have worked."""


@dataclass(frozen=True, slots=True)
class DiscoveryAttempt:
    """One attempt to reach a server, with its result so far; a later attempt at the same place replaces it."""

    place: str
    """An address, or the command that was run."""
    status: AttemptStatus
    message: str
    output: str = ""
    """The end of what the command printed, when it failed."""


class NoServerFound(Exception):
    """There is no server to use and none could be started; `attempts` says why."""

    def __init__(self, attempts: tuple[DiscoveryAttempt, ...]) -> None:
        super().__init__("No OpenCode server was found, and none could be started.")
        self.attempts = attempts
