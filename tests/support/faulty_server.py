"""Servers that answer as no server should: each test writes the bytes itself.

    async with run_faulty_server(script) as server:
        Client(server.url)

A script is `async def script(request: Request, writer: StreamWriter) -> None`, called for every request; the
connection is closed when it returns. `reply_healthy_then` answers `/global/health` and hands the rest to another
script.
"""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[["Request", asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


@dataclass
class FaultyServer:
    port: int
    requests: list[Request] = field(default_factory=list)
    _asked: asyncio.Event = field(default_factory=asyncio.Event)

    def record_request(self, request: Request) -> None:
        self.requests.append(request)
        self._asked.set()

    async def wait_until(self, holds: Callable[[], bool]) -> None:
        """Look again after each request."""
        while not holds():
            self._asked.clear()
            await self._asked.wait()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def count_requests(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]


@asynccontextmanager
async def run_faulty_server(
    script: Script, port: int = 0, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[FaultyServer]:
    seen = FaultyServer(port)
    running: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        # A task that ends as cancelled makes asyncio's own callback complain.
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            request = await read_request(reader)
            seen.record_request(request)
            await script(request, writer)
        running.discard(task)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, ssl=tls)
    seen.port = server.sockets[0].getsockname()[1]
    try:
        yield seen
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def read_request(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    return Request(method, target, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def make_response(status: str, kind: str, body: bytes, *headers: str) -> bytes:
    lines = [
        f"HTTP/1.1 {status}",
        f"content-type: {kind}",
        f"content-length: {len(body)}",
        "connection: close",
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def reply_with(status: str, kind: str, body: bytes, *headers: str) -> Script:
    """The same answer to everything."""

    async def reply(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(make_response(status, kind, body, *headers))
        await writer.drain()

    return reply


def reply_healthy_then(rest: Script, version: str = "1.18.33") -> Script:
    """An OpenCode server up to its health, and whatever `rest` is beyond."""
    body = json.dumps({"healthy": True, "version": version}).encode()

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path == "/global/health":
            writer.write(make_response("200 OK", "application/json", body))
            await writer.drain()
        else:
            await rest(request, writer)

    return reply


async def never_reply(_: Request, writer: asyncio.StreamWriter) -> None:
    """Take the request and never answer."""
    await asyncio.Event().wait()


async def answer_event_stream(request: Request, writer: asyncio.StreamWriter) -> bool:
    """Open the event stream and leave it silent; False, with nothing sent, if the request is not for it."""
    if not request.path.endswith("/event"):
        return False
    connected = {"id": "evt_1", "type": "server.connected", "properties": {}}
    frame = connected if request.path == "/event" else {"payload": connected}
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
    writer.write(b"data: " + json.dumps(frame).encode() + b"\n\n")
    await never_reply(request, writer)
    return True


STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
HELLO = b'data: {"payload":{"type":"server.connected","properties":{}}}\n\n'


def stream_pieces(*pieces: bytes, then: Script | None = None) -> Script:
    """An event stream of exactly these pieces, flushed one by one; then it ends, or goes on as `then` says."""

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD)
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        if then is not None:
            await then(request, writer)

    return reply
