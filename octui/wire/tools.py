"""Tools the models may call."""

from typing import Any

from octui.wire.struct import Wire


class Tool(Wire, frozen=True):
    """`parameters` is a JSON schema."""

    id: str
    description: str = ""
    parameters: Any = None
