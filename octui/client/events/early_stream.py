"""The event stream of a server, asked for before the program is loaded.

Servers report an event only to those who listen at that moment: what another program asks of the interface while
octui is starting would be lost. So the request is sent at once, and the kernel keeps what comes until it is read.
"""

import asyncio
import os
import socket
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

from octui.client.address import Address, Credentials

if TYPE_CHECKING:
    from octui.client.events.early_tls import TlsSession

EARLY_PATH: Final = "/global/event"
CONNECT_SECONDS: Final = 1.0
HEAD_SECONDS: Final = 1.0
MAX_WAIT_SECONDS: Final = 30.0
"""Seconds after which an unread stream is not used any more: the server may have given up on its reader."""

PIECE: Final = 65_536


class StreamResponse(Protocol):
    """The answer to a request for the event stream, as httpx has it."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    def aiter_raw(self) -> AsyncIterator[bytes]: ...
    async def aclose(self) -> None: ...


class EarlyStream:
    """A request that was sent, and whose answer is still unread."""

    def __init__(self, address: Address, credentials: Credentials | None) -> None:
        self.address = address
        self.credentials = credentials or address.credentials
        self._asked_at = monotonic()
        self._socket: socket.socket | None = None
        self._tls: TlsSession | None = None
        # A busy server may take a moment to accept, for which nothing else should wait.
        self._opening = threading.Thread(target=self._send_request, name="octui-early-stream", daemon=True)
        self._opening.start()

    def close(self) -> None:
        self._opening.join(CONNECT_SECONDS)
        if self._socket is not None:
            self._socket.close()

    async def open_response(self) -> StreamResponse | None:
        """Read the head of the answer; None unless it is the event stream."""
        await asyncio.to_thread(self._opening.join, CONNECT_SECONDS)
        if self._socket is None or monotonic() - self._asked_at > MAX_WAIT_SECONDS:
            self.close()
            return None
        reader, writer = await asyncio.open_connection(sock=self._socket)
        response = _RawResponse(reader, writer, self._tls)
        try:
            async with asyncio.timeout(HEAD_SECONDS):
                await response.read_head()
        except (OSError, TimeoutError, ValueError):
            await response.aclose()
            return None
        return response

    def _send_request(self) -> None:
        target = urlsplit(self.address.url)
        lines = [
            f"GET {target.path.rstrip('/')}{EARLY_PATH} HTTP/1.1",
            f"Host: {target.netloc}",
            "Accept: text/event-stream",
            "Accept-Encoding: identity",
            "Cache-Control: no-store",
        ]
        if self.credentials is not None:
            lines.append(f"Authorization: {self.credentials.authorization}")
        # Nothing listens there, or not yet: the stream is opened later, as for every other server.
        with suppress(OSError):
            port = target.port or (443 if self.address.is_secure else 80)
            opened = socket.create_connection((_spell_host(target.hostname or ""), port), CONNECT_SECONDS)
            try:
                opened.sendall(self._encrypt_request("\r\n".join([*lines, "", ""]).encode(), opened))
            except OSError:
                opened.close()
                return
            opened.setblocking(False)
            self._socket = opened

    def _encrypt_request(self, request: bytes, opened: socket.socket) -> bytes:
        """The request as it goes over the network. Raises OSError where the server cannot prove who it is."""
        if not self.address.is_secure:
            return request
        from octui.client.events.early_tls import TlsSession  # most servers are on this machine, without TLS

        host = urlsplit(self.address.url).hostname or ""
        self._tls = TlsSession(host, trusts_environment=not self.address.is_loopback)
        self._tls.complete_handshake(opened)
        return self._tls.write_encrypted(request)


def _spell_host(host: str) -> Any:
    """As bytes, where it can be: for a text Python would load the tables of international names."""
    return host.encode() if host.isascii() else host


class _RawResponse:
    """An HTTP response on a connection of its own, unpacked by h11."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tls: "TlsSession | None" = None
    ) -> None:
        import h11  # loaded with httpx, which keeps it out of start-up

        self.status_code = 0
        self.headers: dict[str, str] = {}
        self._reader, self._writer, self._tls = reader, writer, tls
        self._parser = h11.Connection(h11.CLIENT)
        # The request is on its way already; the parser has to know about it.
        self._parser.send(h11.Request(method="GET", target="/", headers=[("host", "early")]))
        self._parser.send(h11.EndOfMessage())

    async def read_head(self) -> None:
        """Raises OSError, or ValueError for what is not HTTP."""
        import h11

        head = await self._read_event()
        while isinstance(head, h11.InformationalResponse):
            head = await self._read_event()
        if not isinstance(head, h11.Response):
            raise ValueError("The connection ended before there was an answer.")
        self.status_code = head.status_code
        self.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        import h11
        import httpx

        try:
            while isinstance(event := await self._read_event(), h11.Data):
                yield bytes(event.data)
        except (OSError, ValueError) as cut:
            raise httpx.ReadError(str(cut)) from cut

    async def aclose(self) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _read_event(self) -> object:
        import h11

        try:
            while (event := self._parser.next_event()) is h11.NEED_DATA:
                self._parser.receive_data(await self._read_piece())
        except h11.ProtocolError as error:
            raise ValueError(str(error)) from error
        return event

    async def _read_piece(self) -> bytes:
        """Some more of the answer; nothing at its end."""
        if self._tls is None:
            return await self._reader.read(PIECE)
        # The end is told within the encryption; the connection may stay open after it.
        while (text := self._tls.read_decrypted()) is None:
            if not (received := await self._reader.read(PIECE)):
                return b""
            self._tls.add_received(received)
        return text


_waiting: list[EarlyStream] = []


def begin_early_stream(address: Address, credentials: Credentials | None) -> None:
    """Ask a server for its events, if that can be done without a proxy; a failure is not reported."""
    if address.is_loopback or not _has_proxy(os.environ):
        _waiting.append(EarlyStream(address, credentials))


def _has_proxy(environment: Mapping[str, str]) -> bool:
    """Whether requests to other machines may have to go through a proxy, which httpx decides."""
    return any(
        environment.get(name) or environment.get(name.upper()) for name in ("http_proxy", "https_proxy", "all_proxy")
    )


async def take_early_stream(address: Address, credentials: Credentials | None) -> StreamResponse | None:
    """The early answer of this server, once; those of other servers are of no use any more."""
    streams = _waiting.copy()
    _waiting.clear()
    response: StreamResponse | None = None
    for early in streams:
        if response is None and (early.address.url, early.credentials) == (address.url, credentials):
            response = await early.open_response()
        else:
            await asyncio.to_thread(early.close)
    return response
