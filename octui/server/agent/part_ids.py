"""Where a new part belongs."""

from typing import TypedDict


class PartIds(TypedDict):
    """Its own id, and those of its session and message."""

    id: str
    session_id: str
    message_id: str
