"""All errors between a client and a server, as one class hierarchy; `str()` is one sentence for the user."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum


class Outcome(StrEnum):
    """What became of a call that changes something."""

    REFUSED = "refused"
    """The server did not do it, and never will."""
    UNKNOWN = "unknown"
    """The answer is missing or makes no sense: only the server's own data says whether it was done."""


class ClientError(Exception):
    """A call that failed; `path` never holds credentials or a query."""

    def __init__(
        self, sentence: str, *, method: str = "", path: str = "", status: int | None = None, delivered: bool = False
    ) -> None:
        super().__init__(sentence)
        self.method = method
        self.path = path
        self.status = status
        self.delivered = delivered
        """Whether the server may have acted on it: a call that was cut off mid-way must not be repeated blindly."""

    @property
    def full_sentence(self) -> str:
        """The text with its full stop, which servers often leave out: for another sentence to follow."""
        text = str(self)
        return text if text.endswith((".", "!", "?", "…")) else f"{text}."

    @property
    def outcome(self) -> Outcome:
        """Whether the call may have been carried out all the same; one that only reads changes nothing."""
        is_unknown = self.delivered and self.method != "GET" and not isinstance(self, _REFUSALS)
        return Outcome.UNKNOWN if is_unknown else Outcome.REFUSED


@contextmanager
def mark_undelivered() -> Iterator[None]:
    """For what is asked before a call: whatever goes wrong with that, the call itself was never made."""
    try:
        yield
    except ClientError as error:
        error.delivered = False
        raise


class BadAddress(ClientError):
    """The text given as a server's URL is not one."""


class Unreachable(ClientError):
    """No server answers there, or the connection was cut."""


class TimedOut(ClientError):
    """The server accepted the call and did not respond in time."""


class Unauthorized(ClientError):
    """The server requires a password, or a different one."""


class NotOpenCode(ClientError):
    """Something other than OpenCode answered: a web page, a redirect, unknown JSON."""


class Unsupported(ClientError):
    """This server's version lacks the call, so it was not made."""


class NotFound(ClientError):
    """The server does not know the named resource."""


class Busy(ClientError):
    """The session is running; the call can be repeated once it is idle."""


class Rejected(ClientError):
    """The server refused the request and says why."""


class ServerFailed(ClientError):
    """The server failed to handle the request, or returned an empty response."""


_REFUSALS = (BadAddress, Unauthorized, Unsupported, NotFound, Busy, Rejected)
"""Answers in which OpenCode itself says no."""
