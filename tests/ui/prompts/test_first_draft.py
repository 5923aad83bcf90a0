"""What is typed on the first screen belongs to the server's folder, also before octui knows which server that is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from octui.config.drafts import Draft, DraftStore
from tests.support.real_opencode import EMBEDDED, RealServer
from tests.ui.diffs.diff_app import run_app, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def url(shared_servers: Callable[[str], RealServer]) -> str:
    return shared_servers(EMBEDDED).url


async def test_what_was_typed_and_not_sent_is_there_after_a_restart(url: str, tmp_path: Path) -> None:
    async with run_app(url, tmp_path) as (app, pilot):
        await pilot.press(*"unsent")
        place = (app.context.server_name, str(tmp_path))
        await wait_until(app, pilot, lambda: DraftStore().load_draft(*place) == Draft("unsent"))
    async with run_app(url, tmp_path) as (app, pilot):
        composer = app.context.composer
        assert composer is not None
        await wait_until(app, pilot, lambda: composer.text == "unsent")


async def test_what_was_typed_before_the_server_was_known_is_kept_for_it_and_nowhere_else(
    url: str, tmp_path: Path
) -> None:
    DraftStore().save_draft("", str(tmp_path), Draft("early"))
    async with run_app(url, tmp_path) as (app, pilot):
        place = (app.context.server_name, str(tmp_path))
        composer = app.context.composer
        assert composer is not None
        await wait_until(app, pilot, lambda: composer.text == "early")
        await wait_until(app, pilot, lambda: DraftStore().load_draft(*place) == Draft("early"))
        await wait_until(app, pilot, lambda: DraftStore().load_draft("", str(tmp_path)) is None)
        await pilot.press("ctrl+u")
        await wait_until(app, pilot, lambda: DraftStore().load_draft(*place) is None)
    async with run_app(url, tmp_path) as (app, pilot):
        await pilot.pause()
        assert app.context.composer is not None and app.context.composer.text == ""
