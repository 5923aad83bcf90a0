"""How far the answer to a request has come, and the line of the card that says so."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

UNCONFIRMED_SECONDS: Final = 5.0
"""Seconds until a request that was answered, but that the server still lists, may be answered again."""


class ReplyState(StrEnum):
    """How far the reply has come."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    """The server took it; that the request is settled is still for the server to say."""
    CLOSED = "closed"
    """Answered elsewhere, or withdrawn."""


class ReplyProgress:
    """One request is answered once: until a reply has failed, nothing more can be decided."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.state = ReplyState.OPEN
        self.notice = ""
        """What the card says about the answer; the view of an open request may set it too."""
        self._clock = clock
        self._sent_at = 0.0

    @property
    def is_open(self) -> bool:
        return self.state is ReplyState.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether the server took the reply long ago, and is still asking."""
        return self.state is ReplyState.SENT and self._clock() - self._sent_at >= UNCONFIRMED_SECONDS

    def begin_sending(self) -> None:
        self.state, self.notice = ReplyState.SENDING, "Sending…"

    def mark_delivered(self) -> None:
        self.state, self.notice = ReplyState.SENT, "Sent. Waiting for the server to confirm…"
        self._sent_at = self._clock()

    def mark_unconfirmed(self, notice: str) -> None:
        """It is not known whether the reply arrived."""
        self.state, self.notice = ReplyState.SENDING, notice

    def mark_closed(self) -> None:
        self.state, self.notice = ReplyState.CLOSED, "Answered elsewhere, or withdrawn."

    def reopen_reply(self, notice: str) -> None:
        self.state, self.notice = ReplyState.OPEN, notice
