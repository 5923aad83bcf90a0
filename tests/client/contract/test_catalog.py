import asyncio

import msgspec
import pytest

from octui.client import Capabilities, Client, Rejected, ServerFailed
from octui.client.known_capabilities import find_known_capabilities
from octui.wire.events import GlobalDisposed, InstanceDisposed
from octui.wire.providers import ApiKey, OAuthTokens, WellKnownToken
from tests.support.real_opencode import MIDDLE, OLDEST, Project, RealServer
from tests.support.stream_recorder import record_stream

pytestmark = pytest.mark.real


async def test_the_server_is_healthy_and_tells_its_version(client: Client, server: RealServer) -> None:
    health = await client.server.check_health()
    assert (health.healthy, health.version) == (True, server.version)


async def test_capabilities_are_those_of_the_version(client: Client, server: RealServer) -> None:
    known = await client.server.get_capabilities()
    assert known.version == server.version
    assert known.global_events
    newer = server.version != OLDEST
    assert known.search_is_a_shell is not newer
    assert {
        known.deltas,
        known.paging,
        known.delete_message,
        known.session_defaults,
        known.vcs_status,
        known.vcs_diff,
        known.vcs_apply,
        known.init_git,
        known.pty_shells,
        known.pty_ticket,
        known.literal_search,
    } == {newer}
    assert known.project_directories is (server.version not in (OLDEST, MIDDLE))


async def test_what_the_version_tells_is_what_the_server_describes(client: Client, server: RealServer) -> None:
    health = await client.server.check_health()
    description = msgspec.json.encode(await client.server.get_description())
    described = Capabilities.from_description(health, description)
    assert find_known_capabilities(health) == (None if server.version == MIDDLE else described)


async def test_usable_providers_come_with_models_and_defaults(client: Client) -> None:
    providers = await client.providers.list()
    model = providers.find_model("scripted", "scripted")
    assert model is not None
    assert model.name == "Scripted"
    assert model.limit.context == 200_000
    assert model.variants is not None
    assert {"low", "high"} <= set(model.variants)
    assert providers.find_model("scripted", "second") is not None
    assert providers.default["scripted"] in ("scripted", "second")


async def test_all_providers_say_which_are_connected(client: Client) -> None:
    everything = await client.providers.list_all()
    assert "scripted" in everything.connected
    (scripted,) = [provider for provider in everything.all if provider.id == "scripted"]
    assert set(scripted.models) == {"scripted", "second"}


async def test_providers_tell_how_to_sign_in(client: Client) -> None:
    methods = await client.providers.list_auth_methods()
    assert all(method.type in ("oauth", "api") for listed in methods.values() for method in listed)


async def test_secrets_are_stored_and_removed(client: Client) -> None:
    for secret in (
        ApiKey(key="sk-test"),
        OAuthTokens(refresh="r", access="a", expires=0),
        WellKnownToken(key="k", token="t"),
    ):
        assert await client.providers.set_credentials("octui-test", secret)
        assert await client.providers.remove_credentials("octui-test")


async def test_a_key_is_what_connects_a_provider_until_it_is_removed(client: Client) -> None:
    async def told() -> tuple[str, bool, bool]:
        await client.server.dispose_instance()
        everything, usable = await client.providers.list_all(), await client.providers.list()
        (source,) = [provider.source for provider in everything.all if provider.id == "mistral"]
        used = "mistral" in {provider.id for provider in usable.providers}
        return source, "mistral" in everything.connected, used

    try:
        await client.providers.set_credentials("mistral", ApiKey(key="sk-test"))
        assert await told() == ("api", True, True)
    finally:
        await client.providers.remove_credentials("mistral")
    assert await told() == ("custom", False, False)


async def test_signing_in_to_an_unknown_provider_fails_with_a_sentence(client: Client) -> None:
    with pytest.raises(ServerFailed, match="The server failed"):
        await client.providers.authorize("no-such-provider", 0, {"key": "value"})


async def test_finishing_a_sign_in_that_was_not_begun_is_an_error(client: Client, server: RealServer) -> None:
    failed = ServerFailed if server.version == OLDEST else Rejected
    with pytest.raises(failed, match="no sign-in is under way there"):
        await client.providers.finish_authorization("openai", 0, "code", timeout=10.0)


async def test_agents_tell_who_may_be_talked_to(client: Client) -> None:
    agents = {agent.name: agent for agent in await client.catalog.list_agents()}
    assert agents["build"].is_selectable
    assert agents["plan"].is_selectable
    assert not agents["general"].is_selectable
    assert not agents["title"].is_selectable


async def test_commands_are_listed(client: Client) -> None:
    commands = {command.name: command for command in await client.catalog.list_commands()}
    assert {"init", "review"} <= set(commands)
    assert commands["init"].description


async def test_skills_are_listed(client: Client, project: Project) -> None:
    folder = project.path / ".opencode" / "skill" / "juggling"
    folder.mkdir(parents=True)
    (folder / "SKILL.md").write_text("---\nname: juggling\ndescription: Keep three balls in the air.\n---\nThrow.\n")
    skills = {skill.name: skill for skill in await client.catalog.list_skills()}
    assert skills["juggling"].description == "Keep three balls in the air."
    assert "Throw." in skills["juggling"].content


async def test_language_servers_and_formatters_are_listed(client: Client, server: RealServer) -> None:
    assert await client.catalog.list_language_servers() == ()
    formatters = await client.catalog.list_formatters()
    if server.version == OLDEST:
        assert "ruff" in [formatter.name for formatter in formatters]
    else:
        assert formatters == ()


async def test_tools_are_listed_with_their_schemas(client: Client, server: RealServer) -> None:
    assert {"bash", "read", "edit"} <= set(await client.catalog.list_tool_ids())
    tools = {tool.id: tool for tool in await client.catalog.list_tools("scripted", "scripted")}
    assert tools["bash"].description
    # 1.1.58 sends the same empty schema for all of them.
    assert ("command" in str(tools["bash"].parameters)) is (server.version != OLDEST)


async def test_the_configuration_is_merged_and_shows_no_values(client: Client) -> None:
    config = await client.config.get()
    assert config.model == "scripted/scripted"
    assert config.share == "disabled"
    assert "apiKey" in str(config.values["provider"])
    assert "apiKey" not in repr(config)


@pytest.mark.usefixtures("project")
async def test_updating_a_directorys_configuration_disposes_of_its_instance(client: Client) -> None:
    await client.server.get_paths()
    async with record_stream(client) as heard:
        assert (await client.config.update({"username": "bob"})).username == "bob"
        await heard.wait_for_event(InstanceDisposed)


async def test_an_instance_can_be_disposed_of(client: Client, project: Project) -> None:
    await client.server.get_paths()
    async with record_stream(client) as heard:
        assert await client.server.dispose_instance()
        disposed = await heard.wait_for_event(InstanceDisposed)
        assert disposed.directory == project.directory


async def test_the_users_configuration_is_changed_and_every_instance_disposed_of(
    own_server: RealServer, project: Project
) -> None:
    async with Client(own_server.url, directory=project.directory) as client, record_stream(client) as heard:
        assert (await client.config.update_global({"username": "bob"})).username == "bob"
        assert (await client.config.get_global()).username == "bob"
        await heard.wait_for_event(GlobalDisposed)
        mark = len(heard.items)
        assert await client.server.dispose_all()
        await heard.wait_for_event(GlobalDisposed, after=mark)


async def test_paths_tell_where_the_server_works(client: Client, project: Project, server: RealServer) -> None:
    paths = await client.server.get_paths()
    assert paths.directory == project.directory
    assert paths.worktree == project.directory
    assert paths.home == str(server.home)


async def test_the_servers_log_is_written_to(client: Client, server: RealServer) -> None:
    assert await client.server.write_log("octui", "info", "a line of ours", {"number": 7})
    folder = server.home / ".local" / "share" / "opencode" / "log"
    assert folder.is_dir()
    async with asyncio.timeout(20):
        while not any("a line of ours" in log.read_text() for log in folder.glob("*.log")):
            await client.server.check_health()


async def test_a_server_describes_what_its_configuration_may_be(client: Client) -> None:
    description = await client.server.get_description()
    for path in ("/config", "/global/config"):
        body = description["paths"][path]["patch"]["requestBody"]["content"]["application/json"]["schema"]
        name = body.get("$ref", "").rpartition("/")[2]
        assert "model" in description["components"]["schemas"].get(name, body)["properties"]
