"""Another server, or another version of it, answers at the same address after a connection was lost."""

import asyncio
import json

from tests.support.chaos.synchronised_client import synchronise_client
from tests.support.faulty_server import HELLO, STREAM_HEAD, Request, make_response, never_reply, run_faulty_server

FIRST, SECOND = "1.18.33", "1.19.0"


async def test_the_version_shown_is_that_of_the_server_that_answers_now() -> None:
    is_replaced = asyncio.Event()

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        version = SECOND if is_replaced.is_set() else FIRST
        if request.path == "/global/event":
            writer.write(STREAM_HEAD + HELLO)
            await (never_reply(request, writer) if version == SECOND else is_replaced.wait())
            return
        body: object = {"healthy": True, "version": version} if request.path == "/global/health" else []
        writer.write(make_response("200 OK", "application/json", json.dumps(body).encode()))
        await writer.drain()

    async with run_faulty_server(answer) as server, synchronise_client(server.url, "/srv") as client:
        await client.wait_until(lambda: client.store.state.connection.version == FIRST)
        is_replaced.set()
        await client.wait_until(lambda: client.store.state.connection.version == SECOND)
