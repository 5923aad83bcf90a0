"""What another program asks of the interface while octui starts is done once there is a screen for it."""

from collections.abc import Callable

import pytest

from octui.backend.early_listening import begin_early_listening
from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from tests.client.events.test_early_stream import has_bytes
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.support.waiting import wait_until_true

pytestmark = pytest.mark.slow


async def test_text_and_toasts_that_came_before_the_first_screen_are_shown_on_the_one_that_is_opened(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    async with Client(server.url, directory=project.directory) as other:
        session = await other.sessions.create(title="Asked for")
        options = Options(
            directory=project.path, server=server.url, server_directory=project.directory, session=session.id
        )
        begin_early_listening(options)
        await wait_until_true(has_bytes)
        await other.tui.append_prompt("say ")
        await other.tui.append_prompt("words")
        await other.tui.show_toast("from elsewhere")
        await other.tui.submit_prompt()
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(100, 30), notifications=True) as pilot:
            while not (prompts := (await other.messages.list(session.id)).messages):
                await pilot.pause(0.05)
            assert [getattr(part, "text", "") for part in prompts[0].parts] == ["say words"]
            assert app.context.session_id == session.id
            assert any(toast.message == "from elsewhere" for toast in app._notifications)
