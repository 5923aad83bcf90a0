"""Serves the diff viewer: reads diffs from the server, keeps marks on disk, and turns comments into a prompt."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import TYPE_CHECKING, Final

from octui.client import ClientError, Rejected
from octui.config.paths import describe_file_failure
from octui.store import selectors
from octui.ui.controllers.context import NOT_CONNECTED, AppContext, describe_failed_call
from octui.ui.screens.presence import is_in_place
from octui.ui.transcript_display.transcript_options import is_stacking_diffs

if TYPE_CHECKING:
    # Imported when the viewer is opened: the first screen does not need it.
    from octui.config.reviewed_marks import ReviewedMarks
    from octui.ui.diffs.comments import LineComment
    from octui.ui.diffs.loading import DiffRequest, LoadedDiff
    from octui.ui.diffs.patch_file import PatchFile
    from octui.ui.diffs.rejection import HunkRejection
    from octui.ui.diffs.viewer_screen import DiffScreen


READING_SECONDS: Final = 300.0
"""How long a server may read a diff that the user waits for: the screen counts the seconds, and can be left."""


class DiffsController:
    """The viewer shows what the session on screen is about, or the folder while there is none."""

    def __init__(self, context: AppContext) -> None:
        self._context = context
        self._reviewed: frozenset[str] | None = None
        self._comments: dict[str, tuple[LineComment, ...]] = {}
        """Comments that were not sent yet, by session."""
        self._last_source = ""

    @cached_property
    def _marks(self) -> ReviewedMarks:
        # Imported when the viewer is opened: the first screen should not wait for it.
        from octui.config.reviewed_marks import ReviewedMarks

        return ReviewedMarks()

    # Commands.

    def show_diff(self) -> None:
        """Open the viewer with the source it was last left with."""
        # Imported when opened: the first screen should not wait for it.
        from octui.ui.diffs.loading import DiffSource
        from octui.ui.diffs.viewer_screen import DiffScreen

        if isinstance(self._context.screen, DiffScreen):
            return
        source = DiffSource(self._last_source) if self._last_source else DiffSource.WORKING_TREE
        self._context.open_screen(DiffScreen(self, source))

    # Services of the viewer.

    @property
    def stacks_diffs(self) -> bool:
        return is_stacking_diffs(self._context.settings)

    async def read_diff(self, wanted: DiffRequest) -> LoadedDiff:
        """Read a diff; if that is impossible, its `empty` says why."""
        from octui.ui.diffs.loading import DiffSource, LoadedDiff, make_diff_loader

        source = self._last_source = wanted.source
        server = self._context.server
        if server is None:
            return LoadedDiff(source, empty=NOT_CONNECTED)
        if self._reviewed is None:
            self._reviewed = await self._load_marks()
        try:
            if source is DiffSource.SESSION and self._context.session_id:
                await server.resync.load_all_pages(self._context.session_id)
            loader = make_diff_loader(self._context, server, self._context.session_id, tracked_only=wanted.tracked_only)
            return await loader.load_diff(source, whole_files=wanted.whole_files, seconds=READING_SECONDS)
        except ClientError as error:
            return LoadedDiff(source, empty=f"The diff could not be read: {error}")

    def get_reviewed(self) -> frozenset[str]:
        return self._reviewed or frozenset()

    def set_reviewed(self, digest: str, is_reviewed: bool) -> None:
        """Mark a change as reviewed, here and on disk."""
        others = self.get_reviewed() - {digest}
        self._reviewed = others | {digest} if is_reviewed else others
        self._context.run_blocking(
            lambda: self._marks.save_mark(digest, is_reviewed), "Could not save the reviewed mark", group="memory"
        )

    def get_comments(self) -> tuple[LineComment, ...]:
        return self._comments.get(self._context.session_id, ())

    def set_comments(self, comments: tuple[LineComment, ...]) -> None:
        self._comments[self._context.session_id] = comments

    def count_requests(self) -> int:
        return len(selectors.list_pending_requests(self._context.store.state))

    def write_comments_prompt(self, comments: tuple[LineComment, ...]) -> None:
        """Put the comments into the composer, below what is there: they are read once more before they are sent."""
        from octui.ui.diffs.comments import format_comments_prompt

        composer = self._context.composer
        if composer is None:
            return
        before = composer.text
        block = format_comments_prompt(comments)
        composer.replace_text(f"{before.rstrip()}\n\n{block}" if before.strip() else block)
        composer.focus()
        self.set_comments(())
        count = "The comment is" if len(comments) == 1 else f"The {len(comments)} comments are"
        self._context.notify_info(f"{count} in the prompt.")

    def reject_hunk(self, file: PatchFile, first_change: int, viewer: DiffScreen) -> None:
        """Ask first, then take the hunk back."""
        from octui.ui.diffs.rejection import make_rejection

        rejection = make_rejection(file, first_change)
        if isinstance(rejection, str):
            self._context.notify_info(rejection)
        else:
            self._context.start_worker(self._confirm_rejection(rejection, viewer), group="reject", exclusive=True)

    async def _confirm_rejection(self, rejection: HunkRejection, viewer: DiffScreen) -> None:
        from octui.ui.diffs.header import DiffHeader
        from octui.ui.diffs.loading import make_diff_loader
        from octui.ui.diffs.rejection import carry_out_rejection, describe_method, describe_misfit
        from octui.ui.pickers.confirm_dialog import ConfirmDialog

        context, failure = self._context, "The hunk was not rejected"
        server = context.server
        if server is None:
            context.notify_error(failure, NOT_CONNECTED)
            return
        try:
            method = await describe_method(server.client, rejection)
            about = f"{rejection.effect} By {method}."
            if not await context.wait_for_screen(ConfirmDialog("Reject this hunk?", about, yes="Reject hunk")):
                return
            viewer.query_one(DiffHeader).show_work("rejecting the hunk")
            loader = make_diff_loader(context, server, context.session_id, tracked_only=bool(viewer.loaded.left_out))
            directory = selectors.get_session_directory(context.store.state, context.session_id)
            deviation = await carry_out_rejection(server.client, loader, rejection, directory)
        except Rejected as error:
            context.notify_error(failure, f"{describe_misfit(rejection)}, and nothing changed. {error}")
            return
        except ClientError as error:
            context.notify_error(failure, describe_failed_call(error))
            return
        finally:
            if is_in_place(viewer):
                viewer.query_one(DiffHeader).show_work("")
        if deviation:
            context.notify_warning(f"The patch was applied, but {deviation}")
        else:
            context.notify_info(f"The hunk was rejected by {method}, and is no longer in the diff.")
        if is_in_place(viewer):
            viewer.reload_diff()

    async def _load_marks(self) -> frozenset[str]:
        try:
            return await asyncio.to_thread(self._marks.load_marks)
        except OSError as error:
            self._context.notify_error("Could not read your review marks", describe_file_failure(error))
            return frozenset()
