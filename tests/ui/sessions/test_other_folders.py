"""Sessions in other folders in the overview and in the list of sessions, by keys."""

from pathlib import Path

import pytest

from octui.client import Client
from octui.store.selectors import DEFAULT_VIEW
from octui.store.state import State
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from octui.ui.pickers.session_rows import SessionRowCache
from octui.ui.pickers.sessions import SessionPicker
from octui.wire.sessions import Session, SessionTime
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project
from tests.ui.panels.operator import operate_app


@pytest.fixture(scope="module")
def url(embedded: EmbeddedServer) -> str:
    return embedded.url


def test_rows_are_below_their_folders_and_hostile_names_are_one_line() -> None:
    def make(session_id: str, directory: str, updated: float, archived: float | None = None) -> Session:
        time = SessionTime(created=0, updated=updated, archived=archived)
        return Session(id=session_id, title=session_id, directory=directory, time=time)

    sessions = (
        make("a", "/home/me/shop", 1),
        make("b", "/x\ny", 3),
        make("c", "/home/me/shop", 2),
        make("d", "/z", 9, 9),
    )
    rows = SessionRowCache().build_other_rows(State(), sessions, "/home/me")
    assert [(row.group, row.id) for row in rows] == [("In /x␤y", "b"), ("In ~/shop", "c"), ("In ~/shop", "a")]
    archive = DEFAULT_VIEW._replace(is_archive=True)
    assert [row.id for row in SessionRowCache().build_other_rows(State(), sessions, "", archive)] == ["d"]


@pytest.mark.slow
async def test_the_lists_reach_further_by_a_key_and_a_session_is_followed(url: str, tmp_path: Path) -> None:
    here, there = Project(tmp_path / "here"), Project(tmp_path / "there")
    for project in (here, there):
        project.path.mkdir()
    async with Client(url) as client:
        await client.sessions.create(title="Near", directory=here.directory)
        far = await client.sessions.create(title="Far", directory=there.directory)
    async with operate_app(url, here, (80, 24)) as operator:
        app = operator.app
        await operator.wait_until(lambda: "Near" in operator.read_screen())
        assert "Far" not in operator.read_screen()
        await operator.press("ctrl+o", "ctrl+o")
        await operator.wait_until(lambda: "Far" in operator.read_screen())
        assert "All sessions" in operator.read_screen() and "there · " in operator.read_screen()
        # The list of sessions has the same, and what is done to one there is seen.
        app.action_command("session.list")
        await operator.wait_until(lambda: isinstance(app.screen, SessionPicker) and "Far" in operator.read_screen())
        assert "Sessions · every project" in operator.read_screen()
        await operator.type_text("Far")
        await operator.wait_until(lambda: "there · " in operator.read_screen())
        await operator.press("ctrl+r")
        await operator.type_text("ther")
        await operator.press("enter")
        await operator.wait_until(lambda: "Farther" in operator.read_screen())
        await operator.press("ctrl+o")
        await operator.wait_until(lambda: "Farther" not in operator.read_screen())
        await operator.press("tab", "tab")
        await operator.wait_until(lambda: "Farther" in operator.read_screen())
        await operator.press("enter")
        await operator.wait_until(lambda: isinstance(app.screen, ConfirmDialog))
        await operator.press("right", "enter")
        await operator.wait_for_chat(far.id)
        assert app.context.working_directory == there.directory
