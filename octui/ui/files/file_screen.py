"""The file viewer: one file of the server, to read, search, copy from, and mention in the prompt."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from octui.render.files.picture import can_draw_pictures
from octui.render.text.counts import format_count
from octui.render.text.sanitize import escape_message
from octui.store import selectors
from octui.store.store import Store
from octui.ui.files.bar_texts import describe_requests, render_title_bar
from octui.ui.files.file_view import FileView
from octui.ui.files.input_bar import LineBar
from octui.ui.files.line_range import format_place, parse_line_range
from octui.ui.files.loaded_file import LoadedFile
from octui.ui.files.messages import BrowseFolder, FileAbandoned, FileEdited, FileMentioned, FileWanted
from octui.ui.files.picture_view import PictureView
from octui.ui.files.text_matches import FoundMatches, LineMatches, search_lines
from octui.ui.input.key_bindings import GLOBAL_COMMANDS, make_bindings, make_command_bindings
from octui.ui.key_hints import fit_hints, style_hint_line
from octui.ui.keymap import KeyContext
from octui.ui.messages import CopyText, StoreChanged
from octui.ui.screens.presence import has_widgets
from octui.ui.workers import start_worker

SEARCH, GO_TO = "/", ":"
_HINTS: Final = (
    ("file.find", "search"),
    ("file.select", "select"),
    ("file.mention", "mention"),
    ("file.copy", "copy"),
    ("file.go_to", "line"),
    ("file.wrap", "wrap"),
    ("file.quote", "quote"),
    ("file.edit", "edit"),
    ("file.tree", "folder"),
)
_PROBLEM_HINTS: Final = (("file.reload", "reload"), ("file.tree", "folder"), ("file.copy.path", "copy path"))
_BYTES_HINTS: Final = (("file.mention", "mention"), ("file.edit", "edit"), *_PROBLEM_HINTS)


class FileScreen(Screen[None]):
    """Opened at a path; `show_file` takes what the server says about it."""

    AUTO_FOCUS = "FileView"
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_command_bindings(GLOBAL_COMMANDS),
        *make_bindings(
            KeyContext.FILE_LINES,
            {
                "file.find": "ask_search",
                "file.find.next": "find(1)",
                "file.find.previous": "find(-1)",
                "file.go_to": "ask_line",
                "file.mention": "mention",
                "file.quote": "quote",
                "file.copy": "copy_lines",
                "file.copy.all": "copy_file",
                "file.copy.path": "copy_path",
                "file.edit": "edit",
                "file.bytes": "toggle_bytes",
                "file.reload": "reload",
                "file.tree": "browse",
                "file.leave": "leave",
            },
        ),
    ]

    def __init__(self, store: Store, path: str, line: int | None = None, last: int | None = None) -> None:
        """`line` and `last` are counted from one."""
        super().__init__()
        self._store = store
        self.path = path
        self._goal = (line, last)
        self._loaded: LoadedFile | None = None
        self._found = FoundMatches()
        self._origin = 0
        """The line to which a cancelled search or an abandoned line number returns."""
        self._shows_bytes = False

    def compose(self) -> ComposeResult:
        yield Static("", classes="file-title", markup=False)
        yield Static("", classes="file-problem", markup=False)
        yield PictureView(id="picture")
        yield FileView(id="file")
        yield LineBar(id="file-bar")

    @property
    def view(self) -> FileView:
        return self.query_one(FileView)

    @property
    def bar(self) -> LineBar:
        return self.query_one(LineBar)

    @property
    def loaded(self) -> LoadedFile | None:
        """What is shown; None until the server answered."""
        return self._loaded

    def on_mount(self) -> None:
        self._show_body()
        self.post_message(FileWanted(self.path, self))
        self.call_after_refresh(self._show_state)

    def open_line(self, line: int | None, last: int | None = None) -> None:
        """Go to lines of the file that is shown already."""
        self._goal = (line, last)
        self._go_to_goal()

    def show_file(self, loaded: LoadedFile) -> None:
        """Show what the server said; after reading the same file again, where it was."""
        if not has_widgets(self):
            return
        again = self._loaded is not None and not self._loaded.problem
        line = self.view.cursor_line
        self._loaded = loaded
        self.path = loaded.path
        self._found = FoundMatches()
        self.view.show_lines(loaded.lines, numbered=loaded.is_text)
        self._show_body()
        if again:
            self.view.go_to_line(line)
        else:
            self._go_to_goal()
        self._show_state()

    def _go_to_goal(self) -> None:
        line, last = self._goal
        if self._loaded is not None and not self._loaded.problem and line is not None:
            self.view.go_to_line(line - 1, last - 1 if last is not None else None)

    def _show_body(self) -> None:
        loaded = self._loaded
        problem = loaded.problem if loaded is not None else f"Reading {self.path} …"
        if loaded is not None and loaded.picture and not can_draw_pictures():
            problem = 'To see pictures here, install Pillow: pip install "octui[images]"'
        line = self.query_one(".file-problem", Static)
        line.update(escape_message(problem))
        line.display = bool(problem)
        draws = loaded is not None and bool(loaded.picture) and can_draw_pictures() and not self._shows_bytes
        picture = self.query_one(PictureView)
        picture.display = draws
        self.view.set_class(draws, "-covered")
        if loaded is not None and draws:
            picture.show_picture(loaded.picture)

    # The bars.

    @on(StoreChanged)
    def _on_store_changed(self, message: StoreChanged) -> None:
        message.stop()
        self._show_state()

    @on(FileView.CursorMoved)
    def _on_cursor_moved(self, message: FileView.CursorMoved) -> None:
        message.stop()
        self._show_state()

    @on(events.Resize)
    def _on_resized(self) -> None:
        self.call_after_refresh(self._show_state)

    def _show_state(self) -> None:
        if not has_widgets(self):
            return
        loaded, width = self._loaded, self.size.width - 2
        requests = describe_requests(len(selectors.list_pending_requests(self._store.state)))
        kind = loaded.kind if loaded is not None else ""
        bar = render_title_bar(self.path, kind, self._describe_place(), width, warning=requests)
        self.query_one(".file-title", Static).update(bar)
        if self.bar.is_asking:
            self.bar.show_text(self._found.describe_place() if self.bar.sign == SEARCH else self._describe_range())
        elif self._found.matches.words:
            matches = self._found.describe_place()
            hints = fit_hints(
                (("file.find.next file.find.previous", "next"), ("file.find", "search")),
                (("file.leave", "end"),),
                width - len(matches) - 2,
            )
            self.bar.show_text(Content.assemble(f"{matches}  ", style_hint_line(hints)))
        else:
            verb = "drop" if self.view.selected_lines else "cancel" if loaded is None else "close"
            self.bar.show_text(style_hint_line(fit_hints(self._list_hints(), (("file.leave", verb),), width)))

    def _list_hints(self) -> Sequence[tuple[str, str]]:
        """What can be done with what is shown."""
        if self._is_readable():
            return _HINTS
        loaded = self._loaded
        if loaded is None:
            return ()
        if loaded.problem:
            return _PROBLEM_HINTS
        turn = (("file.bytes", "picture" if self._shows_bytes else "bytes"),) if loaded.picture else ()
        return (*turn, *_BYTES_HINTS)

    def _describe_place(self) -> str:
        loaded = self._loaded
        if loaded is None or loaded.problem or not loaded.is_text:
            return ""
        if selected := self.view.selected_lines:
            count = selected[1] - selected[0] + 1
            return f"{format_count(count, 'line')} selected"
        return f"{'wrap · ' if self.view.wraps_lines else ''}{self.view.cursor_line + 1:,}/{len(loaded.lines):,}"

    def _describe_range(self) -> str:
        return f"1-{max(1, len(self.view.lines)):,}"

    # Search, and going to a line.

    def action_ask_search(self) -> None:
        if self._is_readable():
            self._origin = self.view.cursor_line
            self.bar.ask_input(SEARCH, self._found.matches.words)
            self._show_state()

    def action_ask_line(self) -> None:
        if self._is_readable():
            self._origin = self.view.cursor_line
            self.bar.ask_input(GO_TO)
            self._show_state()

    @on(LineBar.Typed)
    def _follow_input(self, message: LineBar.Typed) -> None:
        message.stop()
        if message.sign == SEARCH:
            start_worker(self, self._search(message.text), group="search", exclusive=True)
        elif (lines := parse_line_range(message.text)) is not None:
            self.view.go_to_line(lines[0] - 1, lines[1] - 1 if lines[1] else None)

    @on(LineBar.Accepted)
    def _end_input(self, message: LineBar.Accepted) -> None:
        message.stop()
        if message.sign == GO_TO and message.text.strip() and parse_line_range(message.text) is None:
            self.bar.show_text(f"a number from {self._describe_range()}, or a range such as 3-9")
            return
        self.bar.end_input()
        self.view.focus()
        self._show_state()

    @on(LineBar.Cancelled)
    def _cancel_input(self, message: LineBar.Cancelled) -> None:
        message.stop()
        self.bar.end_input()
        self.view.focus()
        if message.sign == SEARCH:
            self._show_matches(LineMatches(""), None)
        self.view.go_to_line(self._origin)

    async def _search(self, words: str) -> None:
        lines, is_current = self.view.lines.lines, True

        def is_wanted() -> bool:
            return is_current

        try:
            matches = await asyncio.to_thread(search_lines, lines, words, is_wanted)
        finally:
            is_current = False
        self._show_matches(matches, matches.find_from(self._origin))

    def _show_matches(self, matches: LineMatches, number: int | None) -> None:
        self._found = FoundMatches(matches, number)
        self.view.show_matches(matches)
        if number is not None:
            self.view.go_to_match(number)
        elif matches.words:
            self.view.go_to_line(self._origin)
        self._show_state()

    def action_find(self, step: int) -> None:
        """To the next match: in its line, from line to line, and from the end to the beginning."""
        found = self._found
        if not found.matches.words:
            self.action_ask_search()
        elif found.matches.places:
            self._show_matches(found.matches, found.find_next(self.view.cursor_line, step))

    # What is done with it.

    def action_mention(self) -> None:
        if self._loaded is not None and (self._is_readable() or not self._loaded.problem):
            self.post_message(FileMentioned(self.path, self._read_selection()))

    def action_quote(self) -> None:
        if self._is_readable():
            first, last = self.view.selected_lines or (self.view.cursor_line, self.view.cursor_line)
            quote = self.view.get_text(first, last)
            self.post_message(FileMentioned(self.path, (first + 1, last + 1), quote))

    def action_copy_lines(self) -> None:
        if self._is_readable():
            first, last = self.view.selected_lines or (self.view.cursor_line, self.view.cursor_line)
            label = f"line {first + 1}" if first == last else f"lines {first + 1} to {last + 1}"
            self.post_message(CopyText(self.view.get_text(first, last), label))
            self.view.drop_selection()

    def action_copy_file(self) -> None:
        if self._is_readable():
            self.post_message(CopyText(self.view.get_text(0, len(self.view.lines)), "the file"))

    def action_copy_path(self) -> None:
        lines = self._read_selection()
        self.post_message(CopyText(format_place(self.path, lines), "the path"))

    def action_edit(self) -> None:
        if self._loaded is not None and not self._loaded.problem:
            self.post_message(FileEdited(self._loaded, self.view.cursor_line + 1, self))

    def action_toggle_bytes(self) -> None:
        if self._loaded is not None and self._loaded.picture:
            self._shows_bytes = not self._shows_bytes
            self._show_body()
            self._show_state()

    def action_reload(self) -> None:
        self.post_message(FileWanted(self.path, self))

    def action_browse(self) -> None:
        self.post_message(BrowseFolder(self.path))

    def action_leave(self) -> None:
        if self._found.matches.words:
            self._found = FoundMatches()
            self.view.show_matches(self._found.matches)
        elif self.view.selected_lines:
            self.view.drop_selection()
        else:
            if self._loaded is None:
                self.post_message(FileAbandoned(self))
            self.dismiss()

    def _read_selection(self) -> tuple[int, int] | None:
        selected = self.view.selected_lines
        return (selected[0] + 1, selected[1] + 1) if selected else None

    def _is_readable(self) -> bool:
        """Whether there is a text: not while it is read, nor for a picture or other bytes."""
        return self._loaded is not None and not self._loaded.problem and self._loaded.is_text
