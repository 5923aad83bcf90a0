"""One terminal's connection: output as text, input as text, and the current position in the output."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

import msgspec

from octui.client.address import Address, Credentials
from octui.client.errors import NotFound, TimedOut, Unreachable
from octui.client.http.response import RequestInfo, Response, find_error
from octui.wire.decoding.tolerant_decoder import UNREADABLE

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

OPEN_SECONDS = 5.0
CLOSE_SECONDS = 1.0
FRAMES_AHEAD = 1
"""Received but unread output precedes the response to the next key, so this buffer is small."""
KERNEL_BYTES = 32 * 1024
"""The same for what the kernel holds, which by itself would let it grow to megabytes; far away it has to hold more."""
CONTROL = b"\x00"
"""A binary frame with this prefix is a control message from the server; only one kind is known."""


class PtySocket:
    """Iterate over it for output; the iteration ends when the process does, and raises Unreachable on a cut."""

    def __init__(self, connection: "ClientConnection", request: RequestInfo) -> None:
        self._connection = connection
        self._asked = request
        self.cursor = 0
        """How much output was received, in UTF-16 code units since the terminal's start: give it to connect again.

        It is wrong while `is_replaying`.
        """
        self.is_replaying = True
        """Whether output is replayed: a terminal must not answer the queries in it again."""

    @classmethod
    async def open_socket(
        cls, address: Address, credentials: Credentials | None, path: str, query: Mapping[str, str]
    ) -> Self:
        # Loaded with the first terminal, since few sessions open one.
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException

        request = RequestInfo("GET", path, address.url, credentials is not None)
        try:
            connection = await connect(
                f"{address.websocket_url}{path}?{urlencode(query)}",
                additional_headers={"authorization": credentials.authorization} if credentials else None,
                compression=None if address.is_loopback else "deflate",
                proxy=None if address.is_loopback else True,
                open_timeout=OPEN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                ping_interval=None,
                max_size=None,
                max_queue=FRAMES_AHEAD,
                logger=_silent,
            )
        except InvalidStatus as refused:
            answer = Response(
                refused.response.status_code,
                {name.lower(): value for name, value in refused.response.headers.raw_items()},
                bytes(refused.response.body or b""),
            )
            # 1.1.58 fails where newer servers say that there is no such terminal.
            if answer.status == HTTPStatus.INTERNAL_SERVER_ERROR:
                raise request.make_error(NotFound, "This terminal no longer exists.", answer.status) from refused
            raise find_error(request, answer) or request.make_error(
                NotFound, "There is no terminal.", answer.status
            ) from refused
        except TimeoutError as late:
            sentence = f"The server at {address.url} did not open the terminal within {OPEN_SECONDS:g} s."
            raise request.make_error(TimedOut, sentence, None) from late
        except (OSError, InvalidHandshake, WebSocketException) as gone:
            raise request.make_error(Unreachable, f"The terminal at {address.url} cannot be reached.", None) from gone
        if address.is_loopback:
            connected = connection.transport.get_extra_info("socket")
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BYTES)
        return cls(connection, request)

    async def __aiter__(self) -> AsyncIterator[str]:
        from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK

        try:
            while True:
                frame = await self._connection.recv()
                if isinstance(frame, bytes):
                    self._handle_control_frame(frame)
                    continue
                self.cursor += count_utf16_units(frame)
                yield frame
        except ConnectionClosedOK:
            return
        except ConnectionClosedError as cut:
            raise self._asked.make_error(Unreachable, "The connection to the terminal was cut.", None) from cut

    async def send_text(self, text: str) -> None:
        """Type text; raises Unreachable when the terminal is disconnected."""
        from websockets.exceptions import ConnectionClosed

        try:
            # 1.1.58 types a binary frame as the words "[object ArrayBuffer]".
            await self._connection.send(text)
        except ConnectionClosed as cut:
            raise self._asked.make_error(Unreachable, "The terminal is closed.", None) from cut

    async def ping_server(self) -> None:
        """Wait for an answer of the server; raises Unreachable when the connection ends before it."""
        from websockets.exceptions import ConnectionClosed

        try:
            await (await self._connection.ping())
        except ConnectionClosed as cut:
            raise self._asked.make_error(Unreachable, "The terminal is closed.", None) from cut

    async def close(self) -> None:
        """Disconnect from the terminal; its process keeps running."""
        await self._connection.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await asyncio.shield(self.close())

    def _handle_control_frame(self, frame: bytes) -> None:
        if not frame.startswith(CONTROL):
            return
        try:
            self.cursor = msgspec.json.decode(frame[len(CONTROL) :], type=_Control).cursor
        except UNREADABLE:
            return
        self.is_replaying = False


class _Control(msgspec.Struct):
    cursor: int


def count_utf16_units(text: str) -> int:
    """How servers count text: a character outside the basic plane is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_silent = logging.Logger("octui.pty", logging.CRITICAL)
"""The library's own logger writes request headers, and with them the password."""
