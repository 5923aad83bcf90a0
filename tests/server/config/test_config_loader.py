import json
from pathlib import Path

import httpx
import pytest

from octui.client import Client, Rejected
from octui.server.agent.definitions.agents import collect_agents
from octui.server.config import loader
from octui.server.config.loader import Configuration
from octui.server.permissions.rules import decide_action
from octui.server.trust.configuration import load_directory_config
from octui.server.trust.trust_store import TrustStore
from octui.wire.events import TuiToastShow
from octui.wire.struct import Json
from tests.server.conftest import Running
from tests.server.embedded import EmbeddedServer
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.stream_recorder import record_stream


@pytest.fixture(autouse=True)
def nobodys_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("OPENCODE_CONFIG", raising=False)
    monkeypatch.delenv("OPENCODE_CONFIG_CONTENT", raising=False)


def load_config(directory: str, worktree: str) -> Configuration:
    return load_directory_config(directory, worktree, TrustStore(Path(directory) / "decisions"))


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def test_what_is_nearer_wins_and_objects_grow_together(tmp_path: Path) -> None:
    top = tmp_path / "shop"
    write(tmp_path / "xdg/opencode/opencode.json", '{"model": "a/a", "username": "ann", "permission": {"bash": "ask"}}')
    write(top / "opencode.jsonc", '{"model": "b/b", /* ours */ "permission": {"edit": "deny"}}')
    write(top / "src/opencode.json", '{"model": "c/c"}')
    write(top / ".opencode/opencode.json", '{"small_model": "d/d"}')
    read = load_config(str(top / "src"), str(top))
    assert (read.model, read.small_model, read.username) == ("c/c", "d/d", "ann")
    assert read.get_object("permission") == {"bash": "ask", "edit": "deny"}
    assert read.folders[-2:] == (top / ".opencode", top / "src" / ".opencode")
    assert load_config(str(top), str(top)).model == "b/b"
    assert load_config(str(top), "/").model == "b/b"


def test_secrets_are_filled_in_from_the_environment_and_from_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_KEY", "k1")
    mine = tmp_path / "xdg" / "opencode"
    write(mine / "key", "k2\n")
    write(
        mine / "opencode.json",
        '{"mcp": {"a": {"headers": ["{env:SHOP_KEY}", "{file:key}", "{env:NO_KEY}"]}}, "snapshot": {env:SNAP}}',
    )
    monkeypatch.setenv("SNAP", "false")
    read = load_config(str(tmp_path), "/")
    assert read.get_object("mcp")["a"]["headers"] == ["k1", "k2", ""]
    assert (read.snapshot, read.problems) == (False, ())
    assert "k1" not in repr(read)


def test_a_broken_file_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    write(tmp_path / "xdg/opencode/opencode.json", '{"model": "a/a"}')
    broken = write(tmp_path / "opencode.json", '{"model": ')
    listed = write(tmp_path / ".opencode/opencode.json", "[]")
    read = load_config(str(tmp_path), "/")
    assert read.model == "a/a"
    assert [str(file) in str(problem) for file, problem in zip((broken, listed), read.problems, strict=True)] == [
        True,
        True,
    ]


def test_a_change_is_written_where_it_is_in_force(tmp_path: Path) -> None:
    plain = write(tmp_path / "opencode.json", '{"model": "a/a", "username": "ann", "key": "{env:SHOP_KEY}"}')
    loader.patch_project_config(str(tmp_path), "/", {"model": "b/b", "username": None})
    assert json.loads(plain.read_text()) == {"model": "b/b", "key": "{env:SHOP_KEY}"}
    assert load_config(str(tmp_path), "/").model == "b/b"


def test_a_file_with_comments_keeps_them(tmp_path: Path) -> None:
    commented = write(tmp_path / "opencode.jsonc", '{"model": "a/a" /* the good one */}')
    loader.patch_project_config(str(tmp_path), "/", {"model": "b/b"})
    assert "the good one" in commented.read_text()
    assert load_config(str(tmp_path), "/").model == "b/b"


def test_a_change_is_not_written_through_a_link_to_another_place(tmp_path: Path) -> None:
    mine = write(tmp_path / "xdg/opencode/opencode.json", '{"model": "a/a"}')
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "opencode.json").symlink_to(mine)
    with pytest.raises(OSError, match="outside the project"):
        loader.patch_project_config(str(tmp_path / "shop"), "/", {"permission": "allow"})
    assert mine.read_text() == '{"model": "a/a"}'


def test_a_project_without_a_configuration_gets_one_at_its_top(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    loader.patch_project_config(str(tmp_path / "src"), str(tmp_path), {"model": "b/b"})
    assert json.loads((tmp_path / "opencode.json").read_text())["model"] == "b/b"


async def test_a_changed_configuration_is_in_force_at_once(
    here: Client, project: Project, embedded: EmbeddedServer
) -> None:
    changed = await here.config.update({"model": "other/model"})
    assert changed.model == "other/model"
    assert (await here.config.get()).model == "other/model"
    assert json.loads((project.path / "opencode.json").read_text())["model"] == "other/model"


async def test_what_is_no_configuration_is_refused_and_not_written(here: Client, project: Project) -> None:
    before = (project.path / "opencode.json").read_text()
    attempts: tuple[Json, ...] = ({"model": 5}, {"nope": 1}, {"permission": {"bash": "perhaps"}}, {"agent": []})
    for nonsense in attempts:
        with pytest.raises(Rejected):
            await here.config.update(nonsense)
    assert (project.path / "opencode.json").read_text() == before


async def test_the_persons_own_configuration_is_changed_for_all_directories(app_server: Running) -> None:
    async with Client(app_server.url, directory="/nowhere") as client:
        await client.config.get()
        await client.config.update_global({"username": "ann"})
        assert (await client.config.get_global()).username == "ann"
        assert (await client.config.get()).username == "ann"


async def test_listening_clients_are_notified_of_a_broken_configuration(app_server: Running, tmp_path: Path) -> None:
    write(tmp_path / "broken" / "opencode.json", "{")
    asked = {"directory": str(tmp_path / "broken")}
    async with httpx.AsyncClient() as http, http.stream("GET", f"{app_server.url}/event", params=asked) as stream:
        async for line in stream.aiter_lines():
            if "tui.toast.show" in line:
                assert "opencode.json could not be used" in line
                break


async def test_a_toast_has_the_default_duration_unless_another_is_given(here: Client) -> None:
    async with record_stream(here) as heard:
        await here.tui.show_toast("Saved", variant="success")
        assert (await heard.wait_for_event(TuiToastShow)).duration == 5000


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ('{\n "permission": {"bash": "deny"},\n "model" 5}', "ConfigJsonError", "line 3"),
        ("[]", "ConfigInvalidError", "not a JSON object"),
        ('{"permission": 5}', "ConfigInvalidError", "permission in line 1"),
        (
            '{\n "permission": {\n  "bash": {\n   "rm *": "dney"}}}',
            "ConfigInvalidError",
            "permission.bash.rm * in line 4",
        ),
        ('{"tools": {"bash": "no"}}', "ConfigInvalidError", "tools.bash in line 1"),
        ('{"agent": {\n"a": {"permission": "perhaps"}}}', "ConfigInvalidError", "agent.a.permission in line 2"),
        ('{"agent": {"a": 5}}', "ConfigInvalidError", "agent.a in line 1"),
        ('{"model": "{file:none}"}', "ConfigInvalidError", '"{file:none}"'),
        ('{"snapshot": {env:SHOP_NONE}}', "ConfigInvalidError", '"{env:SHOP_NONE}"'),
        ("[" * 100_000, "ConfigJsonError", "nesting"),
    ],
)
def test_what_cannot_be_used_is_a_problem_with_its_place(tmp_path: Path, text: str, kind: str, said: str) -> None:
    file = write(tmp_path / "xdg/opencode/opencode.json", text)
    (problem,) = load_config(str(tmp_path), "/").problems
    assert (problem.name, problem.path) == (kind, file)
    assert said in str(problem)


def test_rules_that_cannot_be_understood_deny(tmp_path: Path) -> None:
    write(
        tmp_path / "xdg/opencode/opencode.json", '{"permission": {"read": "dney", "bash": {"*": "allow", "rm *": 1}}}'
    )
    rules = collect_agents(load_config(str(tmp_path), "/"))["build"].rules
    assert [decide_action(rules, *text) for text in (("read", "x"), ("bash", "rm x"))] == ["deny", "deny"]


AGENT_FILES = [
    "---\npermission: { edit: deny\n---\nx",
    "---\npermission:\n\tedit: deny\n---\nx",
    "---\npermission:\n  edit: deyn\n---\nx",
    "---\npermission: !!python/none x\n---\nx",
    "---\ntools:\n  edit: no\n---\nx",
    "---\nmode: 5\n---\nx",
    "---\npermission:\n  edit: deny\nx",
]


@pytest.mark.parametrize("text", AGENT_FILES)
@pytest.mark.parametrize("name", ["build", "other"])
def test_an_agent_file_that_cannot_be_read_makes_an_agent_that_may_do_nothing(
    tmp_path: Path, text: str, name: str
) -> None:
    file = write(tmp_path / f"xdg/opencode/agent/{name}.md", text)
    agents = collect_agents(load_config(str(tmp_path), "/"))
    problem = agents[name].problem
    assert problem is not None and problem.path == file
    assert {decide_action(agents[name].rules, tool, "x") for tool in ("edit", "bash", "read")} == {"deny"}
    assert agents["plan"].problem is None


def test_a_flow_mapping_in_an_agent_file_denies(tmp_path: Path) -> None:
    write(tmp_path / "xdg/opencode/agent/other.md", "---\npermission: { edit: deny }\n---\nx")
    other = collect_agents(load_config(str(tmp_path), "/"))["other"]
    assert (other.problem, decide_action(other.rules, "edit", "x")) == (None, "deny")


async def test_nothing_is_run_while_a_configuration_or_an_agent_cannot_be_read(here: Client, project: Project) -> None:
    config = project.path / "opencode.json"
    before = config.read_text()
    session = await here.sessions.create()
    config.write_text(before + "!")
    await here.server.dispose_instance()
    with pytest.raises(Rejected, match=r"opencode\.json could not be used: .* at line") as refused:
        await here.prompts.send(session.id, "hello")
    assert refused.value.status == 400
    with pytest.raises(Rejected, match=r"opencode\.json could not be used: .* at line"):
        await here.config.get()
    config.write_text(before)
    agent = write(project.path / ".opencode/agent/careful.md", "---\npermission: {edit: deny\n---\nx")
    with pytest.raises(Rejected, match=r"careful\.md could not be used: line 3"):
        await here.prompts.send(session.id, "hello", agent="careful")
    listed = {listed.name: listed for listed in await here.catalog.list_agents()}
    assert "Cannot be used" in str(listed["careful"].description)
    agent.unlink()
    await trust_folder(here)
    await here.prompts.send(session.id, "hello")


async def test_an_agent_that_cannot_be_read_is_reported(app_server: Running, tmp_path: Path) -> None:
    write(tmp_path / "shop/.opencode/agent/x.md", "---\na: 1\na: 2\n---\n")
    asked = {"directory": str(tmp_path / "shop")}
    async with httpx.AsyncClient() as http, http.stream("GET", f"{app_server.url}/event", params=asked) as stream:
        async for line in stream.aiter_lines():
            if "tui.toast.show" in line:
                assert "x.md could not be used: line 3: a is set twice" in line
                break
