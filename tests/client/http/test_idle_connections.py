"""A connection that idled for long may be closed by the server just as something is sent on it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from octui.client import Client, Outcome, Unreachable
from tests.support.faulty_server import read_request

HEALTH = b'{"healthy":true,"version":"1.18.33"}'


@pytest.fixture
async def url() -> AsyncIterator[str]:
    """A server that closes each connection when a second request arrives on it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await read_request(reader)
        body = HEALTH if request.path == "/global/health" else b"true"
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        await writer.drain()
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_what_is_sent_as_the_server_closes_its_connection_may_have_arrived(url: str) -> None:
    async with Client(url) as client:
        with pytest.raises(Unreachable) as raised:
            await client.sessions.abort("ses_1")
    assert raised.value.outcome is Outcome.UNKNOWN


async def test_a_connection_that_idled_for_long_is_not_used_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octui.client.http.http_client.IDLE_SECONDS", 0.0)
    async with Client(url) as client:
        assert await client.sessions.abort("ses_1") is True
        assert await client.sessions.abort("ses_1") is True
