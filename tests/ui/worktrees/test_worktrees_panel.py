"""The panel of worktrees and the list of tools, by keys, and what the server then says."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.help.screen import HelpScreen
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from octui.ui.tool_list.controller import describe_parameters, format_tool
from octui.ui.worktrees.worktree_rows import WorktreeState, describe_worktree_loss
from octui.wire.catalog import Tool
from octui.wire.workspace.vcs import ChangedFile
from tests.support.fault_proxy import Spoil, cut_request, run_fault_proxy
from tests.support.faulty_server import reply_healthy_then, reply_with, run_faulty_server
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.ui.panels.operator import operate_app


def test_what_is_lost_is_said_exactly() -> None:
    changed = tuple(ChangedFile(file=f"f{number}", status="added") for number in range(10))
    said = describe_worktree_loss(WorktreeState("opencode/a", changed, 2), is_removal=True)
    assert "changes in 10 files that are not committed:\n    A f0\n" in said
    assert "    and 2 more\n" in said
    assert "the commits that only its branch opencode/a has, with the branch" in said
    assert "its 2 sessions lose their folder" in said
    for count, ending in (
        (0, "it are stopped."),
        (1, "; its session loses its folder."),
        (None, "; its sessions lose"),
    ):
        assert ending in describe_worktree_loss(WorktreeState("opencode/a", (), count), is_removal=True)
    clean = describe_worktree_loss(WorktreeState("opencode/a", (), 0), is_removal=False)
    assert "no changes" in clean
    assert "sessions" not in clean
    assert "could not find out" in describe_worktree_loss(WorktreeState(), is_removal=False)


@pytest.mark.parametrize(
    ("schema", "shown"),
    [
        ({"properties": {"a": {}, "b": {}}, "required": ["a"]}, "a, b?"),
        ({"properties": []}, ""),
        ("text", ""),
        (None, ""),
        ({"properties": {"a": {}}, "required": 5}, "a?"),
    ],
)
def test_parameters_are_named_for_any_schema(schema: object, shown: str) -> None:
    assert describe_parameters(Tool(id="x", parameters=schema)) == shown


async def test_a_tool_with_a_schema_of_kilobytes_is_described_like_any_other() -> None:
    names = [f"parameter{number}" for number in range(100)]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}, "required": names[1:]}
    body = json.dumps([{"id": "x", "description": "It is large.", "parameters": schema}]).encode()
    answer = reply_with("200 OK", "application/json", body)
    async with run_faulty_server(reply_healthy_then(answer)) as server, Client(server.url) as client:
        (tool,) = await client.catalog.list_tools("p", "m")
    assert describe_parameters(tool) == ", ".join([f"{names[0]}?", *names[1:]])
    assert format_tool(tool) == f"It is large.\n\n{json.dumps(schema, indent=2)}"


@pytest.mark.real
@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_a_worktree_is_created_used_reset_and_removed(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    async with operate_app(server.url, project, (80, 24)) as operator:
        await operator.open_panel("tool.list")
        await operator.select_row("bash")
        await operator.press("enter")
        await operator.wait_until(
            lambda: isinstance(operator.app.screen, HelpScreen) and "command" in operator.read_screen()
        )
        await operator.press("escape", "escape")
        await operator.open_panel("worktree.list")
        await operator.open_form()
        await operator.type_text("fix")
        await operator.press("enter")
        await operator.wait_for_toast("The worktree fix is ready.")
        await operator.settle()
        (place,) = await operator.client.worktrees.list()
        await operator.wait_for_row("fix", "opencode/fix")
        (Path(place) / "new.txt").write_text("new\n")
        for key, said in (("r", "The worktree now matches the default branch."), ("d", "Removed the worktree.")):
            await operator.select_row("fix")
            await operator.settle()
            await operator.press(key)
            await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
            await operator.pilot.pause()
            assert ("new.txt" in operator.read_screen()) is (key == "r")
            await operator.press("right", "enter")
            await operator.wait_for_toast(said)
            assert not (Path(place) / "new.txt").exists()
            await operator.settle()
        assert await operator.client.worktrees.list() == ()


async def test_what_was_typed_for_a_worktree_that_was_not_created_is_in_the_form_again(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    spoils: dict[str, Spoil] = {"POST /experimental/worktree": cut_request}
    async with run_fault_proxy(server.port, spoils) as proxy, operate_app(proxy.url, project, (80, 24)) as operator:
        await operator.open_panel("worktree.list")
        assert await operator.open_form() == ["", ""]
        await operator.type_text("fix")
        await operator.press("tab")
        await operator.type_text("true")
        await operator.press("enter")
        await operator.wait_for_toast("Could not create a worktree")
        await operator.settle()
        spoils.clear()
        assert await operator.open_form() == ["fix", "true"]
        await operator.press("enter")
        await operator.wait_for_toast("The worktree fix is ready.")
        await operator.settle()
        assert await operator.open_form() == ["", ""]


async def test_a_worktree_that_was_removed_is_said_to_be_when_the_list_cannot_be_read_again(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    spoils: dict[str, Spoil] = {}
    async with run_fault_proxy(server.port, spoils) as proxy, operate_app(proxy.url, project, (80, 24)) as operator:
        made = await operator.client.worktrees.create(name="side")
        await operator.open_panel("worktree.list")
        await operator.select_row("side")
        await operator.settle()
        spoils["GET /experimental/worktree"] = cut_request
        await operator.press("d")
        await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
        await operator.pilot.pause()
        await operator.press("right", "enter")
        await operator.wait_for_toast("The change was made, but what is shown could not be loaded again")
        said = [notice.message for notice in operator.app.context.notice_board.notices]
        assert "Removed the worktree." in said
        assert not any("Could not" in message for message in said)
        assert not Path(made.directory).exists()


@pytest.mark.real
async def test_a_session_is_started_in_a_worktree(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    async with operate_app(server.url, project, (80, 24)) as operator:
        made = await operator.client.worktrees.create(name="side")
        await operator.open_panel("worktree.list")
        await operator.select_row("side")
        await operator.press("n")
        await operator.wait_until(lambda: operator.app.context.session is not None)
        assert operator.app.context.session is not None
        await operator.wait_for_chat(operator.app.context.session_id)
        assert operator.app.context.session.directory == made.directory
        assert operator.app.context.working_directory == made.directory
