import sys

import pytest

from octui.client import Client, ClientError, NotFound, Rejected
from octui.wire.mcp import McpLocal, McpRemote
from tests.support import mcp_server
from tests.support.real_opencode import OLDEST, RealServer

pytestmark = pytest.mark.real

DEMO = McpLocal(command=(sys.executable, mcp_server.__file__), environment={"A": "b"}, enabled=True)


@pytest.mark.usefixtures("project")
async def test_a_server_is_added_and_its_resources_are_listed(client: Client, server: RealServer) -> None:
    statuses = await client.mcp.add("demo", DEMO)
    assert statuses["demo"].status == "connected"
    assert ("demo" in await client.mcp.list()) is (server.version != OLDEST)
    (resource,) = (await client.catalog.list_resources()).values()
    assert (resource.uri, resource.client, resource.mime_type) == ("demo://greeting", "demo", "text/plain")


@pytest.mark.usefixtures("project")
async def test_a_server_that_cannot_start_says_why(client: Client) -> None:
    broken = (await client.mcp.add("broken", McpLocal(command=("/no/such/server",))))["broken"]
    assert broken.status == "failed"
    assert broken.error


@pytest.mark.usefixtures("project")
async def test_a_server_far_away_that_is_switched_off_is_disabled(client: Client) -> None:
    far = McpRemote(url="http://127.0.0.1:9/mcp", headers={"x": "y"}, oauth=False, enabled=False)
    assert (await client.mcp.add("far", far))["far"].status == "disabled"


@pytest.mark.usefixtures("project")
async def test_a_server_is_disconnected_and_connected_again(client: Client) -> None:
    await client.mcp.add("demo", DEMO)
    assert await client.mcp.disconnect("demo")
    assert await client.catalog.list_resources() == {}
    assert await client.mcp.connect("demo")


async def test_a_server_nobody_knows_is_not_found_on_newer_servers(client: Client, server: RealServer) -> None:
    if server.version == OLDEST:
        assert await client.mcp.connect("nope")
        assert await client.mcp.disconnect("nope")
    else:
        with pytest.raises(NotFound):
            await client.mcp.connect("nope")
        with pytest.raises(NotFound):
            await client.mcp.disconnect("nope")


@pytest.mark.usefixtures("project")
async def test_a_server_without_sign_in_rejects_one(client: Client) -> None:
    await client.mcp.add("demo", DEMO)
    with pytest.raises(Rejected, match="does not support OAuth"):
        await client.mcp.start_auth("demo")
    with pytest.raises(Rejected, match="does not support OAuth"):
        await client.mcp.authenticate("demo")
    with pytest.raises(ClientError):
        await client.mcp.finish_auth("demo", "code")
    assert await client.mcp.remove_auth("demo")
