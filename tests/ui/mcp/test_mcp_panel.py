"""The panel of MCP servers, by keys, and what the server then knows."""

import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from textual.widgets import Input

from octui.ui.connect.sign_in_dialog import SignInDialog, extract_code
from octui.ui.mcp import controller
from octui.ui.panels.panel import Panel
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from tests.support import mcp_server
from tests.support.fault_proxy import Spoil, cut_request, run_fault_proxy
from tests.support.faulty_server import run_faulty_server
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.ui.mcp.oauth_server import run_oauth_mcp_server
from tests.ui.panels.operator import Operator, operate_app
from tests.ui.panels.scripted_server import ScriptedServer

NOT_READ_AGAIN = "The change was made, but what is shown could not be loaded again"


async def add_server(operator: Operator, name: str, target: str) -> None:
    await operator.open_form()
    await operator.type_text(name)
    await operator.press("tab")
    await operator.type_text(target)
    await operator.press("enter")
    await operator.settle()


async def test_what_was_typed_for_a_server_that_was_not_added_is_in_the_form_again(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    spoils: dict[str, Spoil] = {"/mcp": cut_request}
    async with (
        run_fault_proxy(shared_servers(EMBEDDED).port, spoils) as proxy,
        operate_app(proxy.url, project, (80, 24)) as operator,
    ):
        await operator.open_panel("mcp.list")
        await add_server(operator, "broken", "/no/such/server")
        spoils.clear()
        assert await operator.open_form() == ["broken", "/no/such/server", ""]
        await operator.press("enter")
        await operator.settle()
        await operator.wait_for_row("broken", "failed: ")
        assert await operator.open_form() == ["", "", ""]


async def test_a_server_that_was_added_is_not_called_refused_when_the_list_cannot_be_read_again(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    spoils: dict[str, Spoil] = {}
    async with run_fault_proxy(server.port, spoils) as proxy, operate_app(proxy.url, project, (80, 24)) as operator:
        await operator.open_panel("mcp.list")
        spoils["GET /experimental/resource"] = cut_request
        await add_server(operator, "demo", f"{sys.executable} {mcp_server.__file__}")
        await operator.wait_for_toast(NOT_READ_AGAIN)
        assert "demo" in await operator.client.mcp.list()
        assert not any("Could not" in notice.message for notice in operator.app.context.notice_board.notices)


@pytest.mark.real
@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_servers_are_added_and_switched_and_a_resource_goes_with_a_prompt(
    version: str, shared_servers: Callable[[str], RealServer], project: Project, model: ScriptedModel
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    async with operate_app(server.url, project, (80, 24)) as operator:
        client = operator.client
        await operator.open_panel("mcp.list")
        await add_server(operator, "demo", f"{sys.executable} {mcp_server.__file__}")
        await operator.wait_for_row("demo", "connected")
        assert {one.uri for one in (await client.catalog.list_resources()).values()} == {"demo://greeting"}
        await add_server(operator, "broken", "/no/such/server")
        await operator.wait_for_row("broken", "failed: ")
        await operator.select_row("demo")
        await operator.press("enter")
        await operator.settle()
        await operator.wait_for_row("demo", "disabled")
        assert await client.catalog.list_resources() == {}
        await operator.select_row("demo")
        await operator.press("enter")
        await operator.settle()
        await operator.wait_for_row("demo", "connected")
        assert await client.catalog.list_resources()
        await operator.select_row("greeting")
        await operator.press("enter")
        await operator.wait_until(lambda: operator.app.screen is operator.app.context.home)
        await operator.type_text("say it")
        await operator.press("enter")
        await operator.wait_until(lambda: model.models_asked("hello"))


async def test_what_another_client_does_appears_while_the_panel_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "WATCH_SECONDS", 0.01)
    statuses = {"far": {"status": "connected"}}
    script = ScriptedServer(tmp_path, {("GET", "/mcp"): statuses})
    project = Project(tmp_path)
    async with run_faulty_server(script.reply) as server, operate_app(server.url, project, (80, 24)) as operator:
        await operator.open_panel("mcp.list")
        await operator.wait_for_row("far", "connected")
        statuses["near"] = {"status": "connected"}
        statuses["far"] = {"status": "disabled"}
        await operator.wait_for_row("near", "connected")
        await operator.wait_for_row("far", "disabled")
        await operator.press("escape")
        await operator.wait_until(lambda: operator.app.screen is operator.app.context.home)
        assert not any(worker.group == "mcp-watch" for worker in operator.app.workers)


@pytest.mark.slow
async def test_signing_in_shows_the_page_and_takes_the_code_and_is_removed_once_confirmed(tmp_path: Path) -> None:
    url = "https://auth.example.com/authorize?state=1"
    statuses = {"far": {"status": "needs_auth"}}
    script = ScriptedServer(
        tmp_path,
        {
            ("GET", "/mcp"): statuses,
            ("POST", "/mcp/far/auth"): {"authorizationUrl": url},
            ("POST", "/mcp/far/auth/callback"): {"status": "connected"},
            ("POST", "/mcp/far/auth/authenticate"): {"status": "failed", "error": "no browser"},
            ("DELETE", "/mcp/far/auth"): {"success": True},
        },
    )
    project = Project(tmp_path)
    async with run_faulty_server(script.reply) as server, operate_app(server.url, project, (80, 24)) as operator:
        await operator.open_panel("mcp.list")
        await operator.wait_for_row("far", "needs a sign-in")
        for typed, said in (("https://h/cb?code=abc&x=1", "Signed in to far."), ("", "no browser")):
            await operator.press("s")
            await operator.wait_until(lambda: isinstance(operator.app.screen, SignInDialog))
            await operator.pilot.pause()
            assert "auth.example.com" in operator.read_screen()
            for character in typed:
                await operator.type_text(character)
            await operator.press("enter")
            await operator.wait_for_toast(said)
        assert b'"abc"' in server.count_requests("/mcp/far/auth/callback")[0].body
        await operator.settle()
        await operator.press("d")
        await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
        await operator.press("right", "enter")
        await operator.wait_for_toast("no longer has a sign-in")
        assert server.count_requests("/mcp/far/auth")[-1].method == "DELETE"
        script.waiting.add(("POST", "/mcp/far/auth"))
        await operator.settle()
        await operator.press("s")
        await operator.wait_until(lambda: operator.panel.is_working)
        await operator.press("escape")
        await operator.settle()


@pytest.mark.real
@pytest.mark.slow
async def test_a_server_is_signed_in_to_with_a_code_and_by_waiting(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(NEWEST)
    with run_oauth_mcp_server() as address:
        async with operate_app(server.url, project, (80, 24)) as operator, httpx.AsyncClient() as browser:

            def read_page() -> str:
                screen = operator.app.screen
                return screen.url if isinstance(screen, SignInDialog) else ""

            await operator.open_panel("mcp.list")
            await add_server(operator, "guarded", address)
            await operator.wait_for_row("guarded", "needs a sign-in")
            await operator.press("s")
            await operator.wait_until(read_page)
            asked = read_page()
            agreed = await browser.get(asked)
            operator.app.screen.query_one(Input).value = agreed.headers["location"]
            await operator.press("enter")
            await operator.wait_for_row("guarded", "connected")
            await operator.settle()
            # Without a code the server waits, and the page it then waits for is shown.
            await operator.press("s")
            await operator.wait_until(lambda: read_page() not in ("", asked))
            first = read_page()
            await operator.press("enter")
            await operator.wait_until(lambda: read_page() not in ("", first))
            await browser.get(read_page(), follow_redirects=True)
            await operator.wait_until(lambda: isinstance(operator.app.screen, Panel))
            await operator.wait_for_row("guarded", "connected")


def test_a_code_is_taken_out_of_an_address() -> None:
    assert extract_code(" abc ") == "abc"
    assert extract_code("http://127.0.0.1:19876/callback?code=a%20b&state=s") == "a b"
    assert extract_code("http://127.0.0.1/callback?state=s") == ""
    assert extract_code("http://[") == ""
