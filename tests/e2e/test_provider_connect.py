from pathlib import Path

import pytest

from octui.client import Client
from octui.wire.providers import ApiKey
from tests.e2e.conftest import StartOctui, shows
from tests.support.real_opencode import EMBEDDED, NEWEST, Project, RealServer
from tests.support.tmux_terminal import requires_tmux

pytestmark = [pytest.mark.real, requires_tmux]

KEY = "sk-correct-horse-battery"


@pytest.mark.parametrize("own_server", [EMBEDDED, NEWEST], indirect=True)
async def test_a_key_that_is_typed_brings_the_models_and_is_never_shown(
    own_server: RealServer, project: Project, start_octui: StartOctui, tmp_path: Path
) -> None:
    async with Client(own_server.url, directory=project.directory) as client:
        assert "anthropic" not in {provider.id for provider in (await client.providers.list()).providers}
        terminal = await start_octui("attach", own_server.url, "--dir", project.directory)
        await terminal.wait_for(shows("● live", "Scripted"))
        await terminal.type("/connect")
        await terminal.wait_for(lambda rows: any("┃ /connect" in row for row in rows))
        await terminal.send("Enter")
        await terminal.wait_for(shows("Connect a provider", "Anthropic", "OpenAI"))
        await terminal.type("anthropic")
        await terminal.wait_for(shows("│  anthropic ", "›   Anthropic"))
        await terminal.send("Enter")
        await terminal.wait_for(shows("API key", "Anthropic API key"))
        await terminal.type(KEY)
        await terminal.wait_for("•" * len(KEY))
        await terminal.send("Enter")
        await terminal.wait_for(shows("Models", "Claude", "Anthropic is connected"))
        assert "anthropic" in {provider.id for provider in (await client.providers.list()).providers}
    assert KEY not in await terminal.tmux("capture-pane", "-p", "-S", "-")
    kept = [path for path in (tmp_path / "octui").rglob("*") if path.is_file()]
    assert not any(KEY in path.read_text(errors="replace") for path in kept)


@pytest.mark.parametrize("own_server", [EMBEDDED, NEWEST], indirect=True)
async def test_a_key_is_forgotten_when_that_was_confirmed(
    own_server: RealServer, project: Project, start_octui: StartOctui
) -> None:
    async with Client(own_server.url, directory=project.directory) as client:
        await client.providers.set_credentials("anthropic", ApiKey(key=KEY))
        await client.server.dispose_instance()
        assert "anthropic" in {provider.id for provider in (await client.providers.list()).providers}
        terminal = await start_octui("attach", own_server.url, "--dir", project.directory)
        await terminal.wait_for(shows("● live", "Scripted"))
        await terminal.type("/connect")
        await terminal.wait_for(lambda rows: any("┃ /connect" in row for row in rows))
        await terminal.send("Enter")
        await terminal.wait_for(shows("Connect a provider", "connected · key stored"))
        await terminal.type("anthropic")
        await terminal.wait_for(shows("│  anthropic ", "ctrl+d remove key"))
        await terminal.send("C-d")
        await terminal.wait_for(shows("Remove the Anthropic key?", "Cancel"))
        await terminal.send("Right", "Enter")
        await terminal.wait_for(shows("Connect a provider", "Removed the Anthropic key."))
        await terminal.wait_until_gone("key stored")
        await terminal.wait_until_gone("remove key")
        assert "anthropic" not in {provider.id for provider in (await client.providers.list()).providers}


@pytest.mark.parametrize("own_server", [EMBEDDED], indirect=True)
async def test_leaving_connects_nothing(own_server: RealServer, project: Project, start_octui: StartOctui) -> None:
    terminal = await start_octui("attach", own_server.url, "--dir", project.directory)
    await terminal.wait_for("● live")
    await terminal.type("/connect")
    await terminal.wait_for(lambda rows: any("┃ /connect" in row for row in rows))
    await terminal.send("Enter")
    await terminal.wait_for(shows("Connect a provider", "Anthropic"))
    await terminal.send("Enter")
    await terminal.wait_for("API key")
    await terminal.send("Enter")
    await terminal.wait_until_gone("API key")
    async with Client(own_server.url, directory=project.directory) as client:
        assert "anthropic" not in {provider.id for provider in (await client.providers.list()).providers}
    assert not any("connected" in row for row in await terminal.screen())
