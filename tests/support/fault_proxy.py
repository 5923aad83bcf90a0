"""A proxy in front of a server that spoils the answers a test names; the server gets every request unchanged.

async with run_fault_proxy(server.port, {"/prompt_async": cut_answer}) as proxy:
    Client(proxy.url)
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

import httpx

from tests.support.faulty_server import FaultyServer, Request, make_response, run_faulty_server

HOP_BY_HOP = ("host", "connection", "keep-alive", "transfer-encoding")

Spoil = Callable[["Exchange"], Awaitable[None]]


class Exchange:
    """One request on its way to the server, and the connection that waits for its answer."""

    def __init__(self, port: int, request: Request, writer: asyncio.StreamWriter) -> None:
        self._port = port
        self._request = request
        self.writer = writer

    async def pass_answer(self, wait: Callable[[], Awaitable[object]] | None = None) -> None:
        """Hand on the server's answer as it comes, each piece of it after this wait."""
        async with self._forward_request() as answer:
            if wait is not None:
                await wait()
            headers = [f"{name}: {value}" for name, value in answer.headers.items() if name not in HOP_BY_HOP]
            head = [f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}", *headers, "connection: close", "", ""]
            self.writer.write("\r\n".join(head).encode())
            async for piece in answer.aiter_raw():
                if wait is not None:
                    await wait()
                self.writer.write(piece)
                await self.writer.drain()

    async def drop_answer(self) -> None:
        """Let the server do it, and keep what it says about it."""
        async with self._forward_request() as answer:
            await answer.aread()

    @asynccontextmanager
    async def _forward_request(self) -> AsyncIterator[httpx.Response]:
        headers = {name: value for name, value in self._request.headers.items() if name not in HOP_BY_HOP}
        async with (
            # No certificates: reading them takes longer than the request.
            httpx.AsyncClient(timeout=None, trust_env=False, verify=False) as client,
            client.stream(
                self._request.method,
                f"http://127.0.0.1:{self._port}{self._request.target}",
                headers=headers,
                content=self._request.body,
            ) as answer,
        ):
            yield answer


async def cut_answer(exchange: Exchange) -> None:
    """The server does it; the connection is cut before the answer comes."""
    await exchange.drop_answer()


async def cut_request(_: Exchange) -> None:
    """The connection is cut before the server sees the request."""


async def answer_html(exchange: Exchange) -> None:
    """The server does it; a web page comes back."""
    await exchange.drop_answer()
    exchange.writer.write(make_response("200 OK", "text/html", b"<!doctype html><p>app</p>"))
    await exchange.writer.drain()


async def swallow_with_html(exchange: Exchange) -> None:
    """The server never sees it; a web page comes back with status 200."""
    exchange.writer.write(make_response("200 OK", "text/html", b"<!doctype html><p>app</p>"))
    await exchange.writer.drain()


async def accept_and_forget(exchange: Exchange) -> None:
    """The server never sees it; it seems accepted."""
    exchange.writer.write(make_response("204 No Content", "application/json", b""))
    await exchange.writer.drain()


async def swallow_with_nothing(exchange: Exchange) -> None:
    """The server never sees it; an empty answer comes back with status 200."""
    exchange.writer.write(make_response("200 OK", "application/json", b""))
    await exchange.writer.drain()


@asynccontextmanager
async def run_fault_proxy(port: int, spoils: Mapping[str, Spoil]) -> AsyncIterator[FaultyServer]:
    """Spoil answers by the end of the request's path, to POST unless it begins with another method: `GET /vcs/diff`.

    `spoils` may be changed meanwhile.
    """

    async def relay(request: Request, writer: asyncio.StreamWriter) -> None:
        exchange = Exchange(port, request, writer)
        for name, spoil in spoils.items():
            method, _, ending = name.rpartition(" ")
            if request.method == (method or "POST") and request.path.endswith(ending):
                await spoil(exchange)
                return
        await exchange.pass_answer()

    async with run_faulty_server(relay) as proxy:
        yield proxy
