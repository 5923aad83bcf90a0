"""WebSockets with small buffers: buffered output would delay the echo of the next key."""

import asyncio
import socket
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

SENT_BYTES: Final = 16 * 1024
"""The kernel's send buffer per client; by default it would grow to megabytes."""
WRITTEN_BYTES: Final = 0
"""How much may wait for that buffer before nothing more is sent: no more than the last frame."""


class FastPathWebSocket(WebSocketsSansIOProtocol):
    """Applies backpressure within milliseconds, down to the program that prints."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if isinstance(transport, asyncio.WriteTransport):
            transport.set_write_buffer_limits(high=WRITTEN_BYTES)
        connected: Any = transport.get_extra_info("socket")
        if connected is not None:
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SENT_BYTES)
