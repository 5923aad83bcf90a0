"""A call that changes something is accepted only in the way its endpoint says so, for every endpoint."""

from asyncio import StreamWriter
from collections.abc import Awaitable, Callable

import pytest

from octui.client import Client, ClientError, Outcome
from tests.support.faulty_server import (
    Request,
    Script,
    reply_healthy_then,
    reply_with,
    run_faulty_server,
)

JSON = "application/json"
PENDING = b'[{"id":"per_1","sessionID":"ses_1"},{"id":"que_1","sessionID":"ses_1"}]'

CHANGES: dict[str, Callable[[Client], Awaitable[object]]] = {
    "create": lambda client: client.sessions.create(),
    "rename": lambda client: client.sessions.rename("ses_1", "title"),
    "delete": lambda client: client.sessions.delete("ses_1"),
    "fork": lambda client: client.sessions.fork("ses_1"),
    "abort": lambda client: client.sessions.abort("ses_1"),
    "share": lambda client: client.sessions.share("ses_1"),
    "unshare": lambda client: client.sessions.unshare("ses_1"),
    "summarize": lambda client: client.sessions.summarize("ses_1", "scripted", "scripted"),
    "revert": lambda client: client.sessions.revert("ses_1", "msg_1"),
    "unrevert": lambda client: client.sessions.unrevert("ses_1"),
    "send": lambda client: client.prompts.send("ses_1", "hello"),
    "send and wait": lambda client: client.prompts.send_and_wait("ses_1", "hello"),
    "command": lambda client: client.prompts.run_command("ses_1", "review"),
    "shell": lambda client: client.prompts.run_shell("ses_1", "ls", agent="build"),
    "permission": lambda client: client.permissions.reply("per_1", "once"),
    "question": lambda client: client.questions.reply("que_1", [["yes"]]),
    "reject question": lambda client: client.questions.reject("que_1"),
    "pty": lambda client: client.ptys.create(),
    "connect mcp": lambda client: client.mcp.connect("docs"),
}


async def outcome_of(script: Script, change: Callable[[Client], Awaitable[object]]) -> Outcome:
    async with run_faulty_server(reply_healthy_then(script)) as server, Client(server.url) as client:
        with pytest.raises(ClientError) as raised:
            await change(client)
        return raised.value.outcome


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(
    "nonsense",
    [
        reply_with("200 OK", "text/html", b"<!doctype html><p>app</p>"),
        reply_with("200 OK", JSON, b""),
        reply_with("200 OK", JSON, b"{"),
        reply_with("200 OK", JSON, b'"fine"'),
        reply_with("202 Accepted", "text/plain", b""),
    ],
    ids=["a web page", "nothing", "half an object", "another type", "another status"],
)
async def test_nonsense_with_a_good_status_accepts_nothing(
    nonsense: Script, change: Callable[[Client], Awaitable[object]]
) -> None:
    assert await outcome_of(nonsense, change) is Outcome.UNKNOWN


async def cut_connection(_: Request, __: object) -> None:
    """Close without an answer."""


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (cut_connection, Outcome.UNKNOWN),
        (reply_with("502 Bad Gateway", "text/html", b"<p>bad gateway</p>"), Outcome.UNKNOWN),
        (reply_with("500 Internal Server Error", JSON, b'{"name":"UnknownError","data":{}}'), Outcome.UNKNOWN),
        (reply_with("409 Conflict", JSON, b'{"_tag":"SessionBusyError"}'), Outcome.REFUSED),
        (reply_with("404 Not Found", JSON, b'{"name":"NotFoundError","data":{"message":"no"}}'), Outcome.REFUSED),
        (reply_with("400 Bad Request", JSON, b'{"_tag":"BadRequest"}'), Outcome.REFUSED),
    ],
)
async def test_a_failure_says_whether_it_may_have_been_done(answer: Script, outcome: Outcome) -> None:
    assert await outcome_of(answer, CHANGES["send"]) is outcome


async def test_a_call_that_was_never_made_was_not_carried_out() -> None:
    """The server's health is checked first; when that fails, nothing was sent."""

    html = reply_with("200 OK", "text/html", b"<p>other</p>")
    async with run_faulty_server(html) as server, Client(server.url) as client:
        with pytest.raises(ClientError) as raised:
            await client.prompts.send("ses_1", "hello")
    assert raised.value.outcome is Outcome.REFUSED


@pytest.mark.parametrize("lost", ["/permission", "/question"])
@pytest.mark.parametrize("reply", ["permission", "question", "reject question"])
async def test_a_reply_whose_request_could_not_be_looked_up_was_not_sent(lost: str, reply: str) -> None:
    async def cut_one(request: Request, writer: StreamWriter) -> None:
        if request.path != lost:
            await reply_with("200 OK", JSON, b"[]")(request, writer)

    async with run_faulty_server(reply_healthy_then(cut_one, "1.1.58")) as server, Client(server.url) as client:
        with pytest.raises(ClientError) as raised:
            await CHANGES[reply](client)
        assert raised.value.outcome is Outcome.REFUSED
        assert not [request for request in server.requests if request.method == "POST"]


@pytest.mark.parametrize("version", ["1.1.58", "1.9.0", "1.18.33", "1.19.0"])
@pytest.mark.parametrize("reply", ["permission", "question", "reject question"])
async def test_a_reply_does_not_wait_for_the_servers_description(version: str, reply: str) -> None:
    """OpenCode takes seconds to describe itself, and answers nothing else meanwhile."""

    async def answer(request: Request, writer: StreamWriter) -> None:
        body = PENDING if request.method == "GET" else b"true"
        await reply_with("200 OK", JSON, body)(request, writer)

    async with run_faulty_server(reply_healthy_then(answer, version)) as server, Client(server.url) as client:
        await CHANGES[reply](client)
        assert server.count_requests("/doc") == []
        assert [request.method for request in server.requests][-1] == "POST"


@pytest.mark.parametrize(
    "answer",
    [cut_connection, reply_with("200 OK", "text/html", b"<p>app</p>"), reply_with("200 OK", JSON, b"")],
    ids=["cut", "a web page", "nothing"],
)
async def test_a_sign_in_that_was_not_begun_connected_nothing(answer: Script) -> None:
    assert await outcome_of(answer, lambda client: client.providers.authorize("openai", 0)) is Outcome.REFUSED
