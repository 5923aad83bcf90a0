"""The first screen of somebody without sessions; all others are pictured on the walk of `test_idle_screens.py`.

`OCTUI_WRITE_SNAPSHOTS=1 python -m pytest tests/ui/pictures tests/ui/test_idle_screens.py` writes the pictures again
after a change that is meant to be seen.
"""

from pathlib import Path

import pytest

from octui.config.settings.registry import PROMPT_COLUMNS
from tests.server.embedded import EmbeddedServer
from tests.ui.pictures.gallery import FIRST, make_shop, open_gallery
from tests.ui.pictures.picture import draw_picture, list_differences

pytestmark = pytest.mark.slow


async def test_someone_without_sessions_begins_at_a_prompt_in_the_middle(
    gallery_server: EmbeddedServer, gallery_folder: Path
) -> None:
    project = make_shop(gallery_folder / "home" / "new")
    async with open_gallery(gallery_server, project) as gallery:
        await FIRST.reach(gallery)
        picture = await draw_picture(gallery, gallery_folder, themes=["system"])
        assert list_differences({"first-offline.txt": picture.whole}) == {}
        assert list(picture.unreadable) == []
        live, home = gallery.live, gallery.live.app.context.home
        assert home is not None
        for key, text in (("down", "list the files"), ("down", "run the tests"), ("up", "list the files")):
            await live.pilot.press(key)
            assert home.composer.text == text
        assert home.composer.region.width == 75
        settings = live.app.context.settings
        settings.change_value(PROMPT_COLUMNS, 60)
        home.refresh_chrome()
        await live.wait_for(lambda: home.composer.region.width == 60, "the width that was chosen")
        settings.change_value(PROMPT_COLUMNS, 0)
        home.refresh_chrome()
        await live.wait_for(lambda: 94 <= home.composer.region.width <= 98, "70 % of 140 columns")
        await live.pilot.press("enter")
        await live.wait_for(lambda: live.app.screen is live.app.context.chat, "the new session")
        await live.wait_for(lambda: "README.md" in live.screen_text, "its answer")
