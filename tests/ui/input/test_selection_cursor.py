"""The terminal's own cursor is at what keys are about, in every kind of card and dialog."""

from pathlib import Path

import pytest

from tests.server.embedded import EmbeddedServer
from tests.support.scripted_model import ScriptedModel
from tests.ui.live_app import LiveApp
from tests.ui.pictures.gallery import SCENES, make_shop, open_gallery

pytestmark = pytest.mark.slow

REACHED = {scene.name: scene for scene in SCENES}


async def wait_at_cursor(live: LiveApp, text: str) -> None:
    def is_there() -> bool:
        x, y = live.app.cursor_position
        return " ".join(live.screen_text.split("\n")[y][x:].split()).startswith(text)

    await live.wait_for(is_there, text)


async def test_the_cursor_follows_what_is_selected_in_cards_and_panels(
    gallery_server: EmbeddedServer, gallery_folder: Path, model: ScriptedModel
) -> None:
    async with open_gallery(gallery_server, make_shop(gallery_folder / "home" / "shop", model.url)) as gallery:
        live = gallery.live
        await REACHED["conversation"].reach(gallery)
        for name, key, first, second in (
            ("permission", "right", "[ Allow once ]", "[ Allow always"),
            ("question", "down", "› ○ 1. PostgreSQL", "› ○ 2. SQLite"),
            ("status", "down", "› Address", "› Version"),
        ):
            await REACHED[name].reach(gallery)
            await wait_at_cursor(live, first)
            await live.pilot.press(key)
            await wait_at_cursor(live, second)
