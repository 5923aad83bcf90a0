"""A proxy before a working server that spoils what passes through it, seeded so that a run can be repeated.

    async with run_chaos_proxy(server.url, Faults(seed=7, drop=0.25)) as proxy:
        Client(proxy.url)

Requests reach the server whole; what is spoilt is the answers. WebSockets are not forwarded.
`fault_proxy` spoils the answers that a test names.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from tests.support.faulty_server import STREAM_HEAD, FaultyServer, Request, make_response, run_faulty_server

HOP_HEADERS = {"connection", "content-length", "content-encoding", "transfer-encoding", "host", "keep-alive"}
HTML = b"<!doctype html><title>Sign in</title><p>Please sign in."
GARBAGE = (b"data: {\xff\xfe\n\n", b"data: [[[[\n\n", b"data: null\n\n", b'data: {"payload":7}\n\n', b": \x00\n\n")
TRICKLE_BYTES = 16


@dataclass(frozen=True)
class Faults:
    """How likely each fault is, from 0 to 1: the first seven for a frame of a stream, the others for an answer."""

    seed: int = 0
    drop: float = 0.0
    duplicate: float = 0.0
    reorder: float = 0.0
    """A frame comes after the next one."""
    garbage: float = 0.0
    """Something unreadable comes before the frame."""
    cut_frame: float = 0.0
    """The connection ends in the middle of the frame."""
    stall: float = 0.0
    """The connection stays open, and nothing comes any more."""
    trickle: float = 0.0
    """The frame comes in small pieces."""
    html: float = 0.0
    """A page with status 200 comes instead of the answer, though the server did what was asked."""
    server_error: float = 0.0
    cut_answer: float = 0.0
    """The connection ends in the middle of the answer."""
    half_close: float = 0.0
    """Only the head of the answer comes, and the connection stays open for reading."""
    spoils: Callable[[str], bool] = lambda _: True
    """Whether answers to requests of this path may be spoilt."""
    loses: Callable[[bytes], bool] = lambda _: False
    """Frames that are dropped whatever the dice say."""
    spares: Callable[[bytes], bool] = lambda frame: b"server.connected" in frame
    """Frames that always pass."""


@dataclass
class ChaosProxy:
    target: str
    faults: Faults
    http: httpx.AsyncClient
    dice: random.Random
    front: FaultyServer | None = None
    counts: dict[str, int] = field(default_factory=dict)
    """How often each fault was made."""
    _streams: set[asyncio.StreamWriter] = field(default_factory=set)

    @property
    def url(self) -> str:
        assert self.front is not None
        return self.front.url

    @property
    def requests(self) -> list[Request]:
        assert self.front is not None
        return self.front.requests

    async def wait_until_asked(self, holds: Callable[[], bool]) -> None:
        """Look again after each request."""
        assert self.front is not None
        await self.front.wait_until(holds)

    def inject_frame(self, frame: bytes) -> None:
        """Send a frame of the test's own on every open stream."""
        for writer in self._streams:
            writer.write(frame)

    async def forward(self, request: Request, writer: asyncio.StreamWriter) -> None:
        headers = {name: value for name, value in request.headers.items() if name not in HOP_HEADERS}
        url = self.target + request.target
        async with self.http.stream(request.method, url, headers=headers, content=request.body) as answer:
            if answer.headers.get("content-type", "").startswith("text/event-stream"):
                await self._relay_stream(answer, writer)
            else:
                await self._relay_answer(answer, writer, may_spoil=self.faults.spoils(request.path))

    async def _relay_answer(self, answer: httpx.Response, writer: asyncio.StreamWriter, *, may_spoil: bool) -> None:
        body = await answer.aread()
        kind = answer.headers.get("content-type", "application/json")
        extra = [f"{name}: {value}" for name, value in answer.headers.items() if name.startswith("x-")]
        whole = make_response(f"{answer.status_code} {answer.reason_phrase}", kind, body, *extra)
        if not may_spoil:
            pass
        elif self._happens("html"):
            whole = make_response("200 OK", "text/html", HTML)
        elif self._happens("server_error"):
            whole = make_response("502 Bad Gateway", "text/html", HTML)
        elif self._happens("cut_answer"):
            whole = whole[: len(whole) // 2]
        elif self._happens("half_close"):
            writer.write(whole[: whole.index(b"\r\n\r\n") + 4])
            writer.write_eof()
            return
        writer.write(whole)
        await writer.drain()

    async def _relay_stream(self, answer: httpx.Response, writer: asyncio.StreamWriter) -> None:
        writer.write(STREAM_HEAD)
        self._streams.add(writer)
        try:
            held = b""
            async for frame in split_frames(answer.aiter_raw()):
                if self.faults.spares(frame):
                    writer.write(frame)
                elif self.faults.loses(frame) or self._happens("drop"):
                    continue
                elif not held and self._happens("reorder"):
                    held = frame
                    continue
                elif not await self._send_frame(frame, writer):
                    return
                writer.write(held)
                held = b""
                await writer.drain()
        finally:
            self._streams.discard(writer)

    async def _send_frame(self, frame: bytes, writer: asyncio.StreamWriter) -> bool:
        """Returns whether the stream goes on."""
        if self._happens("cut_frame"):
            writer.write(frame[: len(frame) // 2])
            return False
        if self._happens("stall"):
            await asyncio.Event().wait()
        if self._happens("garbage"):
            writer.write(self.dice.choice(GARBAGE))
        if self._happens("trickle"):
            for start in range(0, len(frame), TRICKLE_BYTES):
                writer.write(frame[start : start + TRICKLE_BYTES])
                await writer.drain()
        else:
            writer.write(frame)
        if self._happens("duplicate"):
            writer.write(frame)
        return True

    def _happens(self, fault: str) -> bool:
        likelihood: float = getattr(self.faults, fault)
        happens = self.dice.random() < likelihood
        self.counts[fault] = self.counts.get(fault, 0) + happens
        return happens


@asynccontextmanager
async def run_chaos_proxy(target: str, faults: Faults) -> AsyncIterator[ChaosProxy]:
    async with httpx.AsyncClient(timeout=httpx.Timeout(60, read=None), trust_env=False) as http:
        proxy = ChaosProxy(target, faults, http, random.Random(faults.seed))
        async with run_faulty_server(proxy.forward) as front:
            proxy.front = front
            yield proxy


async def split_frames(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The frames of an event stream, each with the blank line that ends it."""
    gathered = b""
    async for chunk in chunks:
        gathered += chunk
        while (end := gathered.find(b"\n\n")) >= 0:
            yield gathered[: end + 2]
            gathered = gathered[end + 2 :]
