"""The tree of changed files next to a diff: how much changed in each, and which were reviewed."""

from __future__ import annotations

from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from octui.render.text.sanitize import clip_text, measure_width, to_single_line
from octui.render.text.segments import Line, make_strip, measure_line, pad_line
from octui.render.theme.palette import Palette
from octui.render.theme.selected_text import select_line
from octui.ui.diffs.patch_file import PatchFile
from octui.ui.diffs.tree_rows import TreeRow, list_folder_paths, list_tree_rows

INDENT = 2


class FileTree(ScrollView, can_focus=True, inherit_bindings=False):
    """Has a cursor on a row; only the rows in view are drawn."""

    FOCUS_ON_CLICK = False

    @dataclass
    class FileReached(Message):
        """The cursor moved to a file."""

        file: int

    @dataclass
    class FileChosen(Message):
        """Enter or a click on a file."""

        file: int

    def __init__(self, palette: Palette, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._palette = palette
        self._files: tuple[PatchFile, ...] = ()
        self._reviewed: frozenset[str] = frozenset()
        self._closed_folders: set[str] = set()
        self._rows: list[TreeRow] = []
        self._cursor = 0

    @property
    def rows(self) -> list[TreeRow]:
        return self._rows

    @property
    def cursor_row(self) -> TreeRow | None:
        return self._rows[self._cursor] if self._cursor < len(self._rows) else None

    def show_files(self, files: tuple[PatchFile, ...]) -> None:
        self._files = files
        self._rebuild_rows()

    def mark_reviewed(self, digests: frozenset[str]) -> None:
        self._reviewed = digests
        self.refresh()

    def change_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.refresh()

    def highlight_file(self, file: int) -> None:
        """Move the cursor to a file without saying so, or to the closed folder it is in."""
        for index, row in enumerate(self._rows):
            inside = row.file < 0 and not row.is_open and self._files[file].path.startswith(f"{row.path}/")
            if row.file == file or inside:
                self._move_to(index)
                return

    def move_cursor(self, rows: int) -> None:
        self._move_to(self._cursor + rows)
        self._report_file()

    def move_page(self, pages: float) -> None:
        self.move_cursor(round(pages * max(1, self.size.height - 1)))

    def move_to_end(self, *, last: bool) -> None:
        self._move_to(len(self._rows) - 1 if last else 0)
        self._report_file()

    def toggle_row(self) -> None:
        """Choose the file, or open or close the folder."""
        row = self.cursor_row
        if row is None:
            return
        if row.file >= 0:
            self.post_message(self.FileChosen(row.file))
        else:
            self.set_open(not row.is_open)

    def set_open(self, is_open: bool) -> None:
        """Open or close the folder under the cursor; closing goes to the folder of a file first."""
        row = self.cursor_row
        if row is None:
            return
        if not is_open and (row.file >= 0 or not row.is_open):
            parents = [index for index in range(self._cursor) if self._rows[index].depth < row.depth]
            self._move_to(parents[-1] if parents else self._cursor)
        elif row.file < 0:
            self._closed_folders = self._closed_folders - {row.path} if is_open else self._closed_folders | {row.path}
            self._rebuild_rows()

    def toggle_all_folders(self) -> None:
        """Open every folder; or close all, when none is closed."""
        self._closed_folders = set() if self._closed_folders else list_folder_paths(self._files)
        self._rebuild_rows()

    def _rebuild_rows(self) -> None:
        before = self.cursor_row
        self._rows = list_tree_rows(self._files, self._closed_folders)
        self.virtual_size = Size(0, max(1, len(self._rows)))
        same = [index for index, row in enumerate(self._rows) if before is not None and row.path == before.path]
        self._move_to(same[0] if same else self._cursor)

    def _move_to(self, index: int) -> None:
        self._cursor = max(0, min(index, len(self._rows) - 1))
        height = self.size.height
        if height and not self.scroll_y <= self._cursor < self.scroll_y + height:
            self.scroll_to(y=self._cursor if self._cursor < self.scroll_y else self._cursor - height + 1, animate=False)
        self.refresh()

    def _report_file(self) -> None:
        row = self.cursor_row
        if row is not None and row.file >= 0:
            self.post_message(self.FileReached(row.file))

    # Painting.

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        index = y + round(self.scroll_y)
        ground = self._palette.background
        if index >= len(self._rows):
            return Strip([Segment(" " * width, ground)], width)
        row = self._rows[index]
        left = self._draw_folder(row) if row.file < 0 else self._draw_file(row, width)
        if index == self._cursor:
            ground = self._palette.selection if self.has_focus else self._palette.panel
            left = select_line(left, ground)
        return make_strip(pad_line(left, width, ground)).crop(0, width)

    def _draw_folder(self, row: TreeRow) -> Line:
        text = f" {' ' * (INDENT * row.depth)}{'▾' if row.is_open else '▸'} {to_single_line(row.name)}/"
        return [Segment(text, self._palette.muted + self._palette.background)]

    def _draw_file(self, row: TreeRow, width: int) -> Line:
        palette, file = self._palette, self._files[row.file]
        styles = {"A": palette.success, "D": palette.error, "R": palette.info, "C": palette.info}
        is_reviewed = file.digest in self._reviewed
        right = [
            Segment(f" +{file.additions:,}", palette.success),
            Segment(f" -{file.deletions:,}", palette.error),
            Segment(" ✓" if is_reviewed else "  ", palette.success),
        ]
        lead = f" {' ' * (INDENT * row.depth)}"
        room = width - measure_width(lead) - 2 - measure_line(right)
        if room < 8:
            right = right[2:]
            room = width - measure_width(lead) - 2 - measure_line(right)
        name = clip_text(to_single_line(row.name), max(1, room))
        left = [
            Segment(lead),
            Segment(f"{file.letter} ", styles.get(file.letter, palette.warning)),
            Segment(name, palette.muted if is_reviewed else palette.text),
            Segment(" " * max(0, room - measure_width(name))),
        ]
        return [Segment(text, palette.background + (style or palette.text)) for text, style, _ in [*left, *right]]

    def watch_has_focus(self, _has_focus: bool) -> None:
        super().watch_has_focus(_has_focus)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        index = -1 if offset is None else offset.y + round(self.scroll_y)
        if 0 <= index < len(self._rows):
            event.stop()
            self._move_to(index)
            self.toggle_row()
