"""The server's pseudo-terminals."""

import msgspec

from octui.wire.struct import Wire


class Pty(Wire, frozen=True):
    """A pseudo-terminal; the server removes it from its list as soon as its process ends."""

    id: str
    title: str = ""
    command: str = ""
    args: tuple[str, ...] = ()
    cwd: str = ""
    status: str = "running"
    pid: int = 0


class PtySize(Wire, frozen=True):
    rows: int
    cols: int


class Shell(Wire, frozen=True):
    """A shell of the server's machine; `acceptable` says whether the server can use it."""

    path: str
    name: str = ""
    acceptable: bool = True


class PtyTicket(Wire, frozen=True):
    """Lets one WebSocket in without a password; `expires_in` is in seconds."""

    ticket: str
    expires_in: int = msgspec.field(name="expires_in", default=60)

    def __repr__(self) -> str:
        return f"PtyTicket(expires_in={self.expires_in})"
