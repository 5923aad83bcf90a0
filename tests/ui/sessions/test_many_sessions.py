"""More sessions than a server lists at once: none of them is out of reach, on every server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot

from octui.client import Client
from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.store.state import ConnectionStatus
from octui.ui.app import OctuiApp
from octui.ui.messages import RenameSession
from octui.ui.pickers.rows import PickerRow
from tests.support.real_opencode import Project, RealServer
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.real, pytest.mark.slow]

ROOTS, CHILDREN = 131, 105


@asynccontextmanager
async def open_octui(
    server: RealServer, project: Project, session: str | None = None
) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    options = Options(directory=project.path, server=server.url, server_directory=project.directory, session=session)
    app = OctuiApp(options, PreferencesStore.load_preferences())
    state = app.context.store.state
    async with app.run_test(size=(120, 40)) as pilot:
        await wait_until(pilot, lambda: state.connection.status is ConnectionStatus.LIVE and state.statuses_at)
        yield app, pilot


def list_rows(app: OctuiApp) -> list[PickerRow]:
    assert app.context.home is not None
    return [line for line in app.context.home.session_list.listed_lines if isinstance(line, PickerRow)]


def list_shown(app: OctuiApp) -> list[str]:
    return [row.title for row in list_rows(app)]


async def test_old_sessions_are_listed_found_opened_and_renamed(
    server: RealServer, client: Client, project: Project
) -> None:
    oldest = await client.sessions.create(title="the oldest needle")
    await asyncio.gather(*(client.sessions.create(title=f"session {number}") for number in range(1, ROOTS)))
    subagents = (client.sessions.create(title=f"subagent {n}", parent_id=oldest.id) for n in range(CHILDREN))
    await asyncio.gather(*subagents)
    async with open_octui(server, project) as (app, pilot):
        await wait_until(pilot, lambda: len(list_shown(app)) >= 50)
        assert not any(title.startswith("subagent") for title in list_shown(app))
        await pilot.press(*"needle")
        await wait_until(pilot, lambda: list_shown(app) == ["the oldest needle"])
        assert "100+ subagents" in list_rows(app)[0].detail
        await pilot.press(*["backspace"] * len("needle"))
        for _ in range(30):
            await pilot.press("pagedown")
            await pilot.pause(0.05)
            if len(list_shown(app)) == ROOTS:
                break
        assert len(list_shown(app)) == ROOTS
    async with open_octui(server, project, session=oldest.id) as (app, pilot):

        def get_title() -> str:
            return app.context.session.title if app.context.session is not None else ""

        await wait_until(pilot, get_title)
        assert get_title() == "the oldest needle"
        assert app.context.server is not None
        await app.context.server.resync.listing.load_sessions()
        assert get_title() == "the oldest needle"
        app.post_message(RenameSession(oldest.id, "renamed"))
        await wait_until(pilot, lambda: get_title() == "renamed")
    assert (await client.sessions.get(oldest.id)).title == "renamed"
