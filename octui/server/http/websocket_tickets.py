"""Tickets: each authenticates one WebSocket without a password, once, within a minute."""

import secrets
import time
import uuid

LIFETIME_SECONDS = 60


class TicketStore:
    """Each ticket is for one path; `redeem_ticket` consumes it."""

    def __init__(self) -> None:
        self._issued: dict[str, tuple[str, float]] = {}

    def issue_ticket(self, path: str) -> str:
        """A ticket for a WebSocket at this path, such as `/pty/pty_x/connect`."""
        self._drop_expired()
        ticket = str(uuid.UUID(bytes=secrets.token_bytes(16), version=4))
        self._issued[ticket] = (path, time.monotonic() + LIFETIME_SECONDS)
        return ticket

    def redeem_ticket(self, ticket: str, path: str) -> bool:
        """Whether the ticket is valid for this path; it is consumed either way."""
        issued_for, until = self._issued.pop(ticket, ("", 0.0))
        return issued_for == path and time.monotonic() < until

    def _drop_expired(self) -> None:
        moment = time.monotonic()
        self._issued = {ticket: issued for ticket, issued in self._issued.items() if issued[1] > moment}
