"""Regenerate the pictures in `screenshots/`, all or the named ones: `python -m tools.screenshots [NAME …]`.

The program, the terminal and the server are real; only the model is scripted (`tools/screenshots/script.py`).
"""

import asyncio
import sys
from pathlib import Path
from typing import Final

from tests.support.tmux_terminal import Terminal
from tools.screenshots.scenes import SCENES, Scene
from tools.screenshots.shop import Shop, open_shop
from tools.screenshots.svg import render_svg

FOLDER: Final = Path(__file__).parents[2] / "screenshots"
THEMES: Final = ("dark", "light")
STILL_SECONDS: Final = 0.6
"""A screen that has not changed for this long is finished."""


class NotFit(Exception):
    """An unusable screen: it never stopped changing, or reveals paths of this machine."""


async def make(names: list[str]) -> None:
    if unknown := set(names) - {scene.name for scene in SCENES}:
        sys.exit(f"There is no picture {', '.join(sorted(unknown))}: {', '.join(scene.name for scene in SCENES)}.")
    FOLDER.mkdir(exist_ok=True)
    async with open_shop() as shop:
        for scene in SCENES:
            if names and scene.name not in names:
                continue
            for theme in THEMES:
                rows = await take(shop, scene, theme)
                (FOLDER / f"{scene.name}-{theme}.svg").write_text(render_svg(rows, scene.columns, scene.title))
                sys.stderr.write(f"{scene.name}-{theme}.svg\n")


async def take(shop: Shop, scene: Scene, theme: str) -> list[str]:
    """The rows of the screen, as escape sequences."""
    opened = ["--session", shop.sessions[scene.talk]] if scene.talk else []
    directory = shop.empty_directory if scene.is_empty else shop.directory
    command = [sys.executable, "-m", "octui", "attach", shop.url, "--dir", directory, "--theme", f"octui-{theme}"]
    size = {"columns": scene.columns, "rows": scene.rows}
    async with Terminal(*command, *opened, environment=shop.environment, directory=FOLDER.parent, **size) as terminal:
        await terminal.wait_for("● live")
        await scene.reach(terminal)
        return await _wait_until_still(terminal, hidden=str(shop.home))


async def _wait_until_still(terminal: Terminal, hidden: str) -> list[str]:
    """The finished screen, which shows no path below `hidden`: where the home is, the server tells last."""
    deadline = asyncio.get_running_loop().time() + 20
    before: list[str] = []
    while asyncio.get_running_loop().time() < deadline:
        # With -N, as trailing blanks may be coloured too.
        rows = (await terminal.tmux("capture-pane", "-p", "-e", "-N")).split("\n")[: terminal.size[1]]
        if rows == before and not any(hidden in row for row in rows):
            return rows
        before = rows
        await asyncio.sleep(STILL_SECONDS)
    raise NotFit("\n".join(await terminal.screen()))


if __name__ == "__main__":
    asyncio.run(make(sys.argv[1:]))
