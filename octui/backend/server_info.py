"""A server that was found, and what was tried on the way to it."""

from dataclasses import dataclass
from enum import StrEnum

from octui.backend.spawn import Spawned
from octui.client.address import Credentials


class How(StrEnum):
    ATTACHED = "attached"
    """By the address that was given."""
    RUNNING = "running"
    """It was there already, working in this directory."""
    SPAWNED = "spawned"
    """octui started OpenCode's, and it ends with octui."""
    EMBEDDED = "embedded"
    """octui started its own, and it ends with octui."""


@dataclass(frozen=True, slots=True)
class Found:
    """An OpenCode server that answers."""

    url: str
    """Without credentials."""
    version: str
    how: How
    directory: str
    """Where to work, as a path on the server: absolute."""
    credentials: Credentials | None = None
    spawned: Spawned | None = None
    """Ours to stop."""
    embedded: bool = False
    """Whether it is the server that comes with octui, whoever started it."""
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Which make it is, as the header says it."""
        return "embedded" if self.embedded else "opencode"

    @property
    def product(self) -> str:
        """The same at the beginning of a sentence."""
        return "The embedded server" if self.embedded else "OpenCode"

    @property
    def known_as(self) -> str:
        """A name for what is remembered of it from run to run: the port of a server on this machine is only chance."""
        return self.url if self.how is How.ATTACHED else "local"


class Outcome(StrEnum):
    TRYING = "trying"
    FOUND = "found"
    PASSED_OVER = "passed over"
    """It is not for us, or it is not there."""
    FAILED = "failed"
    """It should have worked."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to a server and what came of it so far; a later attempt at the same place replaces this one."""

    place: str
    """An address, or the command that was run."""
    outcome: Outcome
    sentence: str
    output: str = ""
    """The end of what the command printed, when it failed."""


class NoServer(Exception):
    """There is no server to use and none could be started; `attempts` says why."""

    def __init__(self, attempts: tuple[Attempt, ...]) -> None:
        super().__init__("No OpenCode server was found, and none could be started.")
        self.attempts = attempts
