"""Tool calls as they look at three widths, compared with the text files in `snapshots/`.

After a change that is meant to be seen, write them again and read the difference before committing it:

    OCTUI_WRITE_SNAPSHOTS=1 python -m pytest tests/render/tools && git diff tests/render/tools/snapshots

Under each row at 80 columns stands one letter a cell for its colour, as listed in `COLOURS`.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from rich.style import Style
from textual.strip import Strip

from octui.render.blocks import ToolBlock
from octui.render.draw_options import DrawOptions
from octui.render.key_hints import KeyHints
from octui.render.text.cell_width import measure_width
from octui.render.theme.unthemed_palettes import DARK
from octui.render.tools.strips import render_tool
from tests.support.strip_assertions import assert_safe

WIDTHS = (140, 80, 60)
COLOURED_WIDTH = 80
FOLDER = Path(__file__).parent / "snapshots"

BACKGROUNDS = {"+": DARK.diff_added, "-": DARK.diff_removed, "=": DARK.surface}
COLOURS = {
    "t": DARK.text,
    "q": DARK.quote,
    "m": DARK.muted,
    "f": DARK.faint,
    "p": DARK.primary,
    "w": DARK.warning,
    "e": DARK.error,
    "s": DARK.success,
    "b": DARK.border,
    "n": DARK.diff_line_number,
}


class Look(NamedTuple):
    """A call, and whether it is expanded."""

    block: ToolBlock
    expanded: bool = False


def check_looks(tool: str, looks: Mapping[str, Look]) -> None:
    """Compare how these calls look with the snapshot of this name, or write it when that is asked for."""
    text = "\n".join(_describe_look(title, look) for title, look in looks.items())
    file = FOLDER / f"{tool}.txt"
    if os.environ.get("OCTUI_WRITE_SNAPSHOTS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text


def _describe_look(title: str, look: Look) -> str:
    lines = [f"==== {title}{', expanded' if look.expanded else ''}"]
    for width in WIDTHS:
        strips = render_tool(look.block, DrawOptions(width, DARK, look.expanded, KeyHints(expand="enter open")))
        assert_safe(strips, width)
        lines.append(f"---- {width}")
        for strip in strips:
            lines.append(strip.text.rstrip())
            if width == COLOURED_WIDTH:
                lines.append("~" + _describe_colours(strip))
    return "\n".join(lines) + "\n"


def _describe_colours(strip: Strip) -> str:
    letters = "".join(
        letter if character == " " or letter != " " else " "
        for segment in strip
        for character in segment.text
        for letter in [_letter_of(segment.style or Style(), character)] * measure_width(character)
    )
    return letters.rstrip()


def _letter_of(style: Style, character: str) -> str:
    background = next((letter for letter, look in BACKGROUNDS.items() if look.bgcolor == style.bgcolor), "")
    if character == " ":
        return background or " "
    return next((letter for letter, look in COLOURS.items() if look.color == style.color), background or "·")
