import asyncio
import inspect
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from octui.client import Client, ClientError
from octui.wire.mcp import McpLocal
from octui.wire.parts import TextPart
from octui.wire.providers import ApiKey
from tests.support.faulty_server import (
    HELLO,
    Request,
    make_response,
    never_reply,
    reply_healthy_then,
    run_faulty_server,
    stream_pieces,
)

ENDPOINTS = """\
GET /agent
DELETE /auth/{}
PUT /auth/{}
GET /command
GET /config
PATCH /config
GET /config/providers
GET /experimental/resource
GET /experimental/tool
GET /experimental/tool/ids
DELETE /experimental/worktree
GET /experimental/worktree
POST /experimental/worktree
POST /experimental/worktree/reset
GET /file
GET /file/content
GET /file/status
GET /find
GET /find/file
GET /find/symbol
GET /formatter
GET /global/config
PATCH /global/config
POST /global/dispose
GET /global/health
POST /instance/dispose
POST /log
GET /lsp
GET /mcp
POST /mcp
DELETE /mcp/{}/auth
POST /mcp/{}/auth
POST /mcp/{}/auth/authenticate
POST /mcp/{}/auth/callback
POST /mcp/{}/connect
POST /mcp/{}/disconnect
GET /path
GET /permission
POST /permission/{}/reply
GET /project
GET /project/current
POST /project/git/init
PATCH /project/{}
GET /project/{}/directories
GET /provider
GET /provider/auth
POST /provider/{}/oauth/authorize
POST /provider/{}/oauth/callback
GET /pty
POST /pty
GET /pty/shells
DELETE /pty/{}
GET /pty/{}
PUT /pty/{}
GET /pty/{}/connect
POST /pty/{}/connect-token
GET /question
POST /question/{}/reject
POST /question/{}/reply
GET /session
POST /session
GET /session/status
DELETE /session/{}
GET /session/{}
PATCH /session/{}
POST /session/{}/abort
GET /session/{}/children
POST /session/{}/command
GET /session/{}/diff
POST /session/{}/fork
POST /session/{}/init
GET /session/{}/message
POST /session/{}/message
DELETE /session/{}/message/{}
GET /session/{}/message/{}
DELETE /session/{}/message/{}/part/{}
PATCH /session/{}/message/{}/part/{}
POST /session/{}/permissions/{}
POST /session/{}/prompt_async
POST /session/{}/revert
DELETE /session/{}/share
POST /session/{}/share
POST /session/{}/shell
POST /session/{}/summarize
GET /session/{}/todo
POST /session/{}/unrevert
GET /skill
POST /tui/append-prompt
POST /tui/clear-prompt
GET /tui/control/next
POST /tui/control/response
POST /tui/execute-command
POST /tui/open-help
POST /tui/open-models
POST /tui/open-sessions
POST /tui/open-themes
POST /tui/publish
POST /tui/select-session
POST /tui/show-toast
POST /tui/submit-prompt
GET /vcs
POST /vcs/apply
GET /vcs/diff
GET /vcs/diff/raw
GET /vcs/status
"""
"""Everything documented, less the two streams and `DELETE /mcp/{}/oauth`, which no tested server has."""

ARGUMENT = "argument"
SPECIAL: dict[str, object] = {
    "model": ("provider", "model"),
    "part": TextPart(id=ARGUMENT, session_id=ARGUMENT, message_id=ARGUMENT),
    "config": McpLocal(command=("x",)),
    "secret": ApiKey(key="x"),
    "answers": [["x"]],
    "changes": {},
    "properties": {},
    "method": 0,
}


async def test_every_endpoint_is_called_by_some_method() -> None:
    async def anything(request: Request, writer: asyncio.StreamWriter) -> None:
        body: object = {"id": ARGUMENT, "command": "/bin/sh", "paths": DOCUMENTED}
        if template(request) == "GET /session/{}/message":
            body = []
        writer.write(make_response("200 OK", "application/json", json.dumps(body).encode()))
        await writer.drain()

    described = reply_healthy_then(anything, version="1.19.0")
    async with run_faulty_server(described) as server, Client(server.url) as client:
        for namespace, api in vars(client).items():
            for name, method in inspect.getmembers(api, inspect.iscoroutinefunction):
                if namespace != "transport" and not name.startswith("_"):
                    with suppress(ClientError):
                        await asyncio.wait_for(method(**arguments(method)), 10)
        calls = {template(request) for request in server.requests}
    assert set(ENDPOINTS.splitlines()) - calls == set()
    assert calls - set(ENDPOINTS.splitlines()) == {"GET /doc"}


async def test_the_stream_is_an_endpoint_too() -> None:
    async with (
        run_faulty_server(reply_healthy_then(stream_pieces(HELLO, then=never_reply))) as server,
        Client(server.url) as client,
    ):
        async for _ in client.events.subscribe():
            break
        assert server.count_requests("/global/event")


def template(request: Request) -> str:
    steps = ("{}" if step == ARGUMENT else step for step in request.path.split("/"))
    return f"{request.method} {'/'.join(steps)}"


def arguments(method: Callable[..., Any]) -> dict[str, object]:
    return {
        name: SPECIAL.get(name, ARGUMENT)
        for name, parameter in inspect.signature(method).parameters.items()
        if parameter.default is inspect.Parameter.empty
    }


def documented() -> dict[str, dict[str, object]]:
    paths: dict[str, dict[str, object]] = {}
    for line in ENDPOINTS.splitlines():
        method, path = line.split()
        paths.setdefault(path, {})[method.lower()] = {}
    return paths


DOCUMENTED = documented()
