"""The changes of a diff, to read and to point at: one widget, however many lines."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from octui.render.diff.diff_lines import DiffLine
from octui.render.diff.diff_strips import SPLIT_WIDTH
from octui.render.diff.document_rows import RowKind
from octui.render.theme.palette import Palette
from octui.render.theme.selected_text import select_line
from octui.ui.diffs.comments import LineComment
from octui.ui.diffs.document import DiffDocument, DiffLayout, build_document
from octui.ui.diffs.painter import Chunk, DiffPainter
from octui.ui.diffs.patch_cursor import PatchCursor, Pointed
from octui.ui.diffs.patch_file import PatchFile
from octui.ui.workers import start_worker

MIN_SPLIT_WIDTH: Final = 40
GUTTER: Final = 1
LANDING: Final = 2
"""Rows above a hunk that stay in view when it is jumped to."""


class PatchView(ScrollView, can_focus=True, inherit_bindings=False):
    """Has a cursor on a row, and a range of rows while one is selected; never moves by itself."""

    FOCUS_ON_CLICK = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"patch-view--gutter"}

    @dataclass
    class WholeFilesWanted(Message):
        """Lines are to be shown that the patch does not have."""

    @dataclass
    class Moved(Message):
        """The cursor is elsewhere, or what it is on changed."""

    def __init__(self, palette: Palette, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._palette = palette
        self._document = DiffDocument()
        self._painter = DiffPainter(self._document, palette)
        self._diff_layout = DiffLayout(0)
        self._files: tuple[PatchFile, ...] = ()
        self._split: bool | None = None
        """None as long as the width decides."""
        self._cursor = PatchCursor()

    # What is shown.

    @property
    def document(self) -> DiffDocument:
        return self._document

    @property
    def cursor(self) -> int:
        """The row the cursor is on, by its index in the document."""
        return self._cursor.index

    @property
    def is_split(self) -> bool:
        return self._diff_layout.is_split

    @property
    def is_selecting(self) -> bool:
        return self._cursor.is_selecting

    @property
    def current_file(self) -> PatchFile | None:
        row = self._cursor.row
        return self._document.files[row.file] if row is not None else None

    @property
    def current_index(self) -> int:
        """The number of the file the cursor is in; -1 without files."""
        row = self._cursor.row
        return row.file if row is not None else -1

    @property
    def cursor_text(self) -> str:
        """The comment the cursor is on; empty elsewhere."""
        row = self._cursor.row
        return row.text if row is not None and row.kind is RowKind.COMMENT else ""

    def show_files(self, files: tuple[PatchFile, ...]) -> None:
        """Show another diff, from its beginning; the place is kept where the same file is in it."""
        place = self._cursor.find_place()
        only = self._diff_layout.only_file
        if only is not None:
            path = self._files[only].path if only < len(self._files) else ""
            only = next((number for number, file in enumerate(files) if file.path == path), 0)
        self._files = files
        self._diff_layout = replace(self._diff_layout, opened_folds=frozenset(), only_file=only)
        self._lay_out(place)

    def change_layout(self, layout: DiffLayout) -> None:
        """Lay out in another way; the cursor stays on its line."""
        if layout != self._diff_layout:
            self._diff_layout = layout
            self._lay_out(self._cursor.find_place())

    @property
    def wanted_layout(self) -> DiffLayout:
        """The layout as it was last asked for; change it with `change_layout`."""
        return self._diff_layout

    def set_split(self, split: bool | None) -> None:
        """Side by side or not; None leaves it to the width."""
        self._split = split
        self.change_layout(self._fit_layout())

    def show_comments(self, comments: Sequence[LineComment]) -> None:
        self.change_layout(replace(self._diff_layout, comments=tuple(comments)))

    def mark_reviewed(self, digests: frozenset[str]) -> None:
        self._painter.mark_reviewed(digests)
        self.refresh()

    def change_palette(self, palette: Palette, reviewed: frozenset[str]) -> None:
        self._palette = palette
        self._painter = DiffPainter(self._document, palette, reviewed)
        self.refresh()

    def get_pointed(self) -> Pointed | None:
        """What the cursor or the selected range is on."""
        return self._cursor.find_pointed()

    def list_pointed_lines(self) -> tuple[DiffLine, ...]:
        pointed = self.get_pointed()
        return tuple(pointed.file.lines[index] for index in pointed.lines) if pointed is not None else ()

    # Moving.

    def move_cursor(self, rows: int, *, select: bool = False) -> None:
        """Move by rows that can be pointed at; `select` extends the range, by no rows begins or drops one."""
        if select and not rows:
            self.toggle_range()
            return
        self._go_to_row(self._cursor.find_target(rows, select=select))

    def toggle_range(self) -> None:
        """Begin a range at the cursor, or drop it."""
        self._cursor.toggle_range()
        self.refresh()
        self.post_message(self.Moved())

    def drop_range(self) -> bool:
        """Whether there was a range to drop."""
        had_range = self._cursor.drop_range()
        if had_range:
            self.refresh()
            self.post_message(self.Moved())
        return had_range

    def move_page(self, pages: float) -> None:
        """Move the cursor by a page, or half of one, and the view with it."""
        rows = round(pages * max(1, self.size.height - 1))
        y = self._document.tops[self._cursor.index] + rows if self._document.rows else 0
        self.scroll_to(y=self.scroll_y + rows, animate=False)
        target = self._document.find_row_at(max(0, min(y, self._document.height - 1)))
        self._go_to_row(self._cursor.settle_index(target, 1 if rows > 0 else -1))

    def move_to_end(self, *, last: bool) -> None:
        rows = len(self._document.rows)
        self._go_to_row(self._cursor.settle_index(rows - 1 if last else 0, -1 if last else 1))
        if not last:
            self.scroll_to(y=0, animate=False)

    def go_to_hunk(self, step: int) -> bool:
        """Whether there is a next, or previous, hunk; the cursor is at its first change then."""
        row = self._document.find_hunk_row(self._cursor.index, step)
        return self._land_on_row(row)

    def go_to_file(self, step: int) -> bool:
        """Whether there is a next, or previous, file among those shown."""
        here = self._document.file_rows.get(self.current_index, -1)
        return self._land_on_row(self._document.find_file_row(here, step), above=0)

    def go_to_index(self, file: int) -> None:
        """Go to the heading of a file."""
        self._land_on_row(self._document.file_rows.get(file, -1), above=0)

    def toggle_fold(self) -> bool:
        """Open or close what the cursor is on: folded lines, or a file; whether there was something."""
        row = self._cursor.row
        if row is None:
            return False
        path = self._document.files[row.file].path
        if row.kind is RowKind.FOLD:
            self.change_layout(
                replace(self._diff_layout, opened_folds=self._diff_layout.opened_folds | {(path, row.old, row.new)})
            )
        elif row.kind is RowKind.FILE:
            self.set_collapsed(path, path not in self._diff_layout.collapsed)
        elif row.kind is RowKind.GAP:
            self.post_message(self.WholeFilesWanted())
        else:
            return False
        return True

    def set_collapsed(self, path: str, collapsed: bool) -> None:
        """Show only the heading of a file, or all of it."""
        others = self._diff_layout.collapsed - {path}
        self.change_layout(replace(self._diff_layout, collapsed=others | {path} if collapsed else others))

    def _go_to_row(self, row: int) -> None:
        if not 0 <= row < len(self._document.rows):
            return
        self._cursor.index = row
        top, bottom = self._document.tops[row], self._document.tops[row + 1]
        height = max(1, self.size.height)
        # The first row in view may be covered by the name of the file.
        covered = 0 if self._document.rows[row].kind is RowKind.FILE else 1
        if top < self.scroll_y + covered:
            self.scroll_to(y=top - covered, animate=False)
        elif bottom > self.scroll_y + height:
            self.scroll_to(y=min(top, bottom - height), animate=False)
        self.refresh()
        self.post_message(self.Moved())

    def _land_on_row(self, row: int, *, above: int = LANDING) -> bool:
        if row < 0:
            return False
        self.drop_range()
        self.scroll_to(y=max(0, self._document.tops[row] - above), animate=False)
        self._go_to_row(row)
        return True

    # Laying out, in a thread.

    def _fit_layout(self) -> DiffLayout:
        width = max(0, self.scrollable_content_region.width - GUTTER)
        wanted = width >= SPLIT_WIDTH if self._split is None else self._split
        return replace(self._diff_layout, width=width, is_split=wanted and width >= MIN_SPLIT_WIDTH)

    def _lay_out(self, place: tuple[str, int] | None) -> None:
        if self._diff_layout.width > 0:
            start_worker(self, self._lay_out_in_thread(place), group="layout", exclusive=True)

    async def _lay_out_in_thread(self, place: tuple[str, int] | None) -> None:
        files, layout = self._files, self._diff_layout
        document = await asyncio.to_thread(build_document, files, layout)
        self._document = document
        self._painter.replace_document(document)
        self._cursor.enter_document(document, place)
        self.virtual_size = Size(layout.width, document.height)
        self._go_to_row(self._cursor.index)
        self.refresh()
        self.post_message(self.Moved())

    def on_resize(self) -> None:
        self.change_layout(self._fit_layout())

    # Painting.

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        at = y + round(self.scroll_y)
        document = self._document
        index = document.find_row_at(at)
        ground = self._palette.background
        if index < 0 or document.layout.width + GUTTER != width:
            return Strip([Segment(" " * width, ground)], width)
        if y == 0:
            index = self._find_covering_row(index)
        drawn = self._painter.draw_row(index)
        strip = drawn[min(max(at - document.tops[index], 0), len(drawn) - 1)]
        self._request_styles()
        first, last = self._cursor.selected_range
        if not first <= index <= last:
            return Strip([Segment(" ", ground), *strip], width)
        has_focus = self.has_focus
        mark = "▌" if index == self._cursor.index else "▎"
        bar = self._palette.primary if has_focus else self._palette.muted
        selected = self._palette.selection if has_focus else Style()
        return Strip([Segment(mark, ground + bar), *select_line(strip, selected)], width)

    def _find_covering_row(self, index: int) -> int:
        """The first row in view, or the heading of its file: which file is read stays in sight."""
        row = self._document.rows[index]
        return index if row.kind is RowKind.SPACE else self._document.file_rows.get(row.file, index)

    def _request_styles(self) -> None:
        if wanted := self._painter.take_wanted():
            start_worker(self, self._style_in_thread(wanted), group="styles")

    async def _style_in_thread(self, wanted: list[Chunk]) -> None:
        painter, files = self._painter, self._document.files

        def style_chunks() -> dict[Chunk, list[list[Segment]]]:
            return {chunk: painter.style_chunk(chunk) for chunk in wanted}

        styled = await asyncio.to_thread(style_chunks)
        painter.put_styled(files, styled)
        self.refresh()

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is None:
            return
        event.stop()
        row = self._document.find_row_at(offset.y + round(self.scroll_y))
        if row >= 0:
            self.drop_range()
            self._go_to_row(self._cursor.settle_index(row, 1))
        self.focus()
