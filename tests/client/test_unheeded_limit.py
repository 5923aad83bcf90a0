"""A server that sends all there is, whatever was asked for."""

import json

from octui.client import Client
from octui.client.api.messages import MAX_UNASKED
from tests.support.faulty_server import reply_healthy_then, reply_with, run_faulty_server

COUNT, LIMIT = MAX_UNASKED + 250, 100


async def test_of_all_messages_of_a_session_a_page_is_taken_at_a_time() -> None:
    ids = [f"msg_{number:06}" for number in range(COUNT)]
    sent = [
        {"info": {"id": id, "sessionID": "ses_1", "role": "user", "time": {"created": 1}}, "parts": []} for id in ids
    ]
    everything = reply_with("200 OK", "application/json", json.dumps(sent).encode())
    async with run_faulty_server(reply_healthy_then(everything)) as server, Client(server.url) as client:
        pages: list[list[str]] = []
        cursor = None
        while not pages or cursor is not None:
            page = await client.messages.list("ses_1", limit=LIMIT, before=cursor)
            pages.append([message.info.id for message in page.messages])
            cursor = page.next_cursor
        assert [len(page) for page in pages] == [LIMIT, MAX_UNASKED, 150]
        assert [id for page in reversed(pages) for id in page] == ids
        assert len((await client.messages.list("ses_1", limit=COUNT)).messages) == COUNT
        assert len((await client.messages.list("ses_1")).messages) == COUNT


async def test_more_sessions_than_were_asked_for_are_all_there_are() -> None:
    times = {"created": 1, "updated": 1}
    sent = [{"id": f"ses_{number}", "directory": "/shop", "time": times} for number in range(COUNT)]
    everything = reply_with("200 OK", "application/json", json.dumps(sent).encode())
    async with run_faulty_server(reply_healthy_then(everything)) as server, Client(server.url) as client:
        assert not (await client.sessions.list_page(limit=LIMIT)).has_more
        assert (await client.sessions.list_page(limit=COUNT)).has_more
