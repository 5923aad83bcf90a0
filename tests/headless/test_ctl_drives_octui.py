"""`octui ctl` from end to end: found by itself, through the server, to what the running octui then shows."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.cli import run_command_line
from octui.client import Client
from octui.store import selectors
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.live_app import open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


CONTROLS = (
    ("open-help", "KeyHelpScreen"),
    ("open-sessions", "SessionPicker"),
    ("open-themes", "ThemePicker"),
    ("open-models", "ModelPicker"),
)
"""What opens a screen, and which one."""


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def test_a_running_octui_is_driven_from_a_shell(
    server: RealServer, client: Client, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))
    monkeypatch.chdir(project.path)
    shown = await client.sessions.create(title="shown")
    other = await client.sessions.create(title="other")

    async def send(*words: str) -> None:
        assert await asyncio.to_thread(run_command_line, ["ctl", *words]) == 0

    async with open_live_app(server, project, shown.id) as live:
        composer = live.app.context.composer
        assert composer is not None
        await send("append-prompt", "say driven")
        await live.wait_for(lambda: composer.text == "say driven", "the text")
        await send("clear-prompt")
        await live.wait_for(lambda: not composer.text, "an empty prompt")
        await send("append-prompt", "--submit", "say driven")
        state = live.app.context.store.state
        await live.wait_for(lambda: selectors.get_last_answer_text(state, shown.id) == "driven", "an answer")
        await send("show-toast", "from a shell")
        await live.wait_for_toast("from a shell")
        await send("select-session", other.id)
        await live.wait_for(lambda: live.app.context.session_id == other.id, "the other session")
        for control, screen in CONTROLS:
            await send(control)
            await live.wait_for_screen(screen)
            await live.pilot.press("escape")
        await send("execute-command", "session.export")
        await live.wait_for_screen("ExportScreen")
        await live.pilot.press("escape")
