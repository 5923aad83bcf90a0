"""What an interface can be asked to do and answer."""

from typing import Any

from octui.wire.struct import Wire


class ControlRequest(Wire, frozen=True):
    path: str = ""
    body: Any = None
