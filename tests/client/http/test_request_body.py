"""What is sent is of valid Unicode, whatever a name on this machine is made of."""

import json

import pytest

from octui.client import BadAddress, Client
from octui.client.http.request_body import encode_body
from tests.support.faulty_server import reply_healthy_then, reply_with, run_faulty_server


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
