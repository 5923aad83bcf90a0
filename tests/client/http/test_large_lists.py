import json
import tracemalloc

from octui.client import Client
from tests.support.faulty_server import reply_healthy_then, reply_with, run_faulty_server

NODES = [
    {"name": f"file{number}.py", "path": f"src/file{number}.py", "absolute": f"/shop/src/file{number}.py"}
    for number in range(20_000)
]


async def test_a_long_list_and_what_is_decoded_of_it_are_not_there_at_once() -> None:
    body = json.dumps([*NODES, 7], separators=(",", ":")).encode()
    async with run_faulty_server(reply_healthy_then(reply_with("200 OK", "application/json", body))) as server:
        client = Client(server.url)
        tracemalloc.start()
        listed = await client.files.list()
        kept, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        await client.close()
    assert [node.path for node in listed] == [node["path"] for node in NODES]
    assert client.unreadable.count == 1
    # While it arrives, as much of it waits at the server.
    assert peak < max(kept, 2 * len(body)) + 0.4 * len(body)
