"""Files on the left, their changes on the right: what the diff viewer and the preview of an undo have in common."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Static

from octui.render.text.sanitize import escape_message
from octui.render.theme.palette import Palette
from octui.ui.diffs.file_tree import FileTree
from octui.ui.diffs.header import DiffHeader, NoteLines
from octui.ui.diffs.keys import make_diff_help
from octui.ui.diffs.patch_file import PatchFile
from octui.ui.diffs.patch_view import PatchView
from octui.ui.key_hints import style_hint_line

NARROW: Final = 90
"""The width in cells below which the tree and the changes are not shown at once."""

Result = TypeVar("Result")


class ChangesScreen(Screen[Result]):
    """Has the actions that move in the files and in their changes; what they are is up to who shows them."""

    AUTO_FOCUS = "PatchView"

    def __init__(self) -> None:
        super().__init__()
        self._is_tree_wanted = True
        self._reviewed: frozenset[str] = frozenset()

    def compose(self) -> ComposeResult:
        palette = self._make_palette()
        yield DiffHeader()
        yield NoteLines(id="diff-notes", markup=False)
        with Horizontal(id="diff-body"):
            yield FileTree(palette, id="diff-tree")
            yield PatchView(palette, id="diff-patch")
        yield Static("", id="diff-state", markup=False)
        yield Static("", id="diff-keys", markup=False)

    @property
    def patch_view(self) -> PatchView:
        return self.query_one(PatchView)

    @property
    def file_tree(self) -> FileTree:
        return self.query_one(FileTree)

    @property
    def files(self) -> tuple[PatchFile, ...]:
        """The files shown."""
        return ()

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, self._on_theme_changed)
        self._arrange()

    def on_resize(self) -> None:
        self._arrange()
        self.show_hints()

    def show_hints(self) -> None:
        """Say which keys there are; called when the focus or the width changed."""

    def write_hints(self, hints: str) -> None:
        self.query_one("#diff-keys", Static).update(style_hint_line(hints))

    def show_files(self, files: tuple[PatchFile, ...], reviewed: frozenset[str] = frozenset()) -> None:
        self.file_tree.show_files(files)
        self.patch_view.show_files(files)
        self.mark_reviewed(reviewed)
        self._arrange()

    def mark_reviewed(self, digests: frozenset[str]) -> None:
        self._reviewed = digests
        self.file_tree.mark_reviewed(digests)
        self.patch_view.mark_reviewed(digests)

    def show_sentence(self, sentence: str) -> None:
        """Show a sentence instead of changes; an empty one gives them their place back."""
        state = self.query_one("#diff-state", Static)
        state.display = bool(sentence)
        self.query_one("#diff-body").display = not sentence
        state.update(escape_message(sentence))

    def _arrange(self) -> None:
        """Where there is no room for both, the tree has the place of the changes while it has the focus."""
        is_narrow = self.size.width < NARROW
        tree = self.file_tree
        in_tree = self.focused is tree
        has_choice = len(self.files) > 1
        tree.display = in_tree if is_narrow else self._is_tree_wanted and has_choice
        tree.set_class(is_narrow, "-alone")
        self.patch_view.display = not (is_narrow and in_tree)

    @on(events.DescendantFocus)
    def _focus_moved(self) -> None:
        self._arrange()
        self.show_hints()

    def _on_theme_changed(self, _: object) -> None:
        palette = self._make_palette()
        self.file_tree.change_palette(palette)
        self.patch_view.change_palette(palette, self._reviewed)

    def _make_palette(self) -> Palette:
        return Palette.from_theme(self.app.theme_variables, self.app.current_theme.dark)

    @on(PatchView.Moved)
    def _cursor_moved(self, message: PatchView.Moved) -> None:
        message.stop()
        index = self.patch_view.current_index
        if index >= 0 and self.focused is not self.file_tree:
            self.file_tree.highlight_file(index)

    @on(FileTree.FileReached)
    def _file_reached(self, message: FileTree.FileReached) -> None:
        message.stop()
        self._show_file(message.file)

    @on(FileTree.FileChosen)
    def _file_chosen(self, message: FileTree.FileChosen) -> None:
        message.stop()
        self._show_file(message.file)
        self._focus_patch()

    def _show_file(self, file: int) -> None:
        view = self.patch_view
        if view.wanted_layout.only_file is not None:
            view.change_layout(replace(view.wanted_layout, only_file=file))
        view.go_to_index(file)

    def _focus_patch(self) -> None:
        # A widget that is not displayed cannot be focused.
        self.patch_view.display = True
        self.patch_view.focus()

    # Moving.

    def action_move(self, rows: int, select: bool = False) -> None:
        if self.focused is self.file_tree:
            self.file_tree.move_cursor(rows)
        else:
            self.patch_view.move_cursor(rows, select=select)

    def action_page(self, pages: float) -> None:
        (self.file_tree if self.focused is self.file_tree else self.patch_view).move_page(pages)

    def action_end(self, last: bool) -> None:
        (self.file_tree if self.focused is self.file_tree else self.patch_view).move_to_end(last=last)

    def action_hunk(self, step: int) -> None:
        view = self.patch_view
        if not view.go_to_hunk(step) and view.wanted_layout.only_file is not None:
            self.action_file(step)

    def action_file(self, step: int) -> None:
        view = self.patch_view
        if view.wanted_layout.only_file is None:
            view.go_to_file(step)
            return
        index = view.wanted_layout.only_file + step
        if 0 <= index < len(self.files):
            self._show_file(index)

    def action_fold(self) -> None:
        if self.focused is self.file_tree:
            self.file_tree.toggle_row()
        else:
            self.patch_view.toggle_fold()

    def action_set_open(self, is_open: bool) -> None:
        if self.focused is self.file_tree:
            self.file_tree.set_open(is_open)
        elif (file := self.patch_view.current_file) is not None:
            self.patch_view.set_collapsed(file.path, not is_open)

    def action_toggle_folders(self) -> None:
        self.file_tree.toggle_all_folders()

    def action_switch_focus(self) -> None:
        tree = self.file_tree
        if self.focused is tree or not self.files:
            self._focus_patch()
        else:
            self._is_tree_wanted = tree.display = True
            tree.focus()

    def action_toggle_tree(self) -> None:
        if self.size.width < NARROW:
            self.action_switch_focus()
            return
        self._is_tree_wanted = not self.file_tree.display
        self._focus_patch()
        self._arrange()

    # How it is shown.

    def action_toggle_view(self) -> None:
        self.patch_view.set_split(not self.patch_view.is_split)

    def action_single(self) -> None:
        view = self.patch_view
        only = None if view.wanted_layout.only_file is not None else max(view.current_index, 0)
        view.change_layout(replace(view.wanted_layout, only_file=only))

    def action_keys(self) -> None:
        self.app.push_screen(make_diff_help())
