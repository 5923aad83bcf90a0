"""A screen as text at three sizes, with its backgrounds in the dark and the light theme: to be reviewed as a diff."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, groupby
from pathlib import Path
from string import ascii_letters
from typing import Final

from textual.color import Color
from textual.geometry import Region
from textual.strip import Strip

from octui.config.settings.registry import THEME, THEME_MODE
from tests.support.drawn_cells import DrawnText
from tests.ui.loop_wakeups import find_unrest
from tests.ui.pictures.gallery import Gallery
from tests.ui.readability import list_readable_regions, list_unreadable

SIZES: Final = ((60, 20), (80, 24), (140, 42))
COLOUR_SIZE: Final = (80, 24)
SNAPSHOTS: Final = Path(__file__).with_name("snapshots")
WRITE: Final = bool(os.environ.get("OCTUI_WRITE_SNAPSHOTS"))

Grid = list[list[str]]
"""The background of each cell."""
Unreadable = tuple[str, float, DrawnText]


@dataclass(frozen=True)
class Picture:
    """A screen as it is recorded, and what of it cannot be read."""

    text: str
    grounds: str = ""
    unreadable: Sequence[Unreadable] = ()

    @property
    def whole(self) -> str:
        return self.text + self.grounds

    @property
    def without_scrollbar(self) -> str:
        return re.sub(r" +[▁▂▃▄▅▆▇█]$", "", self.text, flags=re.M) + self.grounds


async def draw_picture(gallery: Gallery, folder: Path, *, themes: Sequence[str] = ()) -> Picture:
    """What is in front, last at the size that the app begins with; where themes are named, its colours too."""
    live = gallery.live
    sections, grounds, unreadable = [], "", list[Unreadable]()
    for width, height in SIZES:
        await live.pilot.resize_terminal(width, height)
        text = await _draw_text(gallery, folder)
        sections.append(f"== {width}x{height}\n{text}\n")
        if themes and (width, height) == COLOUR_SIZE:
            grounds, unreadable = await _draw_colours(gallery, themes)
    return Picture("".join(sections), grounds, unreadable)


async def _draw_colours(gallery: Gallery, themes: Sequence[str]) -> tuple[str, list[Unreadable]]:
    """The backgrounds in octui's dark and light theme, and whether these and the named ones can be read."""
    app, settings = gallery.live.app, gallery.live.app.context.settings
    chosen, grids, unreadable = settings.get_value(THEME), [], []
    for name, mode in ((chosen, "dark"), (chosen, "light"), *zip(themes, cycle(("light", "dark")), strict=False)):
        settings.change_value(THEME_MODE, mode)
        settings.change_value(THEME, name)
        await gallery.settle()
        grids.append(_read_grounds(gallery))
        unreadable += list_unreadable(app)
    settings.change_value(THEME, chosen)
    settings.change_value(THEME_MODE, "dark")
    return f"== backgrounds, dark/light\n{_describe_grounds(*grids[:2])}", unreadable


async def _draw_text(gallery: Gallery, folder: Path) -> str:
    """The screen in front once nothing changes any more."""
    await gallery.settle()
    assert await find_unrest() == []
    front = _find_front(gallery)
    rows = gallery.live.screen_text.split("\n")[front.y : front.bottom]
    return mask_accidents("\n".join(row[front.x : front.right].rstrip() for row in rows), folder).rstrip()


def _find_front(gallery: Gallery) -> Region:
    """A dialog without what it covers, else the whole screen."""
    return Region.from_union(list_readable_regions(gallery.live.app))


def _read_grounds(gallery: Gallery) -> Grid:
    app, front = gallery.live.app, _find_front(gallery)
    strips = app.screen._compositor.render_strips(app.size)
    return [list(_iterate_grounds(strip))[front.x : front.right] for strip in strips[front.y : front.bottom]]


def _iterate_grounds(strip: Strip) -> Iterator[str]:
    for segment in strip:
        style = segment.style
        colour = (style.color if style.reverse else style.bgcolor) if style else None
        yield from [Color.from_rich_color(colour).hex if colour else "none"] * segment.cell_length


def _describe_grounds(dark: Grid, light: Grid) -> str:
    """For each row with its number, letters for pairs of colours and how many cells each has; alike rows once."""
    letters: dict[str, str] = {}
    rows: list[tuple[int, str]] = []
    for number, pair in enumerate(zip(dark, light, strict=True)):
        colours = [f"{one}/{other}" for one, other in zip(*pair, strict=True)]
        row = " ".join(
            f"{letters.setdefault(colour, ascii_letters[len(letters)])}{sum(1 for _ in run)}"
            for colour, run in groupby(colours)
        )
        if not rows or rows[-1][1] != row:
            rows.append((number, row))
    legend = " ".join(f"{letter}={colour}" for colour, letter in letters.items())
    return "\n".join([*(f"{number:3} {row}" for number, row in rows), legend, ""])


def list_differences(pictures: dict[str, str]) -> dict[str, str]:
    """The pictures that are not as they were recorded; recording, all are."""
    if WRITE:
        SNAPSHOTS.mkdir(exist_ok=True)
        for name, picture in pictures.items():
            (SNAPSHOTS / name).write_text(picture)
    return {
        name: picture
        for name, picture in pictures.items()
        if not (SNAPSHOTS / name).exists() or (SNAPSHOTS / name).read_text() != picture
    }


DURATIONS: Final = (
    (r"\b(\d+m )?\d+(\.\d+)?( ?ms|s)\b", "0s"),
    (r"\b(just now|\d+m ago)\b", "just now"),
    (r"\b(now|\d+m)$|\b(now|\d+m)(?= )", "now"),
)


def mask_accidents(text: str, folder: Path) -> str:
    """The text without what differs from run to run; what a row is filled up with counts for nothing where it did."""
    text = text.replace(folder.name, re.sub(r"\w{8}$", "x" * 8, folder.name))
    text = re.sub(r"127\.0\.0\.1:\d{5}", "127.0.0.1:40960", text)
    text = re.sub(r"\b\d\d:\d\d\b", "12:00", text)
    text = re.sub(r"\b[0-9a-f]{40}\b", "0" * 40, text)
    text = re.sub(r"(scripted-title)-\w{6}\b", r"\1-xxxxxx", text)
    text = re.sub(r"\d+ of \d+ kinds *", "many of some kinds ", text)
    text = re.sub(r"(Terminal ·) \w+ · (\S+) ─*", r"\1 sh · \2 ", text)
    return "\n".join(map(_mask_durations, text.split("\n")))


def _mask_durations(row: str) -> str:
    found = 0
    for pattern, mask in DURATIONS:
        row, number = re.subn(pattern, mask, row)
        found += number
    return re.sub(r" {2,}", "  ", row) if found else row
