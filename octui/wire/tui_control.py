"""Requests that a client interface can perform and answer."""

from typing import Any

from octui.wire.struct import Wire


class ControlRequest(Wire, frozen=True):
    path: str = ""
    body: Any = None
