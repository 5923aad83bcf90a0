"""A chat without a session yet, in the whole app: everything around the transcript is there at once."""

from pathlib import Path

import pytest

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from octui.ui.chat.header import Header
from octui.ui.composer.status_bar import ComposerStatus
from tests.server.embedded import EmbeddedServer
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


async def test_a_new_chat_opened_from_the_overview_says_where_it_is_and_what_will_answer(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    project = tmp_path / "shop"
    project.mkdir()
    options = Options(directory=project, server=embedded.url, server_directory=str(project))
    app = OctuiApp(options, PreferencesStore.load_preferences())
    async with app.run_test(size=(140, 42)) as pilot:
        home = app.context.home
        assert home is not None
        await wait_until(pilot, lambda: bool(app.context.store.state.agents and app.context.store.state.project))
        await wait_until(pilot, lambda: app.context.store.state.connection.status is ConnectionStatus.LIVE)
        # Changes are reported at most sixteen times a second.
        await wait_until(
            pilot,
            lambda: home.query_one(ComposerStatus).facts.model and home.query_one(Header).facts.directory,
        )
        overview = home.query_one(Header).facts, home.query_one(ComposerStatus).facts
        app.action_command("session.new")
        await wait_until(pilot, lambda: app.context.chat is not None and app.screen is app.context.chat)
        await pilot.pause()
        header, status = app.screen.query_one(Header).facts, app.screen.query_one(ComposerStatus).facts
        assert header.link is ConnectionStatus.LIVE
        assert "New session" in header.title
        assert (header.directory, header.server) == (overview[0].directory, overview[0].server)
        assert header.directory.endswith("shop")
        assert header.server
        assert (status.agent, status.model) == (overview[1].agent, overview[1].model)
        assert status.agent
        assert status.model
