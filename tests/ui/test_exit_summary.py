"""What octui leaves in the terminal: the way back to the session."""

from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client
from octui.config.options import Options
from octui.config.secret import Secret
from octui.ui.exit_summary import format_exit_summary
from octui.wire.sessions import Session
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import open_live_app

SESSION = Session(id="ses_1", title="Mend\nthe \x1b[31mtotals")


@pytest.mark.parametrize(
    ("options", "is_here", "command"),
    [
        (Options(directory=Path("/shop")), True, "octui -s ses_1"),
        (Options(directory=Path("/my shop")), False, "octui '/my shop' -s ses_1"),
        (Options(directory=Path("/shop"), embedded=True), True, "octui --embedded -s ses_1"),
        (
            Options(directory=Path("/shop"), server="http://far:1", server_directory="/a", password=Secret("hunter2")),
            True,
            "octui attach http://far:1 --dir /a -s ses_1",
        ),
    ],
)
def test_the_command_leads_back_to_the_session(options: Options, is_here: bool, command: str) -> None:
    text = format_exit_summary(SESSION, options, str(options.directory), is_here=is_here)
    assert f"  Continue  {command}\n" in text
    assert "\x1b" not in text
    assert "hunter2" not in text
    assert len(text.splitlines()) == 2


def test_without_a_session_nothing_is_left() -> None:
    assert format_exit_summary(None, Options(directory=Path("/shop")), "/shop", is_here=True) == ""


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


@pytest.mark.slow
async def test_quitting_leaves_the_command_of_the_session_on_screen(
    server: RealServer, client: Client, project: Project
) -> None:
    session = await client.sessions.create(title="left")
    async with open_live_app(server, project, session.id) as live:
        live.app.action_command("app.exit")
        await live.wait_for(lambda: live.app.context.exit_summary, "the epilogue")
    assert "  Session   left\n" in live.app.context.exit_summary
    assert live.app.context.exit_summary.endswith(f"-s {session.id}\n")
