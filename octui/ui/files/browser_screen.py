"""The file browser: the project's folders as a tree, read when they are opened, with a filter and a preview."""

import asyncio
import posixpath
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from octui.store.store import Store
from octui.ui.files.bar_texts import describe_hidden
from octui.ui.files.folders.tree import FolderTree
from octui.ui.files.list_screen import FileListScreen
from octui.ui.files.messages import FileMentioned, FolderWanted, MarksWanted, PathsWanted, WalkWanted
from octui.ui.files.path_filter import FilteredPaths, build_filtered, filter_folders
from octui.ui.files.preview import FilePreview
from octui.ui.files.row_view import RowView
from octui.ui.input.key_bindings import GLOBAL_COMMANDS, make_bindings, make_command_bindings
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import CopyText, OpenFile
from octui.ui.pickers.picker import FilterInput
from octui.ui.screens.presence import has_widgets
from octui.ui.workers import start_worker

FILTER_DELAY: Final = 0.12
"""Seconds without a letter after which the server is asked for what matches."""
_HINTS: Final = (
    ("tree.open", "open"),
    ("tree.mention", "mention"),
    ("tree.collapse tree.expand", "folder"),
    ("tree.changed", "changed"),
    ("tree.ignored", "ignored"),
    ("tree.copy", "copy path"),
    ("tree.reload", "reload"),
)


@dataclass(slots=True)
class BrowserPlace:
    """Where the browser was in a directory, for the next time."""

    tree: FolderTree = field(default_factory=FolderTree)
    path: str = ""


class FileBrowser(FileListScreen):
    """The filter always has the focus; keys that mean nothing in it move in the tree."""

    LABEL = "Files"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]
    AUTO_FOCUS = "FilterInput"
    key_contexts = (KeyContext.FILE_TREE,)
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_command_bindings(GLOBAL_COMMANDS[2:]),
        *make_bindings(
            KeyContext.FILE_TREE,
            {
                "tree.previous": "move(-1)",
                "tree.next": "move(1)",
                "tree.page.up": "page(-1)",
                "tree.page.down": "page(1)",
                "tree.first": "go_to_end(-1)",
                "tree.last": "go_to_end(1)",
                "tree.open": "open",
                "tree.mention": "mention",
                "tree.copy": "copy_path",
                "tree.changed": "toggle_changed",
                "tree.ignored": "toggle_ignored",
                "tree.reload": "reload",
                "tree.leave": "leave",
            },
            priority=True,
        ),
    ]

    def __init__(self, store: Store, place: BrowserPlace, format_title: Callable[[], str]) -> None:
        super().__init__(store, format_title)
        self._place = place
        self._filtered: FilteredPaths | None = None
        self._found: tuple[str, tuple[str, ...]] = ("", ())
        """The last query the server answered, and the paths it found."""
        self._hidden = 0
        self._only_changed = False
        self._is_walking = False
        self._delay: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static("", classes="file-title", markup=False)
        yield FilterInput(placeholder="Filter", classes="files--filter", compact=True, select_on_focus=False)
        with Horizontal(classes="files--body"):
            yield RowView(id="tree")
            yield FilePreview(id="preview-pane")
        yield Static("", classes="file-problem", markup=False)
        yield Static("", classes="files--hints", markup=False)

    @property
    def folders(self) -> FolderTree:
        return self._place.tree

    @property
    def selected_path(self) -> str:
        """The path under the cursor, with a final slash for a folder; `""` for none."""
        row = self.rows.cursor
        if self._filtered is not None:
            return self._filtered.paths[row] if 0 <= row < len(self._filtered.paths) else ""
        if not 0 <= row < len(self.folders.rows):
            return ""
        node = self.folders.rows[row][0]
        return f"{node.path}/" if node.is_directory else node.path

    def on_mount(self) -> None:
        self.action_reload()
        self.call_after_refresh(self._show_tree)

    def reveal_path(self, path: str) -> None:
        """Open the folders above a path, a folder with a final slash too, and put the cursor on it."""
        if has_widgets(self):
            self._drop_filter()
        folder = posixpath.dirname(path)
        while folder:
            self._open_folder(folder)
            folder = posixpath.dirname(folder)
        self._place.path = path.rstrip("/")
        self._show_tree()

    # What the server says.

    def show_folders(self, tree: FolderTree) -> None:
        """A folder was read into the tree, or could not be, or the marks of its files came."""
        if tree is self.folders:
            self._show_tree()

    def show_found(self, query: str, paths: tuple[str, ...], hidden: int) -> None:
        """The paths the server found for a filter, and how many it kept back."""
        if has_widgets(self) and query == self._query:
            self._found = (query, paths)
            self._hidden = hidden
            self._start_filter()

    def show_walk(self, tree: FolderTree) -> None:
        """More folders were read for the filter, or the last of them."""
        if tree is self.folders and has_widgets(self):
            self._is_walking = tree.unwalked is None
            self._start_filter()

    def _show_tree(self) -> None:
        self.folders.build_rows()
        if not has_widgets(self):
            # What the server says may come after the browser was closed.
            return
        if self._filtered is None:
            self.rows.show_rows(self.folders, self.folders.find_row(self._place.path) or 0)
        self.show_state()

    # The filter.

    @property
    def _query(self) -> str:
        return self.query_one(FilterInput).value.strip()

    @on(Input.Changed)
    def _apply_filter(self, event: Input.Changed) -> None:
        event.stop()
        if self._delay is not None:
            self._delay.stop()
            self._delay = None
        if query := self._query:
            self._start_filter()
            self._delay = self.set_timer(FILTER_DELAY, lambda: self._ask_server(query))
        else:
            self._end_filter()

    def _ask_server(self, query: str) -> None:
        self.post_message(PathsWanted(query, self))
        self._start_walk()

    def _start_walk(self) -> None:
        """The server's search leaves out what git ignores: the folders themselves are read for it, once."""
        if not (self._is_walking or self.folders.hides_ignored or self.folders.unwalked is not None):
            self._is_walking = True
            self.post_message(WalkWanted(self.folders, self))

    def _start_filter(self) -> None:
        if self._query or self._only_changed:
            start_worker(self, self._filter_paths(self._query), group="filter", exclusive=True)

    async def _filter_paths(self, query: str) -> None:
        server_paths = self._found[1] if self._found[0] == query else ()
        marks = self.folders.marks
        if self._only_changed:
            known = [(path, False) for path, mark in marks.items() if mark.isalpha()]
            self._filtered = await asyncio.to_thread(build_filtered, query, known, (), marks)
        else:
            # A folder may have tens of thousands of entries: they are listed in the thread too.
            folders, hides_ignored = self.folders.list_known(), self.folders.hides_ignored
            self._filtered = await asyncio.to_thread(filter_folders, query, folders, server_paths, marks, hides_ignored)
        self.rows.show_rows(self._filtered)
        self.show_state()

    def _end_filter(self) -> None:
        if self._only_changed:
            self._start_filter()
            return
        self._drop_filter()
        self._show_tree()

    def _drop_filter(self) -> None:
        self.workers.cancel_group(self, "filter")
        self._only_changed, self._filtered = False, None
        with self.prevent(Input.Changed):
            self.query_one(FilterInput).value = ""

    # The bars.

    @on(RowView.CursorMoved)
    def _on_cursor_moved(self, message: RowView.CursorMoved) -> None:
        message.stop()
        path = self.selected_path
        if self._filtered is None and path:
            self._place.path = path.rstrip("/")
        self.query_one(FilePreview).preview_path("" if path.endswith("/") else path)
        self.show_state()

    def show_state(self) -> None:
        if not has_widgets(self):
            return
        note = self._describe_search() if self._query else ""
        last = ("tree.leave", "all" if self._query or self._only_changed else "close")
        self.show_bars(note, self._describe_count(), self._describe_problem(), _HINTS, last=last)

    def _describe_search(self) -> str:
        """What the filter does not find, or not yet."""
        if not (hidden := describe_hidden(self._hidden)) and self._is_walking and not self._only_changed:
            return "reading more folders …"
        unread = self.folders.unwalked if not self.folders.hides_ignored else 0
        return hidden or (f"ignored files of {unread:,} folders left out" if unread else "")

    def _describe_count(self) -> str:
        filtered = self._filtered
        if filtered is None:
            changed = sum(mark.isalpha() for mark in self.folders.marks.values())
            return f"{changed:,} changed" if changed else self.folders.marks_problem
        more = f" of {filtered.total:,}" if filtered.total > len(filtered.paths) else ""
        return f"{len(filtered.paths):,}{more} match{'' if filtered.total == 1 else 'es'}"

    def _describe_problem(self) -> str:
        if self._filtered is not None:
            if self._filtered.paths:
                return ""
            if "" not in self.folders.children and not self._only_changed:
                return next(iter(self.folders.problems.values()), "Reading …")
            so_far = " so far" if self._is_walking and not self._only_changed else ""
            if not self._query:
                return self.folders.marks_problem or "No file differs from the last commit."
            return f"Nothing matches “{self._query}”{so_far}."
        if self.folders.problems:
            return next(iter(self.folders.problems.values()))
        if "" in self.folders.children:
            # Servers show a folder that does not exist as an empty one.
            return "" if self.folders.rows else "The server sees no files in this folder."
        return "Reading …"

    # Keys.

    async def on_key(self, event: events.Key) -> None:
        """Left and right move in the text while there is one, and open and close folders otherwise."""
        steps = {"tree.expand": self._expand, "tree.collapse": self._collapse}
        keys = get_keymap()
        step = steps.get(keys.find_command_id(KeyContext.FILE_TREE, event.key))
        if step is not None and self._filtered is None and not self._query:
            event.stop()
            event.prevent_default()
            step()

    @on(RowView.Picked)
    def action_open(self) -> None:
        path = self.selected_path
        if not path.endswith("/"):
            if path:
                self.post_message(OpenFile(path))
        elif self._filtered is not None:
            self.reveal_path(path)
        elif path.rstrip("/") in self.folders.opened:
            self._collapse()
        else:
            self._expand()

    def _expand(self) -> None:
        path = self.selected_path
        if not path.endswith("/"):
            return
        folder = path.rstrip("/")
        if folder in self.folders.opened:
            self.rows.move_cursor(1 if self.folders.children.get(folder) else 0)
            return
        self._open_folder(folder)
        self._show_tree()

    def _open_folder(self, folder: str) -> None:
        self.folders.opened.add(folder)
        if folder not in self.folders.children and folder not in self.folders.loading:
            self._request_folder(folder)

    def _collapse(self) -> None:
        folder = self.selected_path.rstrip("/")
        if folder in self.folders.opened:
            self.folders.opened.discard(folder)
        elif parent := posixpath.dirname(folder):
            self._place.path = parent
        self._show_tree()

    def _request_folder(self, folder: str) -> None:
        self.folders.loading.add(folder)
        self.post_message(FolderWanted(folder, self.folders, self))

    def action_mention(self) -> None:
        if path := self.selected_path:
            self.post_message(FileMentioned(path))

    def action_copy_path(self) -> None:
        if path := self.selected_path:
            self.post_message(CopyText(path.rstrip("/"), "the path"))

    def action_toggle_changed(self) -> None:
        self._only_changed = not self._only_changed
        if self._only_changed or self._query:
            self._start_filter()
        else:
            self._end_filter()

    def action_toggle_ignored(self) -> None:
        self.folders.hides_ignored = not self.folders.hides_ignored
        self._show_tree()
        self._start_filter()
        if self._query:
            self._start_walk()

    def action_reload(self) -> None:
        """Read every folder that is open again, and what differs from the last commit."""
        self.folders.problems.clear()
        self.folders.forget_walk()
        self._is_walking = False
        for folder in {"", *self.folders.opened}:
            self._request_folder(folder)
        self.post_message(MarksWanted(self.folders, self))
        self._show_tree()
        if has_widgets(self) and self._query:
            self._start_walk()

    def action_leave(self) -> None:
        if self._query or self._only_changed:
            self._drop_filter()
            self._show_tree()
        else:
            self.dismiss()
