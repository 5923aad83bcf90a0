"""The first screen as text at three sizes, and backgrounds in a dark and a light theme, to be reviewed as a diff.

Other screens are pictured on the walk that `test_idle_screens.py` makes through all of them.

`OCTUI_WRITE_SNAPSHOTS=1 python -m pytest tests/ui/pictures tests/ui/test_idle_screens.py` writes them again after a
change that is meant to be seen.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from octui.config.settings.registry import PROMPT_COLUMNS, THEME_MODE
from tests.server.embedded import EmbeddedServer
from tests.ui.pictures.gallery import (
    FIRST,
    SIZES,
    Gallery,
    Scene,
    describe_grounds,
    list_differences,
    make_folder,
    make_shop,
    mask_accidents,
    open_gallery,
    start_server,
)

pytestmark = pytest.mark.slow

GROUND_SIZE = (80, 24)
MODES = ("dark", "light")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with make_folder() as made:
        yield made


@pytest.fixture(scope="module")
def embedded(folder: Path) -> Iterator[EmbeddedServer]:
    yield from start_server(folder / "home")


async def draw_scene(gallery: Gallery, scene: Scene, folder: Path) -> dict[str, str]:
    """The pictures of a scene by their file names."""
    live = gallery.live
    await scene.reach(gallery)
    pictures = {}
    for width, height in SIZES:
        await live.pilot.resize_terminal(width, height)
        await gallery.settle()
        pictures[f"{scene.name}-{width}x{height}.txt"] = mask_accidents(live.screen_text, folder) + "\n"
        if (width, height) == GROUND_SIZE:
            for mode in MODES:
                live.app.context.settings.change_value(THEME_MODE, mode)
                await gallery.settle()
                pictures[f"{scene.name}-{mode}.grounds"] = describe_grounds(live.app)
            live.app.context.settings.change_value(THEME_MODE, MODES[0])
    await live.pilot.resize_terminal(*SIZES[0])
    await live.pilot.pause()
    return pictures


async def test_someone_without_sessions_begins_at_a_prompt_in_the_middle(
    embedded: EmbeddedServer, folder: Path
) -> None:
    project = make_shop(folder / "home" / "new")
    async with open_gallery(embedded, project) as gallery:
        assert list_differences(await draw_scene(gallery, FIRST[0], folder)) == {}
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
