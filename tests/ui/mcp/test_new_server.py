import pytest

from octui.ui.mcp.mcp_rows import iter_mcp_rows
from octui.ui.mcp.new_server import find_server_mistake, parse_server
from octui.wire.catalog import Tool
from octui.wire.mcp import McpLocal, McpRemote, McpResource, McpStatus


@pytest.mark.parametrize(
    ("name", "target", "extra", "mistake"),
    [
        ("", "npx x", "", "Give it a name."),
        ("taken", "npx x", "", "A server named taken already exists."),
        ("a", "", "", "Enter a command"),
        ("a", "npx 'x", "", "A quotation mark is not closed."),
        ("a", "ftp://host/x", "", "Only addresses that begin with http:// or https://"),
        ("a", "https://", "", "Only addresses that begin with http:// or https://"),
        ("a", "npx x", "TOKEN", "Write NAME=value instead of TOKEN."),
        ("a", "npx x", "=v", "Write NAME=value instead of =v."),
        ("a", "npx x", "A=b C='d e'", ""),
        ("a", "https://mcp.example.com/mcp", "", ""),
    ],
)
def test_a_mistake_is_said_in_one_sentence(name: str, target: str, extra: str, mistake: str) -> None:
    said = find_server_mistake({"name": name, "target": target, "extra": extra}, {"taken"})
    assert said.startswith(mistake)
    assert bool(said) is bool(mistake)


def test_a_command_and_an_address_become_a_configuration() -> None:
    local = parse_server({"name": "a", "target": "uvx 'my server' --x", "extra": "A=b=c D='e f'"})
    assert local == McpLocal(command=("uvx", "my server", "--x"), environment={"A": "b=c", "D": "e f"}, enabled=True)
    remote = parse_server({"name": "a", "target": "https://h/mcp?x=1", "extra": "X-Key=v"})
    assert remote == McpRemote(url="https://h/mcp?x=1", headers={"X-Key": "v"}, enabled=True)


def test_rows_tell_how_servers_are_and_whose_tools_and_resources_there_are() -> None:
    servers = {"b c": McpStatus(status="failed", error="no such file"), "a": McpStatus(status="connected")}
    resources = {"a:greeting": McpResource(name="greeting", uri="demo://greeting", client="a", mime_type="text/plain")}
    tools = [Tool(id="bash"), Tool(id="b_c_add", description="Adds"), Tool(id="a_x")]
    rows = list(iter_mcp_rows(servers, resources, tools))
    assert [(row.group, row.title, row.detail) for row in rows] == [
        ("Servers", "a", "connected"),
        ("Servers", "b c", "failed: no such file"),
        ("Resources", "greeting", "demo://greeting · text/plain · from a"),
        ("Tools", "b_c_add", "from b c"),
        ("Tools", "a_x", "from a"),
    ]
