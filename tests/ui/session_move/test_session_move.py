"""A session goes on in another folder of its project, with what is not committed if the person says so."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client
from tests.support.real_opencode import EMBEDDED, NEWEST, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture(params=[NEWEST])
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


def git(project: Project, *arguments: str) -> None:
    identity = ("-c", "user.name=n", "-c", "user.email=n@example.com")
    subprocess.run(("git", *identity, *arguments), cwd=project.path, check=True, capture_output=True)


async def test_a_session_is_moved_with_what_is_not_committed(
    server: RealServer, client: Client, project: Project
) -> None:
    git(project, "add", "-A")
    git(project, "commit", "-q", "--allow-empty", "-m", "first")
    worktree = project.path.parent / f"{project.path.name}-moved"
    git(project, "worktree", "add", "-q", str(worktree), "-b", "moved")
    (project.path / "new.txt").write_text("kept\n")
    session = await client.sessions.create(title="moves")
    async with open_live_app(server, project, session.id) as live:
        pilot = live.pilot
        live.app.action_command("session.move")
        await live.wait_for_screen("Picker")
        await live.wait_for(lambda: "Another folder of the project…" in live.row_titles, "the folders")
        await pilot.press("end", "enter")
        await live.wait_for_screen("TextInputDialog")
        await pilot.press("ctrl+u")
        await live.type_text(str(worktree))
        await pilot.press("enter")
        await live.wait_for(lambda: any(title.startswith("Take ") for title in live.row_titles), "what goes along")
        assert live.row_titles[0].startswith("Leave ")
        await pilot.press("end", "enter")
        await live.wait_for_toast("The session continues in ")
        moved = live.app.context.session
        assert moved is not None
        assert moved.directory == str(worktree)
        assert (worktree / "new.txt").read_text() == "kept\n"
        assert not (project.path / "new.txt").exists()
        # On to a worktree that the server creates for it.
        live.app.action_command("session.move")
        await live.wait_for_screen("Picker")
        await live.wait_for(lambda: "A new worktree…" in live.row_titles, "the folders")
        await live.type_text("new worktree")
        await live.wait_for(lambda: live.row_titles == ["A new worktree…"], "the one")
        await pilot.press("enter")
        await live.wait_for(lambda: any(title.startswith("Leave ") for title in live.row_titles), "what stays")
        await pilot.press("enter")
        await live.wait_for(lambda: live.app.context.session != moved, "the session to be elsewhere")
        created = live.app.context.session
        assert created is not None
        assert created.directory not in (str(worktree), project.directory)
        assert (Path(created.directory) / ".git").exists()
    assert (worktree / "new.txt").exists()


@pytest.mark.parametrize("server", [EMBEDDED], indirect=True)
async def test_a_server_that_cannot_move_sessions_says_so(server: RealServer, client: Client, project: Project) -> None:
    session = await client.sessions.create(title="stays")
    async with open_live_app(server, project, session.id) as live:
        connected = live.app.context.server
        assert connected is not None
        await live.wait_for(lambda: connected.client.known_capabilities is not None, "what the server can do")
        live.app.action_command("session.move")
        await live.wait_for_toast("this server cannot move sessions")
