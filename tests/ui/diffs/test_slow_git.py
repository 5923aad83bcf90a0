"""A repository that git takes minutes over: what an undo loses is read all the same."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from octui.client import Client
from octui.store.state import State
from octui.ui.diffs.loading import DiffLoader
from octui.ui.files import controller
from tests.support.fault_proxy import Exchange
from tests.support.faulty_server import FaultyServer, Request, never_reply, run_faulty_server
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = pytest.mark.slow


@pytest.fixture
async def slow_server(shared_servers: Callable[[str], RealServer], project: Project) -> AsyncIterator[FaultyServer]:
    """The embedded server, as if git never came to an end."""
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)

    async def relay(request: Request, writer: asyncio.StreamWriter) -> None:
        if request.path in ("/vcs/status", "/vcs/diff"):
            await never_reply(request, writer)
        else:
            await Exchange(server.port, request, writer).pass_answer()

    async with run_faulty_server(relay) as proxy:
        yield proxy


async def test_edits_that_an_undo_loses_are_read_without_other_untracked_files(
    slow_server: FaultyServer, project: Project
) -> None:
    odd = "it's $(odd) *.txt"
    for name in (odd, "other.txt"):
        (project.path / name).write_text("by hand\n")
    (project.path / "README.md").write_text("by hand as well\n")
    async with Client(slow_server.url, directory=project.directory) as client:
        loader = DiffLoader(client, State(), session_id="", directory=project.directory, agent="build")
        files = await loader.load_files([odd, "README.md", "unchanged.txt"], seconds=0.2)
        assert {file.path for file in files} == {odd, "README.md"}
        diffs = await loader.shell_git.get_diff(untracked=(odd,), directory=project.directory)
        assert "other.txt" not in "".join(diff.patch or "" for diff in diffs)


async def test_the_browser_says_that_the_marks_of_git_take_too_long_and_lists_the_files(
    slow_server: FaultyServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(controller, "MARKS_TIMEOUT", 0.3)
    async with open_live_app(slow_server, project) as live:
        await live.pilot.press("ctrl+x", "f")
        await live.wait_for(lambda: "no git marks: the server is slow" in live.screen_text, "why there are no marks")
        await live.wait_for(lambda: "README.md" in live.screen_text, "the files all the same")
        # What has no marks cannot be filtered by them, which is said where the rows would be.
        await live.pilot.press("ctrl+t")
        await live.wait_for(lambda: "README.md" not in live.screen_text, "no rows")
        assert "no git marks: the server is slow" in live.screen_text
