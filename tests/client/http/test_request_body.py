"""What is sent is of valid Unicode, whatever a name on this machine is made of."""

import asyncio
import json
import sys
import tracemalloc

import pytest

from octui.client import BadAddress, Client
from octui.client.http.request_body import encode_body
from tests.support.faulty_server import make_response, reply_healthy_then, reply_with, run_faulty_server


def test_what_is_no_character_becomes_a_sign_for_it() -> None:
    assert json.loads(encode_body({"a\udcff": ["b\ud83d", 1, {"c": "\ud83d\ude00"}], "d": None})) == {
        "a\ufffd": ["b\ufffd", 1, {"c": "😀"}],
        "d": None,
    }
    assert encode_body({"a": "é"}) == '{"a":"é"}'.encode()


async def test_a_name_that_cannot_be_sent_is_said_and_the_client_goes_on() -> None:
    listing = reply_with("200 OK", "application/json", b"[]")
    async with run_faulty_server(reply_healthy_then(listing)) as server, Client(server.url) as client:
        with pytest.raises(BadAddress, match="not UTF-8"):
            await client.files.list("", directory="/caf\udce9")
        with pytest.raises(BadAddress, match="not UTF-8"):
            await client.files.list("caf\udce9")
        assert len(server.requests) == 1
        assert await client.files.list("") == ()


@pytest.mark.parametrize("text", ['a "line" of it\n', "\N{ROCKET} ", "a\ud83d", "\udcffé"])
def test_a_long_text_is_encoded_like_a_short_one(text: str) -> None:
    long = text * 200_000
    sent = json.loads(encode_body({"parts": [{"text": long}, {"text": text}], "more": long[1:]}))
    said = text.replace("\ud83d", "\ufffd").replace("\udcff", "\ufffd")
    assert sent == {"parts": [{"text": said * 200_000}, {"text": said}], "more": (said * 200_000)[1:]}


def test_a_text_that_was_sent_takes_as_much_memory_as_before() -> None:
    text = "\N{ROCKET} released\n" * 100_000
    size = sys.getsizeof(text)
    encode_body({"parts": [{"text": text}]})
    assert sys.getsizeof(text) == size


async def test_a_paste_of_megabytes_is_there_once_more_while_it_is_sent() -> None:
    text = "a line that was pasted\n" * 400_000
    received = 0

    async def take_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal received
        head = await reader.readuntil(b"\r\n\r\n")
        if b"/global/health" in head:
            writer.write(make_response("200 OK", "application/json", b'{"healthy":true,"version":"1.18.33"}'))
        else:
            length = int(head.lower().partition(b"content-length:")[2].split()[0])
            while received < length:
                received += len(await reader.read(1 << 16))
            writer.write(make_response("204 No Content", "application/json", b""))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(take_slowly, "127.0.0.1", 0)
    client = Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    await client.server.check_health()
    tracemalloc.start()
    await client.prompts.send("ses_1", text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    await client.close()
    server.close()
    assert received > len(text)
    assert peak < 1.5 * received
