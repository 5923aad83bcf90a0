import gc
import json
import tracemalloc

import pytest

from octui.client import Client
from octui.ui.files.loaded_file import load_file
from tests.support.faulty_server import reply_healthy_then, reply_with, run_faulty_server


@pytest.mark.parametrize("beginning", ["", "\N{ROCKET}"])
async def test_a_file_of_megabytes_is_there_once_with_an_emoji_too(beginning: str) -> None:
    text = beginning + "the line of a file\r\n" * 300_000 + "the end"
    body = json.dumps({"type": "text", "content": text}, ensure_ascii=False).encode()
    answer = reply_with("200 OK", "application/json", body)
    async with run_faulty_server(reply_healthy_then(answer)) as server, Client(server.url) as client:
        tracemalloc.start()
        loaded = await load_file(client.files, "a.py", "")
        gc.collect()
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (loaded.kind, loaded.lines.lines[300_000]) == ("python · 300,001 lines · CRLF", "the end")
    assert kept < 1.4 * len(body)
