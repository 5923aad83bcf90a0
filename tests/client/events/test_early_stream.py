"""A stream asked for before the program is loaded brings what happened until it was read."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client, Connected
from octui.client.address import Address, Credentials, parse_address
from octui.client.events import early_stream
from octui.client.events.early_stream import StreamResponse, begin_early_stream, take_early_stream
from octui.wire.events import TuiPromptAppend
from tests.support.faulty_server import (
    HELLO,
    STREAM_HEAD,
    Request,
    make_response,
    never_reply,
    reply_healthy_then,
    run_faulty_server,
    stream_pieces,
)
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.support.stream_recorder import record_stream
from tests.support.waiting import wait_until_true


def has_bytes() -> bool:
    """Whether the answer to the early request has begun, without reading it."""
    (early,) = early_stream._waiting
    if early._socket is None:
        return False
    try:
        return bool(early._socket.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


async def begin_and_wait(url: str, credentials: Credentials | None = None) -> None:
    begin_early_stream(parse_address(url), credentials)
    await wait_until_true(has_bytes)


@pytest.mark.real
@pytest.mark.parametrize("version", [NEWEST, OLDEST, EMBEDDED])
async def test_what_was_asked_of_the_interface_while_it_was_loaded_arrives(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    await begin_and_wait(server.url)
    async with Client(server.url, directory=project.directory) as client:
        # The newest servers greet before they listen.
        await client.server.check_health()
        assert await client.tui.append_prompt("early")
        async with record_stream(client) as heard:
            assert (await heard.wait_for_event(TuiPromptAppend)).text == "early"
            assert isinstance(heard.items[0], Connected)
            assert await client.tui.append_prompt("later")
            await heard.wait_for_event(TuiPromptAppend, lambda event: event.text == "later")
    assert not early_stream._waiting


async def test_a_server_on_another_machine_is_heard_early_unless_a_proxy_leads_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    async with run_faulty_server(stream_pieces(HELLO)) as server:
        # No address of the loopback, which leads there all the same.
        address = Address(f"http://0.0.0.0:{server.port}")
        begin_early_stream(address, None)
        await wait_until_true(has_bytes)
        response = await take_early_stream(address, None)
        assert response is not None
        await response.aclose()
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
        begin_early_stream(address, None)
        assert not early_stream._waiting


async def test_a_chunked_answer_is_unpacked() -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (HELLO[:7], HELLO[7:]))
    head = STREAM_HEAD.replace(b"connection: close", b"transfer-encoding: chunked")

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head + chunks + b"0\r\n\r\n")
        await writer.drain()

    async with run_faulty_server(answer) as server:
        await begin_and_wait(server.url)
        response = await take_early_stream(parse_address(server.url), None)
        assert response is not None
        assert [piece async for piece in response.aiter_raw()] == [HELLO[:7], HELLO[7:]]
        await response.aclose()


@pytest.mark.parametrize(
    "answer",
    [
        make_response("200 OK", "text/html", b"<!doctype html><p>app</p>"),
        make_response("401 Unauthorized", "text/plain", b"no"),
        b"SSH-2.0-OpenSSH_9.6\r\n",
        STREAM_HEAD[:20],
    ],
)
async def test_what_is_no_event_stream_is_asked_for_once_more_when_the_program_is_loaded(answer: bytes) -> None:
    refused = False

    async def refuse_once(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal refused
        if refused:
            await stream_pieces(HELLO, then=never_reply)(request, writer)
            return
        refused = True
        writer.write(answer)
        await writer.drain()

    async with run_faulty_server(reply_healthy_then(refuse_once)) as server:
        await begin_and_wait(server.url)
        async with Client(server.url) as client, record_stream(client) as heard:
            await heard.wait_for(lambda received: isinstance(received, Connected))
            assert len(server.count_requests("/global/event")) == 2


@pytest.fixture
def certified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server with a certificate of its own, which the environment says to trust."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    options = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=octui"]
    names = ["-addext", "subjectAltName=IP:0.0.0.0"]
    subprocess.run(
        ["openssl", "req", "-x509", *options, *names, "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context


async def take_when_asked(address: Address) -> StreamResponse | None:
    """The early answer, once the thread that asks for it is finished."""
    begin_early_stream(address, None)
    (early,) = early_stream._waiting
    await asyncio.to_thread(early._opening.join)
    return await take_early_stream(address, None)


async def test_a_server_behind_tls_is_heard_early_if_its_certificate_is_trusted(
    certified: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run_faulty_server(stream_pieces(HELLO * 1_000), tls=certified) as server:
        address = Address(f"https://0.0.0.0:{server.port}")
        response = await take_when_asked(address)
        assert response is not None
        assert response.status_code == 200
        # The server waits 30 s for the other side before it closes the connection.
        async with asyncio.timeout(15):
            assert b"".join([piece async for piece in response.aiter_raw()]) == HELLO * 1_000
        await response.aclose()
        monkeypatch.delenv("SSL_CERT_FILE")
        assert await take_when_asked(address) is None
        assert len(server.requests) == 1


async def test_nothing_is_asked_early_of_servers_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    for url in ("https://192.0.2.1:4096", "http://192.0.2.1:4096"):
        begin_early_stream(parse_address(url), None)
    assert not early_stream._waiting


async def test_the_stream_of_another_server_or_of_other_credentials_is_closed_and_not_used() -> None:
    given = Credentials("ada", "secret")
    async with run_faulty_server(stream_pieces(HELLO, then=never_reply)) as server:
        await begin_and_wait(server.url, given)
        (early,) = early_stream._waiting
        assert server.requests[0].headers["authorization"] == given.authorization
        assert await take_early_stream(parse_address(server.url), None) is None
        assert early._socket is not None
        assert early._socket.fileno() == -1


async def test_a_server_that_is_not_there_yet_does_no_harm(free_port: int) -> None:
    address = parse_address(f"http://127.0.0.1:{free_port}")
    begin_early_stream(address, None)
    assert await take_early_stream(address, None) is None
