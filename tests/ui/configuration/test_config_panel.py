"""The configuration panel, by keys, and what the server then says."""

from collections.abc import Callable

import pytest

from octui.ui.panels.form import FormDialog
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from tests.support.fault_proxy import Spoil, cut_request, run_fault_proxy
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.ui.panels.operator import Operator, operate_app

pytestmark = pytest.mark.real


async def enter_value(operator: Operator, key: str, value: str) -> None:
    await operator.press("a")
    await operator.wait_until(lambda: isinstance(operator.app.screen, FormDialog))
    await operator.type_text(key)
    await operator.press("tab")
    await operator.type_text(value)
    await operator.press("enter")


async def test_a_folder_that_was_restarted_is_said_to_be_when_its_values_cannot_be_read_again(
    shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(EMBEDDED)
    server.trust_folder(project.directory)
    spoils: dict[str, Spoil] = {}
    async with run_fault_proxy(server.port, spoils) as proxy, operate_app(proxy.url, project, (80, 24)) as operator:
        await operator.open_panel("config.show")
        spoils["GET /global/config"] = cut_request
        await operator.press("r")
        await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
        await operator.press("right", "enter")
        await operator.wait_for_toast("The change was made, but what is shown could not be loaded again")
        said = [notice.message for notice in operator.app.context.notice_board.notices]
        assert "The server reloaded its files." in said
        assert not any("Could not restart" in message for message in said)


@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_values_are_shown_changed_and_loaded_again(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    async with operate_app(server.url, project, (80, 24)) as operator:
        client = operator.client
        panel = await operator.open_panel("config.show")
        merged = (await client.config.get()).model
        await operator.wait_for_row("model", f"{merged} · opencode.json")
        shown = operator.read_screen() + "".join(row.detail for row in panel.listed_rows)
        keys = [row for row in panel.listed_rows if "apiKey" in row.title]
        assert all("••••" in row.detail for row in keys)
        assert "Configuration" in shown
        await enter_value(operator, "snapshot", "maybe")
        await operator.wait_until(lambda: "snapshot: it has to be" in operator.read_screen())
        await operator.press("escape")
        await enter_value(operator, "username", "bob")
        await operator.wait_for_toast("username is changed, and in force.")
        assert (await client.config.get_global()).username == "bob"
        await operator.settle()
        await operator.press("tab")
        await operator.wait_for_row("username", "bob")
        await operator.press("tab")
        await operator.wait_for_row("model", "opencode.json")
        await enter_value(operator, "username", "eve")
        await operator.wait_for_toast("in force" if version == EMBEDDED else "does not read it back")
        assert ((await client.config.get()).username == "eve") is (version == EMBEDDED)
        for key in ("r", "R"):
            await operator.settle()
            await operator.press(key)
            await operator.wait_until(lambda: isinstance(operator.app.screen, ConfirmDialog))
            await operator.press("right", "enter")
            await operator.wait_for_toast("The server reloaded its files.")
            operator.app.context.notice_board.notices.clear()
