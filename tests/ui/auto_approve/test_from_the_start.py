"""What holds from the start of octui, over the whole app: --auto, and the offer to connect a provider."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store import selectors
from octui.store.actions import ProvidersLoaded
from octui.ui.app import OctuiApp
from octui.wire.catalog import Providers
from octui.wire.events import UpdateAvailable
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = [pytest.mark.real, pytest.mark.slow]


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(EMBEDDED)


async def test_auto_approves_in_the_sessions_opened_here_and_never_what_sends(
    server: RealServer, client: Client, project: Project
) -> None:
    here = await client.sessions.create(title="here")
    elsewhere = await client.sessions.create(title="elsewhere")
    options = Options(
        directory=project.path,
        server=server.url,
        server_directory=project.directory,
        session=here.id,
        auto=True,
        prompt="run touch done.txt",
    )
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42), notifications=True) as pilot:
        live = LiveApp(app, pilot)
        await live.wait_for((project.path / "done.txt").exists, "the approved command")
        assert "auto-approve" in live.screen_text
        # What sends is asked about, and so is everything of a session that was not opened here.
        await client.prompts.send(elsewhere.id, "run touch other.txt")
        await client.prompts.send(here.id, "run git push")
        await live.wait_for(lambda: len(selectors.list_pending_requests(app.context.store.state)) == 2, "both requests")
        await live.wait_for(lambda: "git push" in live.screen_text, "the card")
        assert not (project.path / "other.txt").exists()
        app.action_command("permission.auto_approve.stop")
        await live.wait_for(lambda: "auto-approve" not in live.screen_text, "it is off")


async def test_without_a_provider_the_dialog_to_connect_one_opens_once(server: RealServer, project: Project) -> None:
    async with open_live_app(server, project) as live:
        app, pump = live.app, live.app.context.server
        assert pump is not None
        assert app.screen is app.context.home
        pump.event_pump.apply_actions(ProvidersLoaded(providers=Providers()))
        await live.wait_for_screen("ProviderPicker")
        await live.pilot.press("escape")
        pump.event_pump.apply_actions(ProvidersLoaded(providers=Providers()))
        await live.wait_for(lambda: app.screen is app.context.home, "the overview")
        await live.pilot.pause(0.2)
        assert app.screen is app.context.home


async def test_a_newer_version_is_announced_once_and_installed_when_a_person_says_so(
    server: RealServer, project: Project
) -> None:
    async with open_live_app(server, project) as live:
        app = live.app
        for _ in range(2):
            app.controllers.remote_control.run_remote_command(UpdateAvailable(version="9.9.9"))
        await live.wait_for_toast("OpenCode 9.9.9 is available")
        assert sum("9.9.9" in notice.message for notice in app.context.notice_board.notices) == 1
        app.action_command("server.upgrade")
        await live.wait_for_screen("ConfirmDialog")
        await live.pilot.press("tab", "enter")
        # The embedded server comes with octui, and cannot.
        await live.wait_for_toast("Could not upgrade OpenCode")
        app.action_command("opencode.debug")
        await live.wait_for_screen("Panel")
        for fact in ("Textual", "Size", project.directory[-8:]):
            assert fact in live.screen_text
