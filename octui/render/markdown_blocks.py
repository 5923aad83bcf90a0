"""Markdown blocks as rows of styled text, for one palette and any width."""

from __future__ import annotations

from typing import assert_never

from rich.segment import Segment
from rich.style import Style

from octui.render.cells import clip
from octui.render.code import highlight, inert
from octui.render.lines import Line, clipped, flowed, folded, line_width, on, padded
from octui.render.markdown_nodes import Block, Child, Code, Heading, Item, Mark, Paragraph, Prose, Quote, Rule, Table
from octui.render.palette import Palette
from octui.render.table import TableDrawing

_BULLETS = "•◦▪"
_NARROWEST = 8
"""Cells left for what is inside a list or a quote; where there are fewer, it is no longer set in."""


class Drawing:
    """Draws blocks; what is drawn again while it grows (open code, tables) is remembered for one round."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        # Where no background can be painted, a line at the left holds code together.
        self._edges = ("│ ", "│↳") if palette.ansi else (" ", "↳")
        self._styles: dict[tuple[Style, Mark], Style] = {}
        self._recent: dict[tuple[str, str], Line] = {}
        self._older: dict[tuple[str, str], Line] = {}

    def next_round(self) -> None:
        self._older, self._recent = self._recent, {}

    def rows(self, block: Block, width: int, *, settled: bool, base: Style | None = None) -> list[Line]:
        """The block's rows, none wider than `width`. What is not `settled` may take provisional colours."""
        base = base or self.palette.text
        match block:
            case Paragraph(prose):
                return self.wrapped(prose, width, base)
            case Heading(level, prose):
                return self._heading(level, prose, width, base)
            case Code():
                return self._code(block, width, settled)
            case Table():
                return TableDrawing(self.palette, self.ink, base).rows(block, width)
            case Rule():
                return [[Segment("─" * width, self.palette.rule)]]
            case Quote(children):
                return self._quote(children, width, settled)
            case Item():
                return self._item(block, width, settled, base)
            case _:
                assert_never(block)

    def wrapped(self, prose: Prose, width: int, base: Style) -> list[Line]:
        return [row for line in self.ink(prose, base) for row in flowed(line, width)]

    def ink(self, prose: Prose, base: Style) -> list[Line]:
        """Prose as segments, one row for each line the author made."""
        lines: list[Line] = [[]]
        for text, marks, link in prose:
            style = self._style(base, marks)
            if link:
                style += Style(link=link)
            head, *rest = text.split("\n")
            if head:
                lines[-1].append(Segment(head, style))
            for piece in rest:
                lines.append([Segment(piece, style)] if piece else [])
        return lines

    def code_label(self, language: str, width: int) -> list[Line]:
        """The bar above code that names its language; none where it has no name."""
        name = clip(inert(language), width - 2)
        if not name or width < 4:
            return []
        return [padded([Segment(self._edges[0] + name, self.palette.code_label)], width, self.palette.code_label)]

    def code_rows(self, lines: list[Line], width: int) -> list[Line]:
        """Highlighted lines on their panel, folded where they are too long."""
        ground = self.palette.code_background
        edges = [Segment(edge, ground + self.palette.faint) for edge in self._edges] if width > 5 else []
        room = width - len(self._edges[0]) - 1 if edges else width
        result: list[Line] = []
        for line in lines:
            for index, row in enumerate(folded(line, room)):
                result.append(padded([*edges[min(index, 1) :][:1], *on(row, ground)], width, ground))
        return result

    def one_line(self, text: str, language: str) -> Line:
        """A line of code that is still being written, coloured by itself."""
        key = (text, language)
        row = self._recent.get(key) or self._older.get(key) or highlight(text, language, self.palette)[0]
        self._recent[key] = row
        return row

    def _code(self, code: Code, width: int, settled: bool) -> list[Line]:
        if settled or code.closed:
            lines = highlight("\n".join(code.lines), code.language, self.palette) if code.lines else [[]]
        else:
            lines = [self.one_line(line, code.language) for line in code.lines]
        return self.code_label(code.language, width) + self.code_rows(lines, width)

    def _heading(self, level: int, prose: Prose, width: int, base: Style) -> list[Line]:
        style: Style = getattr(self.palette, f"heading_{level}")
        rows = self.wrapped(prose, width, base + style)
        if level == 1:
            rows.append([Segment("━" * max(map(line_width, rows)), style)])
        return rows

    def _quote(self, children: tuple[Child, ...], width: int, settled: bool) -> list[Line]:
        bar = [Segment("▎ ", self.palette.quote_bar)] if width - 2 >= _NARROWEST else []
        inner = self._stack(children, width - line_width(bar), settled, self.palette.quote, airy=True)
        return [[*bar, *row] for row in inner or [[]]]

    def _item(self, item: Item, width: int, settled: bool, base: Style) -> list[Line]:
        marker = self._marker(item, base)
        indent = line_width(marker)
        if width - indent < _NARROWEST:
            return [clipped(marker, width), *self._stack(item.children, width, settled, base)]
        rows = self._stack(item.children, width - indent, settled, base) or [[]]
        blank = Segment(" " * indent, base)
        return [[*marker, *rows[0]], *([blank, *row] if row else [] for row in rows[1:])]

    def _marker(self, item: Item, base: Style) -> Line:
        style = base + self.palette.list_marker
        bullet = _BULLETS[min(item.depth, len(_BULLETS) - 1)]
        marker = [Segment(f"{bullet} " if item.number is None else f"{item.number}{item.delimiter} ", style)]
        if item.done is not None:
            text, ink = ("[✓] ", self.palette.task_done) if item.done else ("[ ] ", self.palette.muted)
            box = Segment(text, base + ink)
            return [box] if item.number is None else [*marker, box]
        return marker

    def _stack(
        self, children: tuple[Child, ...], width: int, settled: bool, base: Style, *, airy: bool = False
    ) -> list[Line]:
        """Blocks one under the other, with a blank row between where the author left one (or always, if `airy`)."""
        result: list[Line] = []
        for block, gap in children:
            if result and (gap or (airy and not isinstance(block, Item))):
                result.append([])
            result += self.rows(block, width, settled=settled, base=base)
        return result

    def _style(self, base: Style, marks: Mark) -> Style:
        style = self._styles.get((base, marks))
        if style is None:
            palette = self.palette
            style = base
            for mark, added in (
                (Mark.STRONG, palette.strong),
                (Mark.EMPH, palette.emph),
                (Mark.STRIKE, palette.strike),
                (Mark.CODE, palette.inline_code),
                (Mark.LINK, palette.link),
                (Mark.IMAGE, palette.image),
                (Mark.HOST, palette.link_host),
            ):
                if marks & mark:
                    style += added
            self._styles[base, marks] = style
        return style
