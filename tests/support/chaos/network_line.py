"""A line to a server that a test cuts, stalls and restores: any protocol, bytes unchanged.

async with open_network_line(server.port) as line:
    Client(line.url)
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

HEAD_END = b"\r\n\r\n"
UPGRADED = b"HTTP/1.1 101"
BAD_GATEWAY = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class NetworkLine:
    def __init__(self, target_port: int) -> None:
        self.port = 0
        self._target_port = target_port
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._is_cut = False
        self._is_gateway_broken = False
        self._holds_upgrades = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._client_writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Break every connection, and each new one."""
        self._is_cut = True
        for writer in self._writers:
            writer.transport.abort()

    def stall(self) -> None:
        """Connections stay open and new ones are taken, but nothing comes through."""
        self._flowing.clear()

    def half_close(self) -> None:
        """The server's half of every connection ends; what the client sends would still arrive."""
        for writer in self._client_writers:
            writer.write_eof()

    def hold_upgrades(self) -> None:
        """A WebSocket opens, and then it is silent both ways; everything else comes through."""
        self._holds_upgrades = True

    def break_gateway(self) -> None:
        """Break every connection; a proxy on the way answers each new one that the server is away."""
        self.cut()
        self._is_cut, self._is_gateway_broken = False, True

    def restore(self) -> None:
        self._is_cut = self._is_gateway_broken = self._holds_upgrades = False
        self._flowing.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                if self._is_gateway_broken:
                    await reader.readuntil(HEAD_END)
                    writer.write(BAD_GATEWAY)
                    await writer.drain()
                    writer.close()
                    await writer.wait_closed()
                elif not self._is_cut:
                    await self._join(reader, writer)
        finally:
            self._tasks.discard(task)
            writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, requests = await asyncio.open_connection("127.0.0.1", self._target_port)
        ends = {writer, requests}
        self._writers |= ends
        self._client_writers.add(writer)
        ways = [
            asyncio.ensure_future(self._pass_on(reader, requests)),
            asyncio.ensure_future(self._pass_on(answers, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._writers -= ends
            self._client_writers.discard(writer)
            requests.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass_on(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while piece := await source.read(65_536):
            await self._flowing.wait()
            if self._holds_upgrades and piece.startswith(UPGRADED):
                target.write(piece.partition(HEAD_END)[0] + HEAD_END)
                await asyncio.Event().wait()
            target.write(piece)
            await target.drain()

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def open_network_line(target_port: int) -> AsyncIterator[NetworkLine]:
    line = NetworkLine(target_port)
    listener = await asyncio.start_server(line.carry, "127.0.0.1", 0)
    line.port = listener.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        listener.close()
        await line.close()
