"""The ids of a new part."""

from typing import TypedDict


class PartIds(TypedDict):
    """The part's own id, and those of its session and message."""

    id: str
    session_id: str
    message_id: str
