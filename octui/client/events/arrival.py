"""The arrival times of those events that octui times itself."""

from dataclasses import replace
from time import time

from octui.wire.events import (
    PartUpdated,
    PermissionAsked,
    PermissionReplied,
    QuestionAsked,
    QuestionRejected,
    QuestionReplied,
    Received,
)
from octui.wire.parts import ToolPart

RequestEvent = PermissionAsked | PermissionReplied | QuestionAsked | QuestionReplied | QuestionRejected
"""Between two of these a tool call waits, and servers do not say for how long: octui looks at its clock."""


def mark_arrival(received: Received) -> Received:
    """The event with the present time, if octui times what it reports."""
    event = received.event
    if isinstance(event, RequestEvent) or (isinstance(event, PartUpdated) and isinstance(event.part, ToolPart)):
        return replace(received, at=time() * 1000)
    return received
