"""Markdown blocks as rows of styled text, for one palette and any width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from rich.segment import Segment
from rich.style import Style

from octui.render.code.syntax_highlighting import find_highlighted, highlight_code
from octui.render.markdown.nodes import (
    Block,
    BlockQuote,
    CodeBlock,
    Heading,
    InlineMark,
    ListItem,
    NestedBlock,
    Paragraph,
    Prose,
    Rule,
    Table,
)
from octui.render.markdown.table import TableLayout
from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import escape_unseen
from octui.render.text.segments import (
    Line,
    apply_background,
    clip_segments,
    fold_segments,
    measure_line,
    pad_line,
    wrap_segments,
)
from octui.render.theme.palette import Palette

MAX_COLOURED_LINES = 1_000
MAX_COLOURED_TOKENS = 5_000
"""Code with more lines or tokens is coloured line by line: all of it at once would take too long."""
_TOKEN = re.compile(r"\w+|[^\w\s]")
_BULLETS = "•◦▪"
PROSE_COLUMNS = 100
"""Longer lines are hard to read: prose is no wider, while code and tables may be."""
_NARROWEST = 8
"""Cells needed inside a list or a quote; where there are fewer, it is no longer indented."""


class BlockLayout:
    """Draws blocks; what is drawn repeatedly while it grows (open code, tables) is cached for one round."""

    def __init__(self, palette: Palette) -> None:
        self.palette = palette
        # Where no background can be painted, a line on the left marks code.
        self._edges = ("│ ", "│↳") if palette.ansi else (" ", "↳")
        self._styles: dict[tuple[Style, InlineMark], Style] = {}
        self._recent: dict[tuple[str, str], Line] = {}
        self._older: dict[tuple[str, str], Line] = {}

    def rotate_cache(self) -> None:
        self._older, self._recent = self._recent, {}

    def layout_block(self, block: Block, width: int, *, settled: bool, base: Style | None = None) -> list[Line]:
        """The block's rows, none wider than `width`. What is not `settled` may take provisional colours."""
        base = base or self.palette.text
        match block:
            case Paragraph(prose):
                return self.wrap_prose(prose, width, base)
            case Heading(level, prose):
                return self._layout_prose_heading(level, prose, width, base)
            case CodeBlock():
                return self._layout_code(block, width, settled)
            case Table():
                return TableLayout(self.palette, self.style_prose, base).layout_table(block, width)
            case Rule():
                return [[Segment("─" * min(width, PROSE_COLUMNS), self.palette.rule)]]
            case BlockQuote(children):
                return self._layout_quote(children, width, settled)
            case ListItem():
                return self._layout_list_item(block, width, settled, base)
            case _:
                assert_never(block)

    def wrap_prose(self, prose: Prose, width: int, base: Style) -> list[Line]:
        room = min(width, PROSE_COLUMNS)
        return [row for line in self.style_prose(prose, base) for row in wrap_segments(line, room)]

    def style_prose(self, prose: Prose, base: Style) -> list[Line]:
        """Prose as segments, one row for each line the author made."""
        lines: list[Line] = [[]]
        for text, marks, link in prose:
            style = self._combine_marks(base, marks)
            if link:
                style += Style(link=link)
            head, *rest = text.split("\n")
            if head:
                lines[-1].append(Segment(head, style))
            for piece in rest:
                lines.append([Segment(piece, style)] if piece else [])
        return lines

    def layout_code_label(self, language: str, width: int) -> list[Line]:
        """The bar above code that names its language; none where it has no name."""
        name = clip_text(escape_unseen(language), width - 2)
        if not name or width < 4:
            return []
        return [pad_line([Segment(self._edges[0] + name, self.palette.code_label)], width, self.palette.code_label)]

    def layout_code_lines(self, lines: list[Line], width: int) -> list[Line]:
        """Highlighted lines on their panel, folded where they are too long."""
        ground = self.palette.code_background
        edges = [Segment(edge, ground + self.palette.faint) for edge in self._edges] if width > 5 else []
        room = width - len(self._edges[0]) - 1 if edges else width
        result: list[Line] = []
        for line in lines:
            for index, row in enumerate(fold_segments(line, room)):
                result.append(pad_line([*edges[min(index, 1) :][:1], *apply_background(row, ground)], width, ground))
        return result

    def highlight_open_line(self, text: str, language: str) -> Line:
        """A line of code that is still being written, coloured by itself."""
        key = (text, language)
        row = self._recent.get(key) or self._older.get(key) or highlight_code(text, language, self.palette)[0]
        self._recent[key] = row
        return row

    def _layout_code(self, code: CodeBlock, width: int, settled: bool) -> list[Line]:
        if (settled or code.closed) and can_colour_whole(code.lines):
            lines = self._highlight_whole(code) if code.lines else [[]]
        else:
            lines = [self.highlight_open_line(line, code.language) for line in code.lines]
        return self.layout_code_label(code.language, width) + self.layout_code_lines(lines, width)

    def _highlight_whole(self, code: CodeBlock) -> list[Line]:
        """The lines as one piece of code; until its colours are ready, as they were while it was written."""
        text = "\n".join(code.lines)
        rows = find_highlighted(text, code.language, self.palette)
        if rows is not None:
            return rows
        plain = highlight_code(text, "", self.palette)
        keys = [(line, code.language) for line in code.lines]
        return [self._recent.get(key) or self._older.get(key) or row for key, row in zip(keys, plain, strict=True)]

    def _layout_prose_heading(self, level: int, prose: Prose, width: int, base: Style) -> list[Line]:
        style: Style = getattr(self.palette, f"heading_{level}")
        rows = self.wrap_prose(prose, width, base + style)
        if level == 1:
            rows.append([Segment("━" * max(map(measure_line, rows)), style)])
        return rows

    def _layout_quote(self, children: tuple[NestedBlock, ...], width: int, settled: bool) -> list[Line]:
        bar = [Segment("▎ ", self.palette.quote_bar)] if width - 2 >= _NARROWEST else []
        inner = self._stack_blocks(children, width - measure_line(bar), settled, self.palette.quote, airy=True)
        return [[*bar, *row] for row in inner or [[]]]

    def _layout_list_item(self, item: ListItem, width: int, settled: bool, base: Style) -> list[Line]:
        marker = self._make_list_marker(item, base)
        indent = measure_line(marker)
        if width - indent < _NARROWEST:
            return [clip_segments(marker, width), *self._stack_blocks(item.children, width, settled, base)]
        rows = self._stack_blocks(item.children, width - indent, settled, base) or [[]]
        blank = Segment(" " * indent, base)
        return [[*marker, *rows[0]], *([blank, *row] if row else [] for row in rows[1:])]

    def _make_list_marker(self, item: ListItem, base: Style) -> Line:
        style = base + self.palette.list_marker
        bullet = _BULLETS[min(item.depth, len(_BULLETS) - 1)]
        marker = [Segment(f"{bullet} " if item.number is None else f"{item.number}{item.delimiter} ", style)]
        if item.done is not None:
            text, ink = ("[✓] ", self.palette.task_done) if item.done else ("[ ] ", self.palette.muted)
            box = Segment(text, base + ink)
            return [box] if item.number is None else [*marker, box]
        return marker

    def _stack_blocks(
        self, children: tuple[NestedBlock, ...], width: int, settled: bool, base: Style, *, airy: bool = False
    ) -> list[Line]:
        """Blocks below each other, with a blank row between where the author left one (or always, if `airy`)."""
        result: list[Line] = []
        for block, gap in children:
            if result and (gap or (airy and not isinstance(block, ListItem))):
                result.append([])
            result += self.layout_block(block, width, settled=settled, base=base)
        return result

    def _combine_marks(self, base: Style, marks: InlineMark) -> Style:
        style = self._styles.get((base, marks))
        if style is None:
            palette = self.palette
            style = base
            for mark, added in (
                (InlineMark.STRONG, palette.strong),
                (InlineMark.EMPH, palette.emph),
                (InlineMark.STRIKE, palette.strike),
                (InlineMark.CODE, palette.inline_code),
                (InlineMark.LINK, palette.link),
                (InlineMark.IMAGE, palette.image),
                (InlineMark.HOST, palette.link_host),
            ):
                if marks & mark:
                    style += added
            self._styles[base, marks] = style
        return style


def can_colour_whole(lines: Sequence[str]) -> bool:
    """Whether all of this code is coloured quickly at once, as comments and strings of several lines need."""
    if len(lines) > MAX_COLOURED_LINES:
        return False
    text = "\n".join(lines)
    return len(text) <= MAX_COLOURED_TOKENS or len(_TOKEN.findall(text)) <= MAX_COLOURED_TOKENS
