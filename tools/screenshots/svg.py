"""Renders a terminal screen as a portable SVG, without external fonts, scripts or styles.

Text uses any available monospaced font, with each run stretched to the cells it occupies. Lines and blocks, which must
join between cells, are drawn instead.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from io import StringIO
from itertools import groupby
from typing import Final

from rich.ansi import AnsiDecoder
from rich.cells import cell_len
from rich.console import Console
from rich.style import Style

CELL: Final = (8.4, 18.0)
"""Width and height of a cell; the font size is 14."""

MARGIN: Final = 10.0
BASELINE: Final = 13.5
FONTS: Final = "ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace"

DRAWN: Final = {
    "─": (0.0, 0.47, 1.0, 0.06),
    "━": (0.0, 0.44, 1.0, 0.12),
    "│": (0.45, 0.0, 0.1, 1.0),
    "┃": (0.4, 0.0, 0.2, 1.0),
    "▐": (0.5, 0.0, 0.5, 1.0),
    "▀": (0.0, 0.0, 1.0, 0.5),
    "▔": (0.0, 0.0, 1.0, 0.125),
    **{block: (0.0, 1 - eighths / 8, 1.0, eighths / 8) for eighths, block in enumerate("▁▂▃▄▅▆▇█", 1)},
    **{block: (0.0, 0.0, eighths / 8, 1.0) for eighths, block in enumerate("▏▎▍▌▋▊▉", 1)},
}
"""Left, top, width and height within a cell."""

TURNS: Final = {"╭": (1, 1), "╮": (-1, 1), "╰": (1, -1), "╯": (-1, -1)}
"""Directions of a rounded corner's ends from the middle of its cell, to the right and down."""


@dataclass(frozen=True)
class Ink:
    fill: str
    ground: str
    bold: bool = False
    italic: bool = False
    line: str = ""

    @property
    def attributes(self) -> str:
        weight = ' font-weight="bold"' if self.bold else ""
        slant = ' font-style="italic"' if self.italic else ""
        return f'fill="{self.fill}"{weight}{slant}' + (f' text-decoration="{self.line}"' if self.line else "")


@dataclass(frozen=True)
class Run:
    """Adjacent characters with equal attributes; `width` is in cells."""

    text: str
    ink: Ink
    column: int
    row: int

    @property
    def width(self) -> int:
        return cell_len(self.text)


def render_svg(painted: Sequence[str], columns: int, title: str) -> str:
    """Render the rows of a screen, given as escape sequences, as a picture."""
    runs = [run for row, line in enumerate(_decoded(painted)) for run in _runs(line, row)]
    ground = _page(runs)
    width, height = (columns * CELL[0] + 2 * MARGIN, len(painted) * CELL[1] + 2 * MARGIN)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{ground}"/>',
            f'<g transform="translate({MARGIN:g} {MARGIN:g})">',
            '<g shape-rendering="crispEdges">',
            *_grounds(runs, ground),
            *_drawn(runs),
            "</g>",
            f'<g font-family="{FONTS}" font-size="14" xml:space="preserve">',
            *_written(runs),
            *_corners(runs),
            "</g>",
            "</g>",
            "</svg>",
            "",
        ]
    )


def _page(runs: Sequence[Run]) -> str:
    """The background colour of most cells."""
    cells: Counter[str] = Counter()
    for run in runs:
        cells[run.ink.ground] += run.width
    return cells.most_common(1)[0][0]


def _decoded(painted: Sequence[str]) -> Iterator[list[tuple[str, Ink]]]:
    console = Console(file=StringIO(), color_system="truecolor", width=1000)
    # One decoder for all rows: tmux emits only changes of attributes.
    decoder = AnsiDecoder()
    for line in painted:
        text = decoder.decode_line(line)
        text.end = ""
        yield [(segment.text, _ink(segment.style or Style())) for segment in text.render(console)]


def _ink(style: Style) -> Ink:
    fill = style.color.get_truecolor().hex if style.color else "#808080"
    ground = style.bgcolor.get_truecolor(foreground=False).hex if style.bgcolor else "#000000"
    if style.reverse:
        fill, ground = ground, fill
    line = "underline" if style.underline else "line-through" if style.strike else ""
    return Ink(fill, ground, bool(style.bold), bool(style.italic), line)


def _runs(line: list[tuple[str, Ink]], row: int) -> Iterator[Run]:
    column = 0
    for text, ink in line:
        for _, letters in groupby(text, key=DRAWN.get):
            run = Run("".join(letters), ink, column, row)
            column += run.width
            yield run


def _grounds(runs: Sequence[Run], page: str) -> Iterator[str]:
    for (row, ground), group in groupby(runs, key=lambda run: (run.row, run.ink.ground)):
        same = list(group)
        if ground != page:
            cells = sum(run.width for run in same)
            yield _rectangle(same[0].column, row, cells, (0.0, 0.0, 1.0, 1.0), ground)


def _drawn(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        if shape := DRAWN.get(run.text[0]):
            left, _, width, _ = shape
            if left == 0.0 and width == 1.0:
                yield _rectangle(run.column, run.row, run.width, shape, run.ink.fill)
            else:
                for cell in range(run.width):
                    yield _rectangle(run.column + cell, run.row, 1, shape, run.ink.fill)


def _written(runs: Sequence[Run]) -> Iterator[str]:
    """Position each word separately, so that differing glyph widths cannot shift text far from its cells."""
    for run in runs:
        if run.text[0] in DRAWN:
            continue
        for word in re.finditer(r"[^ ╭╮╰╯]+" if not run.ink.line else r".+", run.text):
            x = (run.column + cell_len(run.text[: word.start()])) * CELL[0]
            y = run.row * CELL[1] + BASELINE
            length = cell_len(word[0]) * CELL[0]
            yield f'<text x="{x:.5g}" y="{y:g}" textLength="{length:.5g}" {run.ink.attributes}>{escape(word[0])}</text>'


def _corners(runs: Sequence[Run]) -> Iterator[str]:
    for run in runs:
        for place, letter in enumerate(run.text):
            if turn := TURNS.get(letter):
                x, y = ((run.column + place + 0.5) * CELL[0], (run.row + 0.5) * CELL[1])
                along, down = (turn[0] * CELL[0] / 2, turn[1] * CELL[1] / 2)
                curve = f"M{x + along:g} {y:g}Q{x:g} {y:g} {x:g} {y + down:g}"
                yield f'<path d="{curve}" fill="none" stroke="{run.ink.fill}"/>'


def _rectangle(column: int, row: int, cells: int, shape: tuple[float, float, float, float], fill: str) -> str:
    left, top, width, height = shape
    x, y = (column + left) * CELL[0], (row + top) * CELL[1]
    return (
        f'<rect x="{x:.5g}" y="{y:.5g}" width="{width * cells * CELL[0]:.5g}"'
        f' height="{height * CELL[1]:.5g}" fill="{fill}"/>'
    )
