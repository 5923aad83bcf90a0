import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from octui.server.mcp import service
from octui.server.mcp.catalog import McpError, McpTool, give_own_names, qualify_name
from octui.server.mcp.service import McpService
from tests.server.workspace_client import Workspace, heard
from tests.support import mcp_server
from tests.support.waiting import ask_until, wait_until_true

OFFERED = Path(__file__).with_name("tools_server.py")
TOOLS = {"type": "local", "command": [sys.executable, str(OFFERED)]}
DEMO = {"type": "local", "command": [sys.executable, mcp_server.__file__], "environment": {"A": "b"}}


async def served(workspace: Workspace) -> McpService:
    mcp = (await workspace.instance()).get_service(McpService)
    await mcp.wait_for_servers()
    return mcp


def find_tool(mcp: McpService, name: str) -> McpTool:
    return next(tool for tool in mcp.list_server_tools() if tool.id == name)


@pytest.mark.parametrize(
    ("tools", "named"),
    [
        ([("a", "b_c"), ("a_b", "c")], ["a_b_c_2", "a_b_c"]),
        ([("a_b", "c"), ("a", "b_c")], ["a_b_c", "a_b_c_2"]),
        ([("a", "b_c")], ["a_b_c_2"]),
        ([("a b", "c"), ("a_b", "c")], ["a_b_c_2", "a_b_c"]),
        ([("a", "c"), ("a", "c")], ["a_c", "a_c_2"]),
        ([("external", "directory"), ("doom", "loop")], ["external_directory_2", "doom_loop_2"]),
        ([("a", "x"), ("ab", "x")], ["a_x", "ab_x"]),
    ],
)
def test_no_tool_goes_by_the_name_of_another(tools: list[tuple[str, str]], named: list[str]) -> None:
    servers = ["a", "a_b", "a b", "ab", "external", "doom"]
    offered = [McpTool(qualify_name(server, name), server, name, "", {}) for server, name in tools]
    assert [tool.id for tool in give_own_names(offered, servers)] == named


@asynccontextmanager
async def over_http() -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(OFFERED), str(port), stderr=asyncio.subprocess.DEVNULL
    )

    async def is_listening() -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    try:
        await ask_until(is_listening)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        await process.wait()


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """A web server that sends the same response to every request."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    web = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{web.sockets[0].getsockname()[1]}/mcp"
    web.close()


async def offers_work(mcp: McpService, name: str) -> None:
    assert mcp.get_server_statuses()[name].status == "connected"
    tools = {tool.id: tool for tool in mcp.list_server_tools()}
    assert tools.keys() == {f"{name}_add", f"{name}_fail", f"{name}_leave"}
    assert tools[f"{name}_add"].description == "Add two numbers."
    assert set(tools[f"{name}_add"].parameters["properties"]) == {"a", "b"}
    assert (await mcp.call_mcp_tool(find_tool(mcp, f"{name}_add"), {"a": 1, "b": 2})).text == "3"
    failed = await mcp.call_mcp_tool(find_tool(mcp, f"{name}_fail"), {})
    assert failed.failed
    assert "fail" in failed.text
    (prompt,) = mcp.list_server_prompts()
    assert (prompt.id, prompt.arguments) == (f"{name}_greet", ("name",))
    assert (await mcp.get_mcp_prompt(f"{name}_greet", {"name": "Bob"})).text == "Say hello to Bob."
    (key,) = mcp.list_server_resources()
    assert key == f"{name}:demo://greeting"
    assert (await mcp.read_mcp_resource(name, "demo://greeting")).text == "hello"


async def test_a_server_of_the_configuration_offers_what_it_has(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PATIENCE_SECONDS", 60.0)
    settings = {"mcp": {"my tools": TOOLS, "off": TOOLS | {"enabled": False}, "odd": {"type": "pigeon"}}}
    (workspace.directory / "opencode.json").write_text(json.dumps(settings))
    asked = await workspace.get("/octui/trust")
    await workspace.ask("POST", "/octui/trust", {"digest": asked["digest"], "decision": "trusted"})
    statuses = await workspace.get("/mcp")
    assert {name: status["status"] for name, status in statuses.items()} == {
        "my tools": "connected", "off": "disabled", "odd": "failed",
    }  # fmt: skip
    mcp = await served(workspace)
    assert {tool.id for tool in mcp.list_server_tools()} == {"my_tools_add", "my_tools_fail", "my_tools_leave"}


async def test_over_standard_input_and_output_everything_works(workspace: Workspace) -> None:
    mcp = await served(workspace)
    await workspace.ask("POST", "/mcp", {"name": "demo", "config": TOOLS})
    await offers_work(mcp, "demo")


async def test_over_http_everything_works(workspace: Workspace) -> None:
    mcp = await served(workspace)
    async with over_http() as url:
        config = {"type": "remote", "url": url, "headers": {"x-token": "t"}}
        await workspace.ask("POST", "/mcp", {"name": "far", "config": config})
        await offers_work(mcp, "far")
        await mcp.disconnect_server("far")


async def test_a_server_is_added_disconnected_and_connected_again(workspace: Workspace) -> None:
    events = workspace.hear()
    added = await workspace.ask("POST", "/mcp", {"name": "demo", "config": DEMO})
    assert added.json() == {"demo": {"status": "connected"}}
    assert (await heard(events, "mcp.tools.changed"))["properties"] == {"server": "demo"}
    assert await workspace.get("/experimental/resource") == {
        "demo:demo://greeting": {
            "name": "greeting", "uri": "demo://greeting", "client": "demo", "description": "A greeting",
            "mimeType": "text/plain",
        }
    }  # fmt: skip
    assert (await workspace.ask("POST", "/mcp/demo/disconnect")).json() is True
    await heard(events, "mcp.tools.changed")
    assert await workspace.get("/mcp") == {"demo": {"status": "disabled"}}
    assert await workspace.get("/experimental/resource") == {}
    assert (await workspace.ask("POST", "/mcp/demo/connect")).json() is True
    await heard(events, "mcp.tools.changed")
    assert await workspace.get("/mcp") == {"demo": {"status": "connected"}}


async def test_a_process_that_cannot_be_used_says_why(workspace: Workspace) -> None:
    complaint = "import sys; sys.exit('no licence')"
    for name, command, why in [
        ("missing", ["/no/such/server"], "No such file"),
        ("empty", [], ""),
        ("dying", [sys.executable, "-c", complaint], "no licence"),
    ]:
        answer = await workspace.ask("POST", "/mcp", {"name": name, "config": {"type": "local", "command": command}})
        status = answer.json()[name]
        assert status["status"] == "failed"
        assert why in status["error"]


async def test_a_server_that_says_nothing_is_given_up(workspace: Workspace) -> None:
    silent = {"type": "local", "command": [sys.executable, "-c", "import time; time.sleep(60)"], "timeout": 300}
    answer = await workspace.ask("POST", "/mcp", {"name": "silent", "config": silent})
    assert answer.json()["silent"] == {"status": "failed", "error": "It did not respond within 0.3 s."}


async def test_a_server_that_ends_is_noticed(workspace: Workspace) -> None:
    mcp = await served(workspace)
    await workspace.ask("POST", "/mcp", {"name": "demo", "config": TOOLS})
    events = workspace.hear()
    with pytest.raises(McpError):
        await mcp.call_mcp_tool(find_tool(mcp, "demo_leave"), {})
    await heard(events, "mcp.tools.changed")
    await wait_until_true(lambda: mcp.get_server_statuses()["demo"].status == "failed")
    assert mcp.list_server_tools() == ()
    await mcp.connect_server("demo")
    demo = find_tool(mcp, "demo_add")
    assert (await mcp.call_mcp_tool(demo, {"a": 1, "b": 2})).text == "3"
    await mcp.disconnect_server("demo")
    with pytest.raises(McpError, match="demo is not connected"):
        await mcp.call_mcp_tool(demo, {"a": 1, "b": 2})


async def test_web_servers_that_are_none_fail_and_those_that_want_a_token_say_so(workspace: Workspace) -> None:
    async def status(url: str) -> dict[str, str]:
        answer = await workspace.ask("POST", "/mcp", {"name": "far", "config": {"type": "remote", "url": url}})
        return dict(answer.json()["far"])

    async with answering(b"HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n") as url:
        assert (await status(url))["status"] == "needs_auth"
    async with answering(b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\nhi") as url:
        assert (await status(url))["status"] == "failed"
    for url in ("http://127.0.0.1:9/mcp", "words", ""):
        assert (await status(url))["status"] == "failed"


async def test_unknown_servers_are_not_found_and_sign_ins_refused(workspace: Workspace) -> None:
    await workspace.ask("POST", "/mcp", {"name": "demo", "config": DEMO | {"enabled": False}})
    for method, route in [
        ("POST", "connect"), ("POST", "disconnect"), ("POST", "auth"), ("DELETE", "auth"), ("DELETE", "oauth"),
    ]:  # fmt: skip
        missing = await workspace.ask(method, f"/mcp/nope/{route}")
        assert (missing.status_code, missing.json()["_tag"]) == (404, "McpServerNotFoundError")
    for route in ("auth", "auth/authenticate"):
        refused = await workspace.ask("POST", f"/mcp/demo/{route}")
        assert (refused.status_code, refused.json()) == (400, {"error": "MCP server demo does not support OAuth"})
    for route in ("auth", "oauth"):
        assert (await workspace.ask("DELETE", f"/mcp/demo/{route}")).json() == {"success": True}
    assert (await workspace.ask("POST", "/mcp", {"name": "x"})).status_code == 400


async def test_without_the_package_the_status_says_what_to_install(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PACKAGE", "a_package_nobody_has")
    answer = await workspace.ask("POST", "/mcp", {"name": "demo", "config": DEMO})
    assert answer.json()["demo"]["status"] == "failed"
    assert "pip install 'octui[mcp]'" in answer.json()["demo"]["error"]


async def test_disposing_ends_the_processes(workspace: Workspace) -> None:
    note = workspace.directory / "pid"
    code = (
        f"import os, runpy; open({str(note)!r}, 'w').write(str(os.getpid()));"
        f"runpy.run_path({str(OFFERED)!r}, run_name='__main__')"
    )
    config = {"type": "local", "command": [sys.executable, "-c", code]}
    await workspace.ask("POST", "/mcp", {"name": "demo", "config": config})
    pid = int(note.read_text())
    os.kill(pid, 0)
    await workspace.server.instances.dispose_instance(str(workspace.directory))
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
