"""A file next to a list: shown once the cursor has rested on it for a moment."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from octui.render.files.picture import can_draw_pictures
from octui.render.text.sanitize import escape_message
from octui.ui.files.bar_texts import render_title_bar
from octui.ui.files.file_view import FileView
from octui.ui.files.loaded_file import LoadedFile
from octui.ui.files.messages import FileWanted
from octui.ui.files.picture_view import PictureView
from octui.ui.files.text_matches import LineMatches
from octui.ui.screens.presence import has_widgets

REST_SECONDS: Final = 0.15
NO_FILE: Final = "Move to a file to preview it."


class FilePreview(Vertical):
    """Reads nothing while it is not displayed; the file it shows is kept until another one is wanted."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.path = ""
        """The file that is wanted; `""` for none."""
        self._goal = 0
        self._matches = LineMatches("")
        self._loaded: LoadedFile | None = None
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static("", classes="preview--title", markup=False)
        yield Static("", classes="file-problem", markup=False)
        yield PictureView()
        view = FileView()
        view.can_focus = False
        yield view

    def preview_path(self, path: str, line: int | None = None, matches: LineMatches | None = None) -> None:
        """Show a file, at a line counted from one and with these matches marked."""
        self._goal, self._matches = (line or 1) - 1, matches or LineMatches("")
        if path == self.path and path and self._loaded is not None:
            self._go_to_goal()
            return
        self.path = path
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if not path:
            self._show(None)
        elif self.display and self.size.width:
            self._rest = self.set_timer(REST_SECONDS, self._request_file)

    def on_resize(self) -> None:
        if self.path and self._loaded is None and self._rest is None and self.size.width:
            self._request_file()
        self._show_title()

    def show_file(self, loaded: LoadedFile) -> None:
        """What the server said about it; too late for another file."""
        if has_widgets(self) and self.path and loaded.path == self.path:
            self._show(loaded)

    def _request_file(self) -> None:
        self._rest = None
        if self.path:
            self.post_message(FileWanted(self.path, self, is_preview=True))

    def _show(self, loaded: LoadedFile | None) -> None:
        self._loaded = loaded
        draws = loaded is not None and bool(loaded.picture) and can_draw_pictures()
        view, picture = self.query_one(FileView), self.query_one(PictureView)
        picture.display = draws
        view.display = loaded is not None and not draws and not loaded.problem
        line = self.query_one(".file-problem", Static)
        line.update(escape_message(loaded.problem) if loaded is not None else "")
        line.display = loaded is not None and bool(loaded.problem)
        self._show_title()
        if loaded is not None:
            view.show_lines(loaded.lines, numbered=loaded.is_text)
            if draws:
                picture.show_picture(loaded.picture)
            self._go_to_goal()

    def _show_title(self) -> None:
        loaded = self._loaded
        title = Content.styled(NO_FILE, "$foreground-muted")
        if loaded is not None:
            title = render_title_bar(loaded.path, "", loaded.kind, self.size.width - 2)
        self.query_one(".preview--title", Static).update(title)

    def _go_to_goal(self) -> None:
        view = self.query_one(FileView)
        view.shows_cursor = bool(self._matches.words) or self._goal > 0
        view.show_matches(self._matches)
        view.go_to_line(self._goal)
