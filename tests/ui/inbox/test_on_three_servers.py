"""Requests of several sessions answered in the inbox, and auto-approval, by keyboard on three servers."""

import asyncio
from collections.abc import Callable

import pytest

from octui.store import selectors
from octui.ui.inbox.picker import InboxPicker
from octui.ui.inbox.request_screen import RequestScreen
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import PickerRow
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.app_driver import AppDriver, drive_app

pytestmark = [pytest.mark.slow, pytest.mark.real]

WAIT_SECONDS = 110.0


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


def list_titles(driver: AppDriver) -> list[str]:
    assert isinstance(driver.app.screen, InboxPicker)
    lines = driver.app.screen.query_one(RowList).listed_lines
    return [line.title for line in lines if isinstance(line, PickerRow)]


async def test_requests_are_answered_in_the_inbox_and_approved_without_asking(
    server: RealServer, project: Project
) -> None:
    async with drive_app(server, project) as driver, asyncio.timeout(WAIT_SECONDS):
        connected = driver.app.context.server
        assert connected is not None
        for _ in range(2):
            session = await connected.client.sessions.create()
            await connected.client.prompts.send(session.id, "run touch made.txt")
        await driver.wait_until(lambda: len(selectors.list_pending_requests(driver.state)) == 2)
        await driver.pilot.press("ctrl+x", "I")
        await driver.wait_until(lambda: isinstance(driver.app.screen, InboxPicker) and list_titles(driver))
        await driver.wait_until(lambda: list_titles(driver) == ["Run touch made.txt × 2"])
        await driver.pilot.press("ctrl+a")
        await driver.wait_until(lambda: isinstance(driver.app.screen, RequestScreen))
        await driver.wait_until(lambda: "answers 2 identical requests" in driver.screen_text)
        await driver.choose_answer("once", lambda: not selectors.list_pending_requests(driver.state))
        await driver.wait_until((project.path / "made.txt").exists)
        await driver.wait_until(lambda: not isinstance(driver.app.screen, RequestScreen))

        await driver.open_new_session()
        await driver.send_prompt("run touch first.txt")
        await driver.wait_until(lambda: selectors.list_pending_requests(driver.state))
        driver.app.action_command("permission.auto_approve")
        await driver.wait_until(lambda: "For 10 minutes" in driver.screen_text)
        await driver.pilot.press("enter")
        await driver.wait_until((project.path / "first.txt").exists)
        await driver.wait_until(lambda: "auto-approve until" in driver.screen_text)
        session_id = driver.app.context.session_id
        await driver.wait_until(lambda: not selectors.is_busy(driver.state, session_id))
        await driver.send_prompt("run git push")
        await driver.wait_until(lambda: selectors.list_pending_requests(driver.state))
        await driver.pilot.press("f4")
        await driver.wait_until(lambda: "auto-approve" not in driver.screen_text)
        assert len(selectors.list_pending_requests(driver.state)) == 1
        await driver.choose_answer("reject", lambda: not selectors.list_pending_requests(driver.state))
