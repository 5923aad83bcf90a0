"""Diffs, rejected hunks, undo and redo by keyboard, on each server, checked against the files on disk."""

import json

import pytest
from textual.pilot import Pilot

from octui.client import Client
from octui.config.paths import get_state_folder
from octui.store.selectors import find_last_prompt
from octui.ui.app import OctuiApp
from octui.ui.diffs.loading import DiffSource
from octui.ui.diffs.undo_controller import UNDONE
from octui.ui.diffs.undo_screen import UndoScreen
from octui.ui.diffs.viewer_screen import DiffScreen
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from tests.support.real_opencode import EMBEDDED, MIDDLE, NEWEST, OLDEST, Project, RealServer
from tests.ui.diffs.diff_app import git, open_viewer, run_app, wait_for_diff, wait_until

pytestmark = [pytest.mark.real, pytest.mark.slow]

CODE = "".join(f"line {number}\n" for number in range(60))
COMMAND = "sed -i 's/^line 5$/LINE FIVE/; s/^line 50$/LINE FIFTY/' code.txt && echo new > new.txt && rm README.md"


def allow_everything(project: Project) -> None:
    """The agent may run commands and edit without being asked."""
    path = project.path / "opencode.json"
    config = json.loads(path.read_text()) | {"permission": {"bash": "allow", "edit": "allow"}}
    path.write_text(json.dumps(config))
    (project.path / "code.txt").write_text(CODE)
    git(project.path, "add", "--all")
    git(project.path, "commit", "--quiet", "--message=Code")


async def make_session(server: RealServer, project: Project) -> str:
    """A session whose only turn changed a file, created one and deleted one."""
    async with Client(server.url, directory=project.directory) as client:
        session = await client.sessions.create(title="Edit")
        prompt = f"tool bash {json.dumps({'command': COMMAND, 'description': 'edit'})}"
        await client.prompts.send_and_wait(session.id, prompt, agent="build")
        return session.id


async def wait_for_toast(app: OctuiApp, pilot: Pilot[int], *texts: str) -> str:
    def list_toasts() -> list[str]:
        notices = [str(notice.message) for notice in app.context.notice_board.notices]
        return [notice for notice in notices if any(text in notice for text in texts)]

    await wait_until(app, pilot, lambda: bool(list_toasts()))
    return list_toasts()[0]


async def press_when_shown(app: OctuiApp, pilot: Pilot[int], screen: type, *keys: str) -> None:
    await wait_until(app, pilot, lambda: isinstance(app.screen, screen) and app.screen.focused is not None)
    await pilot.pause()
    await pilot.press(*keys)


async def show_source(viewer: DiffScreen, pilot: Pilot[int], source: DiffSource) -> list[str]:
    """Switch to a source by key, and return the paths it has."""
    for _ in DiffSource:
        if viewer.loaded.source is not source:
            await pilot.press("d")
            await wait_for_diff(viewer, pilot)
    assert viewer.loaded.source is source
    return [file.path for file in viewer.files]


@pytest.mark.parametrize("server", [NEWEST, OLDEST, EMBEDDED], indirect=True)
async def test_a_turn_is_reviewed_rejected_undone_and_redone(server: RealServer, project: Project) -> None:
    allow_everything(project)
    server.trust_folder(project.directory)
    code, new, readme = (project.path / name for name in ("code.txt", "new.txt", "README.md"))
    session_id = await make_session(server, project)
    async with run_app(server.url, project.path, session_id) as (app, pilot):
        await wait_until(app, pilot, lambda: bool(find_last_prompt(app.context.store.state, session_id)))
        # Undo: what would be lost is shown, and cancelling it changes nothing.
        edited = code.read_text()
        code.write_text(edited + "By hand\n")
        await pilot.press("ctrl+x", "u")
        await wait_until(app, pilot, lambda: isinstance(app.screen, UndoScreen))
        assert isinstance(app.screen, UndoScreen)
        assert {(file.path, file.status) for file in app.screen.files} == {
            ("README.md", "added"),
            ("code.txt", "modified"),
            ("new.txt", "deleted"),
        }
        await press_when_shown(app, pilot, UndoScreen, "escape")
        assert new.exists() and not readme.exists()
        # With the files as the turn left them it takes only the key, as redo brings everything back.
        code.write_text(edited)
        await pilot.press("ctrl+x", "u")
        said = await wait_for_toast(app, pilot, "Undone")
        assert "1 file created, 1 changed, 1 deleted (README.md, code.txt, new.txt). ctrl+x r redoes it." in said
        assert code.read_text() == CODE and readme.exists() and not new.exists()
        # The saved patch is the way back, for git as well.
        (saved,) = (get_state_folder() / "undo").glob("*-undo-*.patch")
        git(project.path, "apply", "--check", str(saved))

        await pilot.press("ctrl+x", "r")
        said = await wait_for_toast(app, pilot, "Redone")
        assert new.exists() and "LINE FIVE" in code.read_text()
        # OpenCode's own servers leave a file that the turn had deleted, and octui says so.
        assert ("as expected" in said) is readme.exists()
        readme.unlink(missing_ok=True)

        viewer = await open_viewer(app, pilot)
        paths = ["README.md", "code.txt", "new.txt"]
        assert [file.path for file in viewer.files] == paths
        assert await show_source(viewer, pilot, DiffSource.TURN) == paths
        assert await show_source(viewer, pilot, DiffSource.SESSION) == paths
        assert len(viewer.files[1].groups) == 2
        await show_source(viewer, pilot, DiffSource.BRANCH)
        assert await show_source(viewer, pilot, DiffSource.WORKING_TREE) == paths

        # The second hunk of the file is rejected, and the first one stays.
        await pilot.press("n", "right_square_bracket", "right_square_bracket", "r")
        await press_when_shown(app, pilot, ConfirmDialog, "tab", "enter")
        assert "was rejected" in await wait_for_toast(app, pilot, "rejected", "applied, but")
        assert code.read_text() == CODE.replace("line 5\n", "LINE FIVE\n")
    async with Client(server.url, directory=project.directory) as client:
        assert [session.id for session in await client.sessions.list()] == [session_id]


@pytest.mark.parametrize(
    "server", [EMBEDDED, NEWEST, OLDEST, pytest.param(MIDDLE, marks=pytest.mark.nightly)], indirect=True
)
async def test_a_turn_that_changed_nothing_is_undone_without_a_word_of_files(
    server: RealServer, project: Project
) -> None:
    allow_everything(project)
    server.trust_folder(project.directory)
    session_id = await make_session(server, project)
    async with Client(server.url, directory=project.directory) as client:
        await client.prompts.send_and_wait(session_id, "say nothing changes", agent="build")
    async with run_app(server.url, project.path, session_id) as (app, pilot):
        state = app.context.store.state
        await wait_until(app, pilot, lambda: bool(find_last_prompt(state, session_id)))
        viewer = await open_viewer(app, pilot)
        assert await show_source(viewer, pilot, DiffSource.TURN) == []
        await pilot.press("q")
        await pilot.press("ctrl+x", "u")
        await wait_until(app, pilot, lambda: app.context.composer is not None and bool(app.context.composer.text))
        assert state.sessions[session_id].revert is not None
        assert not [notice for notice in app.context.notice_board.notices if UNDONE in str(notice.message)]
        assert (project.path / "new.txt").exists()
