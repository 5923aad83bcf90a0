"""WebSockets whose way to the client is short: what is on it comes before the answer to the next key."""

import asyncio
import socket
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

SENT_BYTES: Final = 16 * 1024
"""What the kernel may hold for a client, which by itself would let it grow to megabytes."""
WRITTEN_BYTES: Final = 16 * 1024
"""What may wait for the kernel before the terminal is read no further."""


class FastPathWebSocket(WebSocketsSansIOProtocol):
    """Backpressure is felt within milliseconds, by the program that prints too."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if isinstance(transport, asyncio.WriteTransport):
            transport.set_write_buffer_limits(high=WRITTEN_BYTES)
        connected: Any = transport.get_extra_info("socket")
        if connected is not None:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_BYTES)
