import pytest

from octui.client import Client, ServerFailed
from octui.wire.providers import ApiKey
from tests.server.agent.turn_results import write_config
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project


async def test_a_stored_key_connects_a_provider_and_is_never_sent_back(here: Client) -> None:
    assert "mistral" not in (await here.providers.list_all()).connected
    await here.providers.set_credentials("mistral", ApiKey(key="sk-secret"))
    assert "mistral" in (await here.providers.list_all()).connected
    listed = await here.transport.send_json("GET", "/config/providers", dict[str, object])
    assert "mistral" in str(listed)
    assert "sk-secret" not in str(listed)
    await here.providers.remove_credentials("mistral")
    assert "mistral" not in (await here.providers.list_all()).connected


async def test_signing_in_with_an_account_is_refused_with_a_hint(here: Client) -> None:
    with pytest.raises(ServerFailed, match="API key"):
        await here.providers.authorize("anthropic", 0)


async def test_providers_can_be_disabled(here: Client, project: Project) -> None:
    write_config(project.path, disabled_providers=["scripted"])
    await trust_folder(here)
    providers = await here.providers.list()
    assert [provider.id for provider in providers.providers] == ["octui"]
