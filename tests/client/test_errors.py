import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from octui.client import (
    BadAddress,
    Busy,
    Client,
    ClientError,
    Credentials,
    NotFound,
    NotOpenCode,
    Rejected,
    ServerFailed,
    TimedOut,
    Unauthorized,
    Unreachable,
)
from octui.client.http.response import RequestInfo, Response, find_error
from tests.support.faulty_server import (
    Request,
    Script,
    make_response,
    never_reply,
    reply_healthy_then,
    reply_with,
    run_faulty_server,
)

FIXTURES = Path(__file__).parents[1] / "fixtures" / "1.18.33" / "rest"
JSON = "application/json"


async def error_of(script: Script, **options: Any) -> ClientError:
    async with run_faulty_server(script) as server, Client(server.url, **options) as client:
        with pytest.raises(ClientError) as raised:
            await client.sessions.get("ses_1")
        return raised.value


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("err_*.json")), ids=lambda path: path.stem)
def test_every_recorded_error_becomes_one_sentence_of_the_right_kind(path: Path) -> None:
    recorded = json.loads(path.read_text())
    body = recorded["body"]
    raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    request = recorded["request"]
    answer = Response(recorded["status"], {k.lower(): v for k, v in recorded["headers"].items()}, raw)
    error = find_error(RequestInfo(request["method"], request["path"], "http://127.0.0.1:4096"), answer)
    if recorded["status"] < 300:
        assert error is None
        return
    kinds = {
        400: Rejected,
        401: Unauthorized,
        403: Rejected,
        404: NotFound,
        409: Busy,
        415: Rejected,
        500: ServerFailed,
    }
    assert type(error) is kinds[recorded["status"]]
    assert error.status == recorded["status"]
    assert error.path == request["path"]
    assert str(error)
    assert "\n" not in str(error)
    assert "sk-ant" not in str(error)


@pytest.mark.parametrize(
    ("status", "kind", "body", "expected", "sentence"),
    [
        (
            "400 Bad Request",
            JSON,
            b'{"data":{"key":"hunter2"},"error":[{"code":"x","path":["parts",0],"message":"Required"}],"success":false}',
            Rejected,
            "The server rejected the request: Required at parts.0",
        ),
        (
            "400 Bad Request",
            JSON,
            b'{"name":"ProviderAuthOauthCallbackFailed","data":{}}',
            Rejected,
            "The server rejected the request: "
            "the provider did not accept the sign-in; begin again, and check the code.",
        ),
        (
            "200 OK",
            JSON,
            b'{"data":{},"error":[{"message":"Required","path":["id"]}],"success":false}',
            Rejected,
            "The server rejected the request: Required at id",
        ),
        (
            "400 Bad Request",
            JSON,
            b'{"name":"BadRequest","data":{"message":"Missing key\\n  at [\\"agent\\"]","kind":"Payload"}}',
            Rejected,
            'The server rejected the request: Missing key at ["agent"]',
        ),
        ("400 Bad Request", JSON, b'{"_tag":"BadRequest"}', Rejected, "The server rejected the request: BadRequest"),
        (
            "500 Internal Server Error",
            JSON,
            b'{"_tag":"InternalServerError"}',
            ServerFailed,
            "The server failed: no reason was given.",
        ),
        (
            "400 Bad Request",
            JSON,
            b'{"data":{"message":"Preparing worktree (new branch \'x\')\\nfatal: invalid reference: HEAD"}}',
            Rejected,
            "The server rejected the request: fatal: invalid reference: HEAD",
        ),
        (
            "400 Bad Request",
            JSON,
            b'{"error":"MCP server demo does not support OAuth"}',
            Rejected,
            "The server rejected the request: MCP server demo does not support OAuth",
        ),
        (
            "400 Bad Request",
            "text/plain",
            b"Malformed JSON in request body",
            Rejected,
            "The server rejected the request: Malformed JSON in request body",
        ),
        (
            "404 Not Found",
            JSON,
            b'{"name":"NotFoundError","data":{"message":"Resource not found: /home/u/.local/x.json"}}',
            NotFound,
            "The server does not know /session/ses_1.",
        ),
        (
            "500 Internal Server Error",
            JSON,
            b'{"name":"UnknownError","data":{"message":"Error: Session ses_1 is busy\\n    at assert (/x.ts:1:2)"}}',
            Busy,
            "Session ses_1 is busy",
        ),
        (
            "500 Internal Server Error",
            JSON,
            b'{"name":"UnknownError","data":{"message":"Error: it broke\\n    at f (/x.ts:1:2)\\n    at g"}}',
            ServerFailed,
            "The server failed: it broke",
        ),
        (
            "500 Internal Server Error",
            JSON,
            b'{"name":"UnknownError","data":{"message":"Error\\n    at shell (src/session/prompt.ts:1389:25)"}}',
            Busy,
            "The session is busy.",
        ),
        ("500 Internal Server Error", JSON, b"", ServerFailed, "The server failed: status 500"),
        ("502 Bad Gateway", "text/plain", b"no upstream", ServerFailed, "The server failed: no upstream"),
        ("409 Conflict", JSON, b"{}", Busy, "The session is busy."),
        (
            "500 Internal Server Error",
            JSON,
            b'{"message":"a\\u001b[2Jb"}',
            ServerFailed,
            "The server failed: a\ufffd[2Jb",
        ),
    ],
)
async def test_an_error_is_told_in_the_servers_words(
    status: str, kind: str, body: bytes, expected: type[ClientError], sentence: str
) -> None:
    error = await error_of(reply_healthy_then(reply_with(status, kind, body)))
    assert type(error) is expected
    assert str(error) == sentence
    assert (error.method, error.path, error.status) == ("GET", "/session/ses_1", int(status[:3]))


@pytest.mark.parametrize(
    "script",
    [
        reply_with("200 OK", "text/html; charset=utf-8", b"<!doctype html><title>Hello</title>"),
        reply_with("404 Not Found", "text/html", b"<h1>Not Found</h1>"),
        reply_with("404 Not Found", "text/plain", b"404 page not found"),
        reply_with("200 OK", JSON, b'{"name": "some other service"}'),
        reply_with("200 OK", JSON, b'["a", "list"]'),
        reply_with("200 OK", JSON, b'{"healthy": tru'),
        reply_with("302 Found", "text/html", b"", "location: https://example.invalid/login?next=secret"),
    ],
    ids=["page", "page-404", "text-404", "other-json", "list", "half-json", "redirect"],
)
async def test_whatever_else_answers_is_not_opencode(script: Script) -> None:
    error = await error_of(script)
    assert type(error) is NotOpenCode
    assert "secret" not in str(error)


async def test_a_page_where_json_was_due_is_an_error_although_the_server_is_healthy() -> None:
    error = await error_of(reply_healthy_then(reply_with("200 OK", "text/html", b"<html>")))
    assert type(error) is NotOpenCode
    assert "web page" in str(error)


async def test_an_empty_success_is_a_failure() -> None:
    error = await error_of(reply_healthy_then(reply_with("200 OK", JSON, b"")))
    assert type(error) is ServerFailed
    assert str(error) == "The server accepted the request but returned nothing."


async def test_an_answer_of_another_shape_is_an_error() -> None:
    for body in (b'{"id": 7}', b"[]", b"null", b"7", b"[" * 5_000):
        error = await error_of(reply_healthy_then(reply_with("200 OK", JSON, body)))
        assert type(error) is NotOpenCode


async def test_nobody_there_is_unreachable_and_nothing_was_delivered(free_port: int) -> None:
    async with Client(f"http://127.0.0.1:{free_port}") as client:
        with pytest.raises(Unreachable, match=f"No server answers at http://127.0.0.1:{free_port}") as raised:
            await client.sessions.create()
    assert not raised.value.delivered


async def test_plain_http_where_https_was_wanted_says_so() -> None:
    async def refuse(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with Client(f"https://127.0.0.1:{port}") as client:
            with pytest.raises(Unreachable, match="does not speak HTTPS"):
                await client.server.check_health()


async def test_a_host_nobody_knows_says_so() -> None:
    async with Client("http://no-such-host.invalid:4096") as client:
        with pytest.raises(Unreachable, match="no-such-host"):
            await client.server.check_health()


async def test_a_password_that_is_missing_and_one_that_is_wrong_read_differently() -> None:
    unauthorized = reply_with("401 Unauthorized", "text/plain", b"")
    assert str(await error_of(unauthorized)).endswith("requires a password.")
    wrong = await error_of(unauthorized, credentials=Credentials("opencode", "hunter2"))
    assert type(wrong) is Unauthorized
    assert str(wrong).endswith("refused that user name or password.")


async def test_a_change_that_was_cut_off_may_have_been_made_and_is_not_repeated() -> None:
    async def cut(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{")
        await writer.drain()

    async with run_faulty_server(reply_healthy_then(cut)) as server, Client(server.url) as client:
        with pytest.raises(Unreachable) as raised:
            await client.sessions.create()
        assert len(server.count_requests("/session")) == 1
    assert raised.value.delivered


async def test_a_question_that_was_cut_off_is_asked_once_more() -> None:
    tries = 0

    async def cut_once(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal tries
        tries += 1
        if tries > 1:
            writer.write(make_response("200 OK", JSON, b'{"id":"ses_1"}'))
            await writer.drain()

    async with run_faulty_server(reply_healthy_then(cut_once)) as server, Client(server.url) as client:
        assert (await client.sessions.get("ses_1")).id == "ses_1"


async def test_a_server_that_never_answers_times_out() -> None:
    async with run_faulty_server(reply_healthy_then(never_reply)) as server, Client(server.url) as client:
        with pytest.raises(TimedOut, match=r"did not answer GET /slow within 0\.2 s"):
            await client.transport.get_json("/slow", int, timeout=0.2)


async def test_a_starting_server_swallows_requests_and_is_asked_again() -> None:
    swallowed = 0

    async def waking(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal swallowed
        if request.path == "/global/health" and swallowed < 1:
            swallowed += 1
            await never_reply(request, writer)
        await reply_healthy_then(reply_with("200 OK", JSON, b'{"id":"ses_1"}'))(request, writer)

    async with run_faulty_server(waking) as server, Client(server.url) as client:
        assert (await client.sessions.get("ses_1")).id == "ses_1"
        assert len(server.count_requests("/global/health")) == 2


async def test_a_slow_connection_does_not_mean_that_no_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A health request with little patience still leaves time to connect: a program may be busy, or a packet lost."""
    monkeypatch.setattr("octui.client.http.transport.PROBE_TIMEOUTS", (1e-9, 30.0))
    async with run_faulty_server(reply_healthy_then(never_reply)) as server, Client(server.url) as client:
        assert (await client.server.check_health()).healthy


async def test_credentials_reach_the_server_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with run_faulty_server(reply_healthy_then(reply_with("404 Not Found", JSON, b"{}"))) as server:
        url = server.url.replace("://", "://me:hunter2@")
        async with Client(url) as client:
            with pytest.raises(NotFound) as raised:
                await client.sessions.get("ses_1")
            shown = f"{client!r} {client.url} {raised.value!r} {raised.value.path} {client.transport.credentials!r}"
    (request,) = server.count_requests("/session/ses_1")
    assert request.headers["authorization"] == "Basic bWU6aHVudGVyMg=="
    assert "hunter2" not in request.target
    assert "hunter2" not in shown
    assert "hunter2" not in caplog.text
    assert "bWU6aHVudGVyMg" not in caplog.text


async def test_a_redirect_takes_no_credentials_elsewhere() -> None:
    async with run_faulty_server(reply_with("200 OK", JSON, b"{}")) as elsewhere:
        moved = reply_with("307 Temporary Redirect", JSON, b"", f"location: {elsewhere.url}/session/ses_1")
        error = await error_of(reply_healthy_then(moved), credentials=Credentials("me", "hunter2"))
        assert type(error) is NotOpenCode
        assert elsewhere.requests == []


async def test_loopback_is_reached_past_any_proxy(monkeypatch: pytest.MonkeyPatch, free_port: int) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port}")
    async with run_faulty_server(reply_healthy_then(never_reply)) as server, Client(server.url) as client:
        assert (await client.server.check_health()).healthy


@pytest.mark.parametrize("url", ["", "ftp://host", "http://", "http://:pass@", "http://[::1", "http://ho st"])
def test_what_is_no_address_says_so_without_repeating_it(url: str) -> None:
    with pytest.raises(BadAddress, match="it should look like") as raised:
        Client(url)
    assert "pass" not in str(raised.value)
