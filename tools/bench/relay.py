"""A relay in front of a real server that injects streamed answers into its event streams at an exact pace.

`python -m tools.bench.relay URL` prints its port. All requests are forwarded to the server, and its responses returned.
POST /pour with a `Pour` writes an answer with the given number of deltas to every open event stream, as the server
would: on a small machine the server cannot sustain such a pace, and would compete with the client under measurement.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from tools.bench.paced_model import TOKENS

STREAMS = ("/event", "/global/event")


@dataclass(frozen=True)
class Pour:
    """One streamed answer to the last message of a session."""

    session: str
    directory: str
    project: str
    parent: str
    message: str
    part: str
    count: int
    rate: int
    end: str
    """The answer's last line."""


class Relay:
    def __init__(self, server: str) -> None:
        address = urlsplit(server)
        self.host, self.port = address.hostname or "127.0.0.1", address.port or 80
        self.streams: dict[asyncio.StreamWriter, bool] = {}
        """Open event streams; true for those that carry the events of all directories."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await _head(reader):
                verb, target, _ = head[0].split(" ", 2)
                body = await reader.readexactly(int(_field(head, "content-length") or 0))
                path = target.partition("?")[0]
                if (verb, path) == ("POST", "/pour"):
                    poured = await self.pour(Pour(**json.loads(body)))
                    _answer(writer, "HTTP/1.1 200 OK", ["content-type: application/json"], json.dumps(poured).encode())
                elif verb == "GET" and path in STREAMS:
                    await self._follow(head, writer, path == "/global/event")
                    return
                else:
                    await self._pass(head, body, writer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            return
        finally:
            self.streams.pop(writer, None)
            writer.close()

    async def pour(self, pour: Pour) -> dict[str, float]:
        """Write the whole answer; late deltas are sent immediately, so that the rate holds over the stream."""
        part = {"id": pour.part, "messageID": pour.message, "sessionID": pour.session, "type": "text"}
        start = time.time_ns() // 1_000_000
        self._tell(pour, "session.status", sessionID=pour.session, status={"type": "busy"})
        self._tell(pour, "message.updated", sessionID=pour.session, info=_message(pour, {"created": start}))
        opened = part | {"text": "", "time": {"start": start}}
        self._tell(pour, "message.part.updated", sessionID=pour.session, part=opened, time=start)
        tokens = [*itertools.islice(itertools.cycle(TOKENS), pour.count - 1), f"\n\n{pour.end}\n"]
        named = {"sessionID": pour.session, "messageID": pour.message, "partID": pour.part, "field": "text"}
        began, latest = time.monotonic(), 0.0
        for n, token in enumerate(tokens):
            ahead = began + n / pour.rate - time.monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            latest = max(latest, -ahead)
            self._tell(pour, "message.part.delta", **named, delta=token)
        seconds = time.monotonic() - began
        end = time.time_ns() // 1_000_000
        closed = part | {"text": "".join(tokens), "time": {"start": start, "end": end}}
        self._tell(pour, "message.part.updated", sessionID=pour.session, part=closed, time=end)
        done = _message(pour, {"created": start, "completed": end}) | {"finish": "stop"}
        self._tell(pour, "message.updated", sessionID=pour.session, info=done)
        self._tell(pour, "session.status", sessionID=pour.session, status={"type": "idle"})
        self._tell(pour, "session.idle", sessionID=pour.session)
        return {"rate": pour.count / seconds, "latest": latest, "streams": len(self.streams)}

    def _tell(self, pour: Pour, kind: str, **properties: object) -> None:
        event = {"id": _identifier("evt"), "type": kind, "properties": properties}
        everywhere = {"directory": pour.directory, "project": pour.project, "payload": event}
        for writer, whole in self.streams.items():
            _chunk(writer, b"data: " + json.dumps(everywhere if whole else event).encode() + b"\n\n")

    async def _pass(self, head: list[str], body: bytes, writer: asyncio.StreamWriter) -> None:
        reader, server = await self._ask(head, body)
        status, *fields = await _head(reader)
        _answer(writer, status, fields, await _body([status, *fields], reader))
        server.close()

    async def _follow(self, head: list[str], writer: asyncio.StreamWriter, whole: bool) -> None:
        reader, server = await self._ask(head, b"")
        status, *fields = await _head(reader)
        kept = [field for field in fields if not field.lower().startswith(("transfer-encoding", "connection"))]
        writer.write("\r\n".join([status, *kept, "transfer-encoding: chunked", "", ""]).encode())
        self.streams[writer] = whole
        try:
            async for chunk in _chunks(reader):
                _chunk(writer, chunk)
                await writer.drain()
        finally:
            server.close()

    async def _ask(self, head: list[str], body: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=1 << 26)
        kept = [field for field in head if not field.lower().startswith(("connection:", "accept-encoding:"))]
        writer.write("\r\n".join([*kept, "connection: close", "", ""]).encode() + body)
        return reader, writer


def _message(pour: Pour, times: dict[str, int]) -> dict[str, object]:
    return {
        "id": pour.message,
        "parentID": pour.parent,
        "role": "assistant",
        "mode": "build",
        "agent": "build",
        "path": {"cwd": pour.directory, "root": pour.directory},
        "cost": 0,
        "tokens": {"input": 0, "output": 0, "reasoning": 0, "cache": {"read": 0, "write": 0}},
        "modelID": "scripted",
        "providerID": "scripted",
        "time": times,
        "sessionID": pour.session,
    }


def _identifier(kind: str) -> str:
    return f"{kind}_{(time.time_ns() // 1_000_000 * 0x1000) % (1 << 48):012x}{next(_numbers):014d}"


async def _head(reader: asyncio.StreamReader) -> list[str]:
    """The first line and the header fields; empty at the end of the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return []
    return head.decode("latin-1").rstrip("\r\n").split("\r\n")


def _field(head: list[str], wanted: str) -> str:
    fields = (line.partition(":") for line in head[1:])
    return next((value.strip() for name, _, value in fields if name.lower() == wanted), "")


async def _body(head: list[str], reader: asyncio.StreamReader) -> bytes:
    if _field(head, "transfer-encoding") == "chunked":
        return b"".join([chunk async for chunk in _chunks(reader)])
    if length := _field(head, "content-length"):
        return await reader.readexactly(int(length))
    return await reader.read()


async def _chunks(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while size := int(await reader.readuntil(b"\r\n") or b"0", 16):
        yield (await reader.readexactly(size + 2))[:-2]


def _chunk(writer: asyncio.StreamWriter, content: bytes) -> None:
    writer.write(b"%x\r\n%b\r\n" % (len(content), content))


def _answer(writer: asyncio.StreamWriter, status: str, fields: list[str], body: bytes) -> None:
    hop = ("transfer-encoding:", "connection:", "content-length:")
    kept = [field for field in fields if not field.lower().startswith(hop)]
    writer.write("\r\n".join([status, *kept, f"content-length: {len(body)}", "", ""]).encode() + body)


_numbers = itertools.count(1)


async def main(server: str) -> None:
    relay = Relay(server)
    listening = await asyncio.start_server(relay.serve, "127.0.0.1", 0, limit=1 << 26)
    sys.stdout.write(f"{listening.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
