"""The panel of projects, by keys, and what the server then says."""

from collections.abc import Callable

import pytest

from octui.ui.panels.form import FormDialog
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from octui.ui.pickers.picker import Picker
from octui.ui.pickers.sessions import SessionPicker
from octui.ui.projects.project_rows import iter_project_rows
from octui.wire.workspace.projects import Project as WireProject
from octui.wire.workspace.projects import ProjectIcon, ProjectTime
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer, make_project
from tests.ui.panels.operator import Operator, operate_app


def test_rows_name_projects_the_latest_first_and_draw_only_known_colours() -> None:
    shop = WireProject(id="a", worktree="/home/me/shop", vcs="git", time=ProjectTime(updated=60_000))
    site = WireProject(
        id="b",
        worktree="/srv/site",
        name="Site",
        icon=ProjectIcon(color="red; evil"),
        time=ProjectTime(updated=120_000),
    )
    outside = WireProject(id="global", worktree="/")
    rows = list(
        iter_project_rows((shop, outside, site), ("/home/me/shop",), shop, "/home/me/shop", "/home/me", 180_000)
    )
    assert [(row.title, row.current, row.detail) for row in rows] == [
        ("Site", False, "/srv/site · no version control · 1m"),
        ("shop", True, "~/shop · git · 2m"),
        ("Outside repositories", False, "/ · no version control"),
        ("shop", True, "~/shop"),
    ]
    assert rows[0].style == "$foreground-muted"
    fresh = WireProject(id="global", worktree="/home/me/fresh", vcs="git")
    assert [row.title for row in iter_project_rows((fresh,), (), fresh, "", "/home/me", 0)] == ["fresh"]


@pytest.mark.real
@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_a_project_is_renamed_coloured_and_left_for_another(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    other = make_project(project.path.parent / "other", "http://127.0.0.1:9/v1")
    server.trust_folder(other.directory)
    async with operate_app(server.url, project, (80, 24)) as operator:
        client = operator.client
        session = await client.sessions.create(title="There", directory=other.directory)
        await operator.open_panel("project.list")
        await operator.select_row("shop")
        await operator.press("r")
        await operator.wait_until(lambda: isinstance(operator.app.screen, FormDialog))
        await operator.type_text("2")
        await operator.press("tab")
        await operator.type_text("true")
        await operator.press("enter")
        await operator.wait_for_row("shop2")
        await operator.settle()
        await operator.press("c")
        await operator.wait_until(lambda: isinstance(operator.app.screen, Picker))
        await operator.pilot.pause()
        await operator.type_text("blue")
        await operator.press("enter")
        await operator.settle()
        (changed,) = [one for one in await client.projects.list() if one.worktree == project.directory]
        assert (changed.name, changed.icon and changed.icon.color, changed.commands) == (
            "shop2",
            "blue",
            {"start": "true"},
        )
        await operator.press("i")
        await operator.pilot.pause()
        assert "This folder is already in a repository." in operator.read_screen()
        await operator.select_row("other")
        await operator.press("enter")
        await operator.wait_for_toast("octui now works in")
        assert operator.app.context.working_directory == other.directory
        await operator.wait_until(lambda: session.id in operator.app.context.store.state.sessions)
        foreign = await operator.client.sessions.create(directory=project.directory)
        operator.app.controllers.sessions.loader.add_session(foreign)
        operator.app.controllers.sessions.open_chat(foreign.id)
        await operator.wait_for_chat(foreign.id)
        await operator.wait_until(lambda: operator.app.controllers.projects.is_session_elsewhere())
        await operator.wait_for_toast("octui gets no events from there")
        operator.app.action_command("project.follow")
        await operator.wait_until(lambda: operator.app.context.working_directory == project.directory)
        await operator.wait_for_chat(foreign.id)
        assert server.running
        await follow_from_list(operator, session.id, other.directory, can_list=version != OLDEST)


async def follow_from_list(operator: Operator, session_id: str, directory: str, *, can_list: bool) -> None:
    """Open a session of another folder from the list of sessions, as wide as the server can list."""
    operator.app.action_command("session.list.everywhere")
    await operator.wait_until(lambda: isinstance(operator.app.screen, SessionPicker))
    if not can_list:
        await operator.press("tab")
        await operator.wait_for_toast("This server lists one folder only.")
        return
    await operator.wait_until(lambda: "Sessions · every project" in operator.read_screen())
    await operator.type_text("There")
    await operator.wait_until(lambda: "other · " in operator.read_screen())
    # Its title is changed where it is, though nothing is heard from there.
    await operator.press("ctrl+r")
    await operator.type_text(" too")
    await operator.press("enter")
    await operator.wait_until(lambda: "There too" in operator.read_screen())
    await operator.press("enter")
    await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
    await operator.press("right", "enter")
    await operator.wait_for_chat(session_id)
    assert operator.app.context.working_directory == directory


@pytest.mark.real
@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_a_folder_becomes_a_repository_where_the_server_can(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    bare = Project(project.path.parent / "bare")
    bare.path.mkdir()
    async with operate_app(server.url, bare, (80, 24)) as operator:
        await operator.open_panel("project.list")
        await operator.press("i")
        if version == OLDEST:
            await operator.pilot.pause()
            assert "This server cannot create a repository." in operator.read_screen()
            return
        await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
        await operator.press("right", "enter")
        await operator.wait_for_toast("is a git repository now.")
        assert (bare.path / ".git").exists()
