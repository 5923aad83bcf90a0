import asyncio

from octui.client import Client
from octui.client.http.unreadable_log import MAX_BYTES, MAX_ITEMS, UnreadableLog
from tests.support.faulty_server import Request, make_response, reply_healthy_then, run_faulty_server


async def test_what_is_left_out_of_an_answer_is_counted_once_and_kept() -> None:
    bodies = {
        "/permission": b'[{"id":"per_1","patterns":["\\ud83d"]},{"id":null},7]',
        "/session/status": b'{"ses_1":{"type":"busy"},"ses_2":8}',
        "/config/providers": b'{"providers":[{"id":"p","models":{"m":{"id":"m"},"n":9}}]}',
    }

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(make_response("200 OK", "application/json", bodies[request.path]))
        await writer.drain()

    async with run_faulty_server(reply_healthy_then(answer)) as server, Client(server.url) as client:
        for _ in range(2):
            assert [request.id for request in await client.permissions.list()] == ["per_1"]
            assert list(await client.sessions.list_statuses()) == ["ses_1"]
            (provider,) = (await client.providers.list()).providers
            assert list(provider.models) == ["m"]
        assert client.unreadable.count == 4
        assert [tuple(item) for item in client.unreadable.items] == [
            ("/permission", '{"id":null}'),
            ("/permission", "7"),
            ("/session/status", "8"),
            ("/config/providers", "9"),
        ]


def test_the_log_is_bounded_and_its_count_is_not() -> None:
    log = UnreadableLog()
    for number in range(MAX_ITEMS + 5):
        log.record_item("event", b"%d" % number + b"x" * MAX_BYTES)
    assert log.count == MAX_ITEMS + 5
    assert len(log.items) == MAX_ITEMS
    assert log.items[-1].json.startswith("104")
    assert len(log.items[-1].json) == MAX_BYTES + 1
