"""The status panel on every server: what it says is what the server says."""

from collections.abc import Callable

import pytest

from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.ui.panels.operator import operate_app

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path_factory.mktemp("octui")))


@pytest.mark.parametrize("version", [EMBEDDED, NEWEST, OLDEST])
async def test_the_status_says_what_the_server_says(
    version: str, shared_servers: Callable[[str], RealServer], project: Project
) -> None:
    server = shared_servers(version)
    server.trust_folder(project.directory)
    async with operate_app(server.url, project, (80, 24)) as operator:
        await operator.press("ctrl+x", "s")
        panel = await operator.open_panel("opencode.status") if not operator.app.screen.is_modal else operator.panel
        await operator.settle()
        rows = {(row.group, row.title): row.detail for row in panel.listed_rows}
        assert rows["Server", "Address"] == server.url
        assert rows["Server", "Version"].endswith(server.version)
        assert rows["Event stream", "Stream"].startswith("live since")
        assert rows["Project", "Directory"].endswith("shop")
        assert rows["Project", "Branch"] == "main"
        paths = await operator.client.server.get_paths()
        assert rows["Paths on the server", "Config"] == paths.config
        formatters = await operator.client.catalog.list_formatters()
        listed = {title for group, title in rows if group == "Formatters"}
        assert listed == ({formatter.name for formatter in formatters} or {"None"})
        assert ("trusted" in rows["Project", "Trust"]) is (version == EMBEDDED)
        await operator.press("escape")
        assert operator.app.screen is operator.app.context.home
