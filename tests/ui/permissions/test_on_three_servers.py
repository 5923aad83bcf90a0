"""From the card to the list of what was allowed, by keyboard, on both versions of OpenCode and the embedded server."""

import asyncio
from collections.abc import Callable

import pytest

from octui.ui.permissions.picker import PermissionsPicker
from octui.ui.permissions.rows import ABOUT, ALLOWED
from octui.ui.pickers.row_list import RowList
from octui.ui.pickers.rows import Heading, Line, PickerRow
from tests.support.real_opencode import EMBEDDED, VERSIONS, Project, RealServer
from tests.ui.app_driver import AppDriver, drive_app

pytestmark = [pytest.mark.slow, pytest.mark.real]

WAIT_SECONDS = 110.0


@pytest.fixture(params=(*VERSIONS, EMBEDDED))
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


def list_lines(driver: AppDriver) -> tuple[Line, ...]:
    assert isinstance(driver.app.screen, PermissionsPicker)
    return driver.app.screen.query_one(RowList).listed_lines


def list_rows(driver: AppDriver, group: str) -> list[PickerRow]:
    return [line for line in list_lines(driver) if isinstance(line, PickerRow) and line.group == group]


async def test_what_is_allowed_is_said_on_the_card_listed_and_revoked(server: RealServer, project: Project) -> None:
    made = project.path / "made.txt"
    async with drive_app(server, project) as driver, asyncio.timeout(WAIT_SECONDS):

        async def show_permissions() -> None:
            driver.app.action_command("permission.list")
            await driver.wait_until(lambda: isinstance(driver.app.screen, PermissionsPicker))
            await driver.wait_until(lambda: list_lines(driver))

        await driver.open_new_session()
        await driver.send_prompt("run touch made.txt")
        await driver.choose_answer("always", lambda: "requests that match these patterns" in driver.screen_text)
        if not driver.state.connection.embedded:
            assert "Until the server restarts or reloads its settings" in driver.screen_text
            await driver.choose_answer("confirm", made.exists)
            await show_permissions()
            assert "forgotten when this server restarts" in list_rows(driver, ABOUT)[0].title
            assert list_rows(driver, ALLOWED) == []
            rules = [(line.title, line.detail) for line in list_lines(driver) if isinstance(line, PickerRow)]
            assert ("bash  *", "ask") in rules
            return
        assert "Until the server ends" in driver.screen_text
        assert "in this session and its subagents only" in driver.screen_text
        await driver.choose_answer("directory", made.exists)
        await show_permissions()
        (grant,) = list_rows(driver, ALLOWED)
        assert grant.detail == "This folder, kept · now · not used yet"
        await driver.wait_until(lambda: "is allowed without asking in every session of" in driver.screen_text)
        headings = [line.text for line in list_lines(driver) if isinstance(line, Heading)]
        assert any(text.startswith("Rules: the project's") and "opencode.json" in text for text in headings)
        await driver.pilot.press("ctrl+d")
        assert len(list_rows(driver, ALLOWED)) == 1
        await driver.pilot.press("ctrl+d")
        await driver.wait_until(lambda: list_rows(driver, ALLOWED) == [])
        await driver.pilot.press("ctrl+d")
        await driver.wait_until(lambda: "only what you allowed can be revoked here" in driver.screen_text)
        assert driver.app.context.server is not None
        assert (await driver.app.context.server.client.permissions.get_overview()).grants == ()
