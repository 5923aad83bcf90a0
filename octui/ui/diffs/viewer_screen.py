"""The diff viewer: files on the left, their changes on the right; to read, to mark, to comment and to reject."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Final, Protocol

from textual import on
from textual.binding import BindingType

from octui.ui.diffs.changes_screen import NARROW, ChangesScreen
from octui.ui.diffs.comments import LineComment
from octui.ui.diffs.header import DiffHeader, NoteLines
from octui.ui.diffs.keys import DIFF_ACTIONS, format_diff_hints
from octui.ui.diffs.loading import DiffRequest, DiffSource, LoadedDiff
from octui.ui.diffs.patch_file import PatchFile
from octui.ui.diffs.patch_view import PatchView
from octui.ui.input.key_bindings import make_bindings
from octui.ui.key_hints import format_first_key
from octui.ui.keymap import KeyContext
from octui.ui.messages import CopyText, OpenFile, StoreChanged
from octui.ui.workers import start_worker

FROM_GIT: Final = (DiffSource.WORKING_TREE, DiffSource.BRANCH)


class DiffServices(Protocol):
    """What the viewer has others do."""

    async def read_diff(self, wanted: DiffRequest) -> LoadedDiff:
        """Read a diff; if that is impossible, its `empty` says why."""

    @property
    def stacks_diffs(self) -> bool:
        """Whether old and new are never side by side at first, however much room there is."""

    def get_reviewed(self) -> frozenset[str]: ...
    def set_reviewed(self, digest: str, is_reviewed: bool) -> None: ...
    def get_comments(self) -> tuple[LineComment, ...]: ...
    def set_comments(self, comments: tuple[LineComment, ...]) -> None: ...
    def count_requests(self) -> int: ...
    def reject_hunk(self, file: PatchFile, first_change: int, viewer: DiffScreen) -> None: ...
    def write_comments_prompt(self, comments: tuple[LineComment, ...]) -> None: ...


class DiffScreen(ChangesScreen[None]):
    """Shows one source at a time; comments and marks outlive a change of the source."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(KeyContext.DIFF, DIFF_ACTIONS),
        *make_bindings(
            KeyContext.APP,
            {
                "command.palette.show": "app.command('command.palette.show')",
                "help.show": "app.command('help.show')",
                "app.quit": "app.quit_key",
            },
        ),
    ]

    def __init__(self, services: DiffServices, source: DiffSource) -> None:
        super().__init__()
        self._services = services
        self._wanted = DiffRequest(source)
        self._loaded = LoadedDiff(source)

    @property
    def files(self) -> tuple[PatchFile, ...]:
        return self._loaded.files

    @property
    def loaded(self) -> LoadedDiff:
        return self._loaded

    def on_mount(self) -> None:
        if self._services.stacks_diffs:
            self.patch_view.set_split(False)
        self.patch_view.show_comments(self._services.get_comments())
        self.reload_diff()

    # What is shown.

    def reload_diff(self) -> None:
        """Read the source again."""
        self._show_header()
        key = "" if self._wanted.tracked_only else format_first_key("diff.tracked_only")
        way_out = f"{key} leaves untracked files out" if key and self._wanted.source in FROM_GIT else ""
        self.query_one(DiffHeader).show_work("reading", way_out)
        self.show_sentence("Reading the diff …" if not self._loaded.files else "")
        start_worker(self, self._read_diff(), group="diff", exclusive=True)

    async def _read_diff(self) -> None:
        self.show_diff(await self._services.read_diff(self._wanted))

    def show_diff(self, loaded: LoadedDiff) -> None:
        """Show a diff that was read."""
        self._loaded = loaded
        self.query_one(DiffHeader).show_work("")
        self.show_files(loaded.files, self._services.get_reviewed())
        self.show_sentence("" if loaded.files else loaded.empty)
        self.query_one(NoteLines).show_notes((loaded.left_out,) if loaded.files and loaded.left_out else ())
        self._show_header()

    def _show_header(self) -> None:
        header = self.query_one(DiffHeader)
        notice = f" · {self._loaded.notice}" if self._loaded.notice else ""
        title = f"{self._loaded.title}{notice}" if self._loaded.source is self._wanted.source else ""
        header.show_choices("Diff", tuple(DiffSource), self._wanted.source, title)
        files = self._loaded.files
        marks = self._services.get_reviewed()
        header.show_counts(
            files,
            reviewed=sum(file.digest in marks for file in files),
            comments=len(self._services.get_comments()),
            requests=self._services.count_requests(),
        )

    def show_hints(self) -> None:
        hints = format_diff_hints(
            self.size.width - 2,
            has_comments=bool(self._services.get_comments()),
            is_tree=self.focused is self.file_tree,
        )
        self.write_hints(hints)

    @on(StoreChanged)
    def _store_changed(self, message: StoreChanged) -> None:
        message.stop()
        self._show_header()

    # How it is shown.

    def action_switch_source(self, step: int) -> None:
        sources = list(DiffSource)
        source = sources[(sources.index(self._wanted.source) + step) % len(sources)]
        self._wanted = replace(self._wanted, source=source)
        self._loaded = LoadedDiff(source)
        self.reload_diff()

    def action_reload(self) -> None:
        self.reload_diff()

    @on(PatchView.WholeFilesWanted)
    def action_whole_files(self) -> None:
        """Show what is unchanged too; the server is asked for whole files where it leaves lines out."""
        self._wanted = replace(self._wanted, whole_files=not self._wanted.whole_files)
        view = self.patch_view
        view.change_layout(replace(view.wanted_layout, shows_all=self._wanted.whole_files))
        if self._wanted.source in FROM_GIT:
            self.reload_diff()

    def action_tracked_only(self) -> None:
        """Leave untracked files out, or read them too."""
        if self._wanted.source not in FROM_GIT:
            self.notify("Only the working tree and the branch have untracked files.")
            return
        self._wanted = replace(self._wanted, tracked_only=not self._wanted.tracked_only)
        self.reload_diff()

    def action_close(self) -> None:
        """Drop a range first; comments that were not sent are kept for the next time."""
        if self.patch_view.drop_range():
            return
        if self.focused is self.file_tree and self.size.width < NARROW:
            self._focus_patch()
            return
        self.dismiss()

    # Review.

    def action_mark_reviewed(self) -> None:
        """Mark the file and go on to the next, or take the mark back."""
        file = self.patch_view.current_file
        if file is None:
            return
        is_reviewed = file.digest not in self._services.get_reviewed()
        self._services.set_reviewed(file.digest, is_reviewed)
        if is_reviewed and self.focused is not self.file_tree:
            self.action_file(1)
        self.mark_reviewed(self._services.get_reviewed())
        self._show_header()

    def action_comment(self) -> None:
        # Imported when opened: the viewer should not wait for it.
        from octui.ui.pickers.text_input_dialog import TextInputDialog

        pointed, lines = self.patch_view.get_pointed(), self.patch_view.list_pointed_lines()
        if pointed is None or not lines:
            self.notify("Comments belong to lines: move to a line, or select lines of one file.")
            return
        draft = LineComment(pointed.file.path, lines, "")

        def keep_comment(text: str | None) -> None:
            if text and text.strip():
                self._set_comments((*self._services.get_comments(), replace(draft, text=text.strip())))

        self.app.push_screen(TextInputDialog(f"Comment on {draft.place}"), keep_comment)

    def action_delete_comment(self) -> None:
        """Delete the comment under the cursor, or the last one on its line."""
        pointed = self.patch_view.get_pointed()
        if pointed is None:
            return
        comments = self._services.get_comments()
        here = [comment for comment in comments if comment.path == pointed.file.path]
        text = self.patch_view.cursor_text
        under = [comment for comment in here if comment.find_last_line(pointed.file.lines) in pointed.lines]
        found = [comment for comment in here if comment.text == text] or under
        if found:
            self._set_comments(tuple(comment for comment in comments if comment is not found[-1]))

    def action_send_comments(self) -> None:
        comments = self._services.get_comments()
        if not comments:
            self.notify("There are no comments yet.")
            return
        self.dismiss()
        self._services.write_comments_prompt(comments)

    def action_reject(self) -> None:
        pointed = self.patch_view.get_pointed()
        if pointed is None:
            return
        file = pointed.file
        if file.lines and not pointed.lines and len(file.groups) > 1:
            self.notify("Move to a changed line of the hunk you want to reject.")
            return
        group = file.find_group_at(pointed.lines[0]) if pointed.lines else next(iter(file.groups), None)
        if file.lines and group is None:
            self.notify("There is no change here.")
            return
        self._services.reject_hunk(file, group.first_change if group is not None else -1, self)

    def action_copy(self, what: str) -> None:
        """Copy the path, or the hunk, or the lines selected."""
        pointed = self.patch_view.get_pointed()
        if pointed is None:
            return
        if what == "path":
            self.post_message(CopyText(pointed.file.path, "the path"))
            return
        file, indices = pointed.file, list(pointed.lines)
        group = file.find_group_at(indices[0]) if indices else None
        if group is not None and not self.patch_view.is_selecting:
            indices = list(range(group.start, group.end))
        lines = [file.lines[index] for index in indices]
        if lines:
            self.post_message(CopyText("\n".join(f"{line.sign}{line.text}" for line in lines) + "\n", "the hunk"))

    def action_open_file(self) -> None:
        """Show the whole file, at the line of the cursor."""
        if (file := self.patch_view.current_file) is not None:
            lines = self.patch_view.list_pointed_lines()
            self.post_message(OpenFile(file.path, next((line.new for line in lines if line.new), None)))

    def _set_comments(self, comments: tuple[LineComment, ...]) -> None:
        self._services.set_comments(comments)
        self.patch_view.show_comments(comments)
        self._show_header()
        self.show_hints()
