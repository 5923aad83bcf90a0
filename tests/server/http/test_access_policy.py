import asyncio
import base64
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import Headers
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from octui import VERSION
from octui.client import Client, Credentials, Unauthorized
from octui.server.http.access_policy import AccessPolicy, is_loopback_host
from octui.server.http.websocket_tickets import TicketStore
from tests.server.conftest import Running
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import make_environment


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:4096", "localhost", "[::1]:4096", "192.168.1.7:4096", "opencode.local:80", "opencode-4096.local:4096"],
)
def test_addresses_and_names_of_this_machine_are_known(host: str) -> None:
    assert AccessPolicy().is_host_allowed(host)


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:4096", "", "localhost.evil.example", "opencode-x.local", "a b", "127.0.0.1@x"],
)
def test_other_names_are_not_known(host: str) -> None:
    assert not AccessPolicy().is_host_allowed(host)


def test_a_page_that_was_named_is_known_and_its_host_too() -> None:
    policy = AccessPolicy(origins=("https://code.example",))
    assert policy.is_host_allowed("code.example")
    assert policy.is_origin_allowed("https://code.example", "127.0.0.1:4096")
    assert not policy.is_origin_allowed("https://evil.example", "127.0.0.1:4096")


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", "file://"])
async def test_foreign_pages_are_refused_before_anything_happens(app_server: Running, origin: str) -> None:
    async with httpx.AsyncClient(base_url=app_server.url) as http:
        refused = await http.post("/session", headers={"origin": origin})
        assert refused.status_code == 403
        assert "web page" in refused.json()["message"]
        assert (await http.get("/session")).json() == []
    with pytest.raises(InvalidStatus) as status:
        async with connect(app_server.url.replace("http", "ws") + "/pty/pty_x/connect", origin=origin, proxy=None):  # type: ignore[arg-type]
            pass
    assert status.value.response.status_code == 403


FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (FIREFOX | {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}, 403),
        (FIREFOX | {"sec-fetch-site": "same-site", "sec-fetch-mode": "navigate"}, 403),
        (FIREFOX | {"sec-fetch-site": "Cross-Site"}, 403),
        ({"sec-fetch-site": "made up"}, 403),
        (FIREFOX | {"referer": "http://elsewhere.example/"}, 403),
        ({"sec-ch-ua": '"Chromium";v="142"'}, 403),
        (FIREFOX | {"sec-fetch-site": "none"}, 200),
        (FIREFOX | {"sec-fetch-site": "same-origin"}, 200),
        (FIREFOX | {"sec-fetch-site": "cross-site", "origin": "http://localhost:3000"}, 200),
        ({"user-agent": "node", "sec-fetch-mode": "cors"}, 200),
        ({"user-agent": "Bun/1.3.0"}, 200),
    ],
)
async def test_what_a_page_makes_a_browser_load_is_refused(
    app_server: Running, headers: dict[str, str], status: int
) -> None:
    async with httpx.AsyncClient(headers=headers) as http:
        for path in ("/mcp?directory=/", "/session", "/doc", "/global/event", "/nowhere"):
            async with http.stream("GET", app_server.url + path) as answer:
                assert answer.status_code == (404 if status == 200 and path == "/nowhere" else status)


async def test_a_name_that_is_not_ours_is_refused(app_server: Running) -> None:
    async with httpx.AsyncClient(base_url=app_server.url) as http:
        assert (await http.get("/path", headers={"host": "evil.example"})).status_code == 403


async def test_pages_of_this_machine_may_ask_and_read(app_server: Running) -> None:
    page = {"origin": "http://localhost:3000"}
    async with httpx.AsyncClient(base_url=app_server.url) as http:
        before = await http.options("/session", headers={**page, "access-control-request-method": "POST"})
        assert before.status_code == 204
        assert before.headers["access-control-allow-origin"] == "http://localhost:3000"
        assert "authorization" in before.headers["access-control-allow-headers"]
        answer = await http.get("/session", headers=page)
    assert answer.headers["access-control-allow-origin"] == "http://localhost:3000"


def test_only_the_right_name_and_password_are_let_in_in_either_way() -> None:
    policy = AccessPolicy(username="me", password="päss:word")
    right, wrong = (base64.b64encode(text.encode()).decode() for text in ("me:päss:word", "me:password"))
    assert policy.is_authenticated(Headers({"authorization": f"bAsIc {right}"}), {})
    assert policy.is_authenticated(Headers(), {"auth_token": [right]})
    for headers, query in (
        (Headers({"authorization": f"Basic {wrong}"}), {}),
        (Headers({"authorization": f"Bearer {right}"}), {}),
        (Headers({"authorization": "Basic ☃".encode().decode("latin-1")}), {}),
        (Headers(), {"auth_token": [wrong, ""]}),
        (Headers(), {}),
    ):
        assert not policy.is_authenticated(headers, query)
    assert "word" not in repr(policy)


async def test_without_the_password_nothing_is_answered(tmp_path: Path) -> None:
    server = EmbeddedServer(VERSION, tmp_path, password="hush")
    server.start()
    try:
        refused = await asyncio.to_thread(httpx.get, f"{server.url}/global/health")
        assert (refused.status_code, refused.content) == (401, b"")
        assert refused.headers["www-authenticate"].startswith("Basic ")
        async with Client(server.url, credentials=Credentials("opencode", "hush")) as client:
            assert (await client.server.check_health()).healthy
        async with Client(server.url, credentials=Credentials("opencode", "wrong")) as client:
            with pytest.raises(Unauthorized):
                await client.server.check_health()
    finally:
        server.stop()


def test_the_network_is_not_served_without_a_password(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "octui.server", "--hostname", "0.0.0.0", "--port", "0"]
    path = os.pathsep.join(filter(None, sys.path))
    ended = subprocess.run(
        command, env=make_environment(tmp_path) | {"PYTHONPATH": path}, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert "OPENCODE_SERVER_PASSWORD" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("hostname", "near"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("::", False)])
def test_loopback_is_distinguished_from_the_network(hostname: str, near: bool) -> None:
    assert is_loopback_host(hostname) is near


def test_a_ticket_opens_its_own_path_once() -> None:
    tickets = TicketStore()
    ticket, other = tickets.issue_ticket("/pty/pty_a/connect"), tickets.issue_ticket("/pty/pty_a/connect")
    assert not tickets.redeem_ticket(other, "/pty/pty_b/connect")
    assert not tickets.redeem_ticket(other, "/pty/pty_a/connect")
    assert tickets.redeem_ticket(ticket, "/pty/pty_a/connect")
    assert not tickets.redeem_ticket(ticket, "/pty/pty_a/connect")
