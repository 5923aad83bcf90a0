"""Draws the rows of a diff: plain at once, and in colours as soon as a thread has found them."""

from __future__ import annotations

from itertools import zip_longest
from typing import Final

from rich.segment import Segment
from textual.strip import Strip

from octui.render.code.syntax_highlighting import detect_language
from octui.render.diff.document_rows import Row, RowKind
from octui.render.diff.line_cells import LineCells
from octui.render.diff.styled_lines import style_diff_lines, style_plain_line
from octui.render.text.sanitize import clip_text, measure_width, to_single_line
from octui.render.text.segments import Line, make_strip, pad_line
from octui.render.theme.palette import Palette
from octui.ui.diffs.document import MAX_LINE_LENGTH, DiffDocument, describe_fold, get_side_widths, wrap_comment
from octui.ui.diffs.patch_file import PatchFile

CHUNK: Final = 160
"""Lines that are highlighted at once."""
STRIPS_KEPT: Final = 1_000
CHUNKS_KEPT: Final = 64

Chunk = tuple[int, int]
"""The number of a file, and of a piece of its lines."""


class DiffPainter:
    """Strips of a document's rows, each as wide as its layout says."""

    def __init__(self, document: DiffDocument, palette: Palette, reviewed: frozenset[str] = frozenset()) -> None:
        self._document = document
        self._palette = palette
        self._reviewed = reviewed
        self._styled: dict[Chunk, list[Line]] = {}
        self._wanted: set[Chunk] = set()
        self._strips: dict[int, list[Strip]] = {}
        self._cells: dict[int, LineCells] = {}

    def replace_document(self, document: DiffDocument) -> None:
        """Draw another layout; what was highlighted is kept while the files are the same."""
        if document.files is not self._document.files:
            self._styled.clear()
            self._wanted.clear()
            self._cells.clear()
        self._document = document
        self._strips.clear()

    def mark_reviewed(self, reviewed: frozenset[str]) -> None:
        """Show these contents, by digest, as reviewed."""
        self._reviewed = reviewed
        self._strips.clear()

    def draw_row(self, index: int) -> list[Strip]:
        """The strips of one row of the document."""
        drawn = self._strips.get(index)
        if drawn is None:
            if len(self._strips) >= STRIPS_KEPT:
                self._strips.clear()
            ground = self._palette.background
            lines = self._draw_lines(self._document.rows[index])
            # A context line has no background of its own: the terminal's would show.
            drawn = self._strips[index] = [make_strip(line).apply_style(ground) for line in lines]
        return drawn

    def take_wanted(self) -> list[Chunk]:
        """The pieces that were drawn plain and are still to be highlighted."""
        wanted, self._wanted = sorted(self._wanted), set()
        return wanted

    def style_chunk(self, chunk: Chunk) -> list[Line]:
        """Highlight one piece; may be called in a thread."""
        number, piece = chunk
        file = self._document.files[number]
        lines = file.lines[piece * CHUNK : (piece + 1) * CHUNK]
        # Highlighting is wasted on a line too long to read.
        is_readable = all(len(line.text) <= MAX_LINE_LENGTH for line in lines)
        language = detect_language(file.path) if is_readable else ""
        return style_diff_lines(
            lines, self._palette, language=language, has_only_crlf=file.has_only_crlf, longest=MAX_LINE_LENGTH
        )

    def put_styled(self, files: tuple[PatchFile, ...], styled: dict[Chunk, list[Line]]) -> None:
        """Draw with these colours from now on, unless they are those of an earlier diff."""
        if files is self._document.files:
            self._styled.update(styled)
            for oldest in list(self._styled)[:-CHUNKS_KEPT]:
                del self._styled[oldest]
            self._strips.clear()

    def _draw_lines(self, row: Row) -> list[Line]:
        width, palette = self._document.layout.width, self._palette
        file = self._document.files[row.file]
        match row.kind:
            case RowKind.SPACE:
                return [pad_line([], width, palette.background)]
            case RowKind.FILE:
                return [self._draw_file_heading(file, width)]
            case RowKind.NOTE:
                return [
                    pad_line([Segment(clip_text(f"  {row.text}", width), palette.muted)], width, palette.background)
                ]
            case RowKind.GAP | RowKind.FOLD:
                return [self._draw_divider(describe_fold(file, row), width, is_fold=row.kind is RowKind.FOLD)]
            case RowKind.COMMENT:
                return self._draw_comment(row.text, width)
            case RowKind.LINE:
                return self._draw_code(row, file, width)

    def _draw_file_heading(self, file: PatchFile, width: int) -> Line:
        palette = self._palette
        collapsed = file.path in self._document.layout.collapsed
        counts = [Segment(f"+{file.additions:,}", palette.success), Segment(f" -{file.deletions:,} ", palette.error)]
        if file.digest in self._reviewed:
            counts = [Segment("✓ reviewed  ", palette.success), *counts]
        right = sum(measure_width(segment.text) for segment in counts)
        name = file.path if file.old_path in ("", file.path) else f"{file.old_path} → {file.path}"
        left = f"{'▸' if collapsed else '▾'} {to_single_line(name)}"
        status = f"  {file.status}"
        room = width - right - 1
        shown = clip_text(left, max(4, room - measure_width(status)))
        line = [Segment(shown, palette.strong + palette.text)]
        if measure_width(shown) + measure_width(status) <= room:
            line.append(Segment(status, palette.muted))
        gap = width - sum(measure_width(segment.text) for segment in line) - right
        if gap > 0:
            line += [Segment(" " * gap), *counts]
        ground = palette.panel
        return pad_line([Segment(text, (style or palette.text) + ground) for text, style, _ in line], width, ground)

    def _draw_divider(self, text: str, width: int, *, is_fold: bool) -> Line:
        palette = self._palette
        shown = clip_text(f"  {'▸' if is_fold else '⋯'} {to_single_line(text)}".rstrip(), width)
        return pad_line([Segment(shown, palette.diff_hunk)], width, palette.diff_context)

    def _draw_comment(self, text: str, width: int) -> list[Line]:
        palette = self._palette
        bar = Segment("  ┃ ", palette.accent + palette.surface)
        blank = pad_line([bar], width, palette.surface)
        rows = [
            pad_line([bar, Segment(piece, palette.text + palette.surface)], width, palette.surface)
            for piece in wrap_comment(text, width)
        ]
        return [blank, *rows, blank]

    def _draw_code(self, row: Row, file: PatchFile, width: int) -> list[Line]:
        cells = self._cells.get(row.file)
        if cells is None:
            cells = self._cells[row.file] = LineCells(self._palette, file.digits)
        if not self._document.layout.is_split:
            index = max(row.old, row.new)
            line = file.lines[index]
            return list(cells.layout_cell(line, self._get_code(row.file, file, index), line.new or line.old, width))
        left_width, right_width = get_side_widths(width)
        bar = Segment("│", self._palette.diff_gutter)
        sides: list[list[Line]] = []
        for index, side, room in ((row.old, "old", left_width), (row.new, "new", right_width)):
            if index < 0:
                sides.append([])
                continue
            line = file.lines[index]
            number = line.old if side == "old" else line.new
            sides.append(list(cells.layout_cell(line, self._get_code(row.file, file, index), number, room)))
        return [
            [*(left or cells.make_blank(left_width)), bar, *(right or cells.make_blank(right_width))]
            for left, right in zip_longest(*sides)
        ]

    def _get_code(self, number: int, file: PatchFile, index: int) -> Line:
        chunk = (number, index // CHUNK)
        styled = self._styled.get(chunk)
        if styled is not None:
            return styled[index % CHUNK]
        self._wanted.add(chunk)
        return style_plain_line(
            file.lines[index], self._palette, has_only_crlf=file.has_only_crlf, longest=MAX_LINE_LENGTH
        )
