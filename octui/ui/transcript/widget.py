"""The conversation: one widget, however many messages."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollDown, ScrollTo, ScrollUp
from textual.selection import Selection
from textual.strip import Strip

from octui.render.blocks import Block
from octui.ui.find.found_rows import reveal_match
from octui.ui.find.query import FoundPlace
from octui.ui.input.key_bindings import make_bindings
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.late_colours import LateColours
from octui.ui.transcript.block_cursor import BlockCursor
from octui.ui.transcript.copied_text import copy_at_block
from octui.ui.transcript.folding import find_block, fold_block, is_expanded
from octui.ui.transcript.idle_work import BREATH, IdleWork
from octui.ui.transcript.layout import BlockRef, FoldState
from octui.ui.transcript.messages import (
    BeginningRequested,
    BlockFilesWanted,
    BlockToggled,
    ChildRequested,
    FileNameClicked,
    FocusReleased,
    LinkClicked,
)
from octui.ui.transcript.painter import LEFT
from octui.ui.transcript.protocols import EmptySource, StripRenderer, TranscriptSource
from octui.ui.transcript.reader_report import ReaderReport
from octui.ui.transcript.screen_rows import ScreenRows
from octui.ui.transcript.scroll_sync import ScrollSync
from octui.ui.transcript.selection import clear_selection, extract_selected_text, select_word
from octui.ui.transcript.viewport import Viewport

__all__ = ["StripRenderer", "Transcript", "TranscriptSource"]


class Transcript(ScrollView, can_focus=True, inherit_bindings=False):
    """A conversation to read. A reader who is not at its end is never moved; the keyboard reaches every block.

    Its scrolling and cursor actions work wherever the focus is; a click never takes the focus. Give it neither padding
    nor border: it draws its own margins.
    """

    FOCUS_ON_CLICK = False
    key_contexts = (KeyContext.TRANSCRIPT,)
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transcript--bar",
        "transcript--cursor",
        "transcript--found",
        "transcript--found-current",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *make_bindings(
            KeyContext.TRANSCRIPT,
            {
                "transcript.previous": "move_cursor(-1)",
                "transcript.next": "move_cursor(1)",
                "transcript.enter": "enter",
                "transcript.fold": "fold",
                "transcript.open": "unfold",
                "transcript.close": "close",
                "transcript.file": "open_file",
                "transcript.run": "app.command('terminal.run')",
                "transcript.watch": "app.command('terminal.watch')",
                "transcript.copy": "copy_blocks(False)",
                "transcript.copy_message": "copy_blocks(True)",
                "transcript.find": "app.command('transcript.find.start')",
                "transcript.menu": "app.command('message.menu')",
                "transcript.message_previous": "move_to_prompt(-1)",
                "transcript.message_next": "move_to_prompt(1)",
                "transcript.page_up": "page_up",
                "transcript.page_down": "page_down",
                "transcript.half_page_up": "scroll_half_page(-1)",
                "transcript.half_page_down": "scroll_half_page(1)",
                "transcript.line_up": "scroll_lines(-1)",
                "transcript.line_down": "scroll_lines(1)",
                "transcript.first": "first",
                "transcript.last": "last",
                "transcript.leave": "leave",
            },
        )
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._viewport = Viewport(EmptySource(), EmptySource(), FoldState())
        self._cursor = BlockCursor(self._viewport)
        self._rows = ScreenRows(self)
        self._scroll_sync = ScrollSync(self)
        self._reader_report = ReaderReport()
        self._estimating = IdleWork(self, self._refine_estimates)
        self._drawing = IdleWork(self, self._draw_unfinished, pause=BREATH)
        self._colouring = IdleWork(self, self._draw_in_colours, pause=BREATH)
        self._late_colours = LateColours(self, self._colouring.schedule_slice)

    @property
    def is_following(self) -> bool:
        return self._viewport.is_following

    @property
    def unseen_count(self) -> int:
        return self._viewport.unseen_count

    @property
    def current_block(self) -> Block | None:
        """The block a command acts on: where the cursor is or was last, else the last one in view."""
        block_ref = self._cursor.find_current_block()
        return self._viewport.items.read_whole_block(block_ref) if block_ref else None

    # What is shown.

    def show_source(self, source: TranscriptSource, renderer: StripRenderer) -> None:
        """Show the end of this, and follow it."""
        self._viewport = Viewport(source, renderer, self._viewport.items.folds)
        self._cursor = BlockCursor(self._viewport)
        self._reader_report.forget_request()
        self._rows.pattern = self._rows.current_match = None
        clear_selection(self)
        self._scroll_sync.fit_viewport(self._viewport)
        self._update_screen()
        self._estimating.schedule_slice()

    def refresh_items(self, keys: Collection[str]) -> None:
        """The blocks of these items changed."""
        self._viewport.update_items(keys)
        self._update_screen()

    def reload_items(self) -> None:
        """The list of items changed."""
        if not self._viewport.update_list():
            clear_selection(self)
        self._update_screen()
        self._estimating.schedule_slice()

    def change_renderer(self, renderer: StripRenderer) -> None:
        """Draw everything again, in other colours."""
        self._viewport.change_renderer(renderer)
        self._update_screen()

    def jump_to_item(self, key: str) -> None:
        """Bring the beginning of an item to the top, and mark it; of an item that shows nothing, the next that does.

        A command that the user ran shows in its answer only.
        """
        if (block_ref := self._viewport.items.find_block_from(key)) is not None:
            self._cursor.move_to_block(block_ref)
            self._viewport.pin_block_row(block_ref)
            self._update_screen()

    def mark_place(self) -> Callable[[], None]:
        """A callback that brings the reader back to where they are now."""
        viewport, place = self._viewport, self._viewport.mark_place()

        def return_to_place() -> None:
            # Another session may be shown by then.
            if self._viewport is viewport:
                self._cursor.clear_cursor()
                viewport.return_to_place(place)
                self._update_screen()

        return return_to_place

    def show_matches(self, pattern: re.Pattern[str] | None, place: FoundPlace | None = None) -> bool:
        """Highlight matches, and bring one into view; False when that one no longer exists."""
        self._rows.pattern, self._rows.current_match = pattern, None
        if pattern is not None and place is not None:
            found = self._rows.current_match = reveal_match(self._viewport, place, pattern)
            if found is not None:
                self._cursor.move_to_block(found.row_ref.block_ref)
        self._update_screen()
        return place is None or self._rows.current_match is not None

    def toggle_all_blocks(self) -> None:
        """Expand every block; or put all of them back as they begin."""
        clear_selection(self)
        self._viewport.items.folds.toggle_all()
        self._viewport.apply_folds()
        self._update_screen()

    def _update_screen(self) -> None:
        """Repaint the rows that look different, put the scrollbar where the viewport is, and report what changed."""
        viewport = self._viewport
        if self.is_attached and viewport.height:
            self._rows.refresh_changed_rows(viewport, self._cursor.block_ref)
            self._scroll_sync.sync_offset(viewport)
            if viewport.items.list_unfinished():
                self._drawing.schedule_slice()
            self._late_colours.prepare_code(viewport.items.renderer.list_missing_code())
        for message in self._reader_report.list_news(viewport):
            self.post_message(message)

    def _draw_unfinished(self, is_time_left: Callable[[], bool]) -> bool:
        """Draw more of what is too long to be drawn at once."""
        while (unfinished := self._viewport.items.list_unfinished()) and is_time_left():
            self._viewport.update_items(unfinished)
        self._update_screen()
        return False  # updating the screen schedules what is left

    def _draw_in_colours(self, is_time_left: Callable[[], bool]) -> bool:
        """Draw code again that was plain until its colours were ready."""
        has_more = True
        while has_more and is_time_left():
            has_more = self._viewport.draw_uncoloured_block()
        self._update_screen()
        return has_more

    def _refine_estimates(self, is_time_left: Callable[[], bool]) -> bool:
        """Estimate the heights of items that were never seen."""
        has_more = True
        while has_more and is_time_left() and not self.is_vertical_scrollbar_grabbed:
            has_more = self._viewport.refine_estimates(16)
        if self._viewport.height:
            self._scroll_sync.sync_offset(self._viewport)
        return has_more

    # Painting.

    def render_lines(self, crop: Region) -> list[Strip]:
        if not self._scroll_sync.is_fitted:
            self._scroll_sync.fit_viewport(self._viewport)
            self._rows.read_appearances(self._viewport, self._cursor.block_ref)
        return self._rows.paint_region(self._viewport, crop)

    def render_line(self, y: int) -> Strip:
        """A row with what tells a selection where it is: Textual asks here for that, and paints from `render_lines`."""
        return self._rows.paint_selectable_row(self._viewport, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        text = extract_selected_text(self._viewport, selection, LEFT)
        return (text, "\n") if text else None

    def selection_updated(self, _selection: Selection | None) -> None:
        self._update_screen()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._rows.forget_styles()

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self.virtual_size.width:
            clear_selection(self)
        self._scroll_sync.fit_viewport(self._viewport)
        self._update_screen()
        self._estimating.schedule_slice()

    # Scrolling, by whatever means.

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        if self._scroll_sync.is_moved_by_textual(old_value, new_value):
            self.action_scroll_lines(round(new_value) - self._viewport.top)

    def action_scroll_lines(self, rows: int) -> None:
        if abs(rows) <= 3 * self._viewport.height:
            self._viewport.scroll_by(rows)
        else:
            self._viewport.scroll_to_row(self._viewport.top + rows)
        self._update_screen()

    def action_scroll_half_page(self, step: int) -> None:
        self.action_scroll_lines(step * max(1, self._viewport.height // 2))

    def action_page_up(self) -> None:
        self._reader_report.allow_repeat(self._viewport)
        self.action_scroll_lines(-max(1, self._viewport.height - 1))

    def action_page_down(self) -> None:
        self.action_scroll_lines(max(1, self._viewport.height - 1))

    def action_first(self) -> None:
        self._reader_report.allow_repeat(self._viewport)
        self._viewport.scroll_to_row(0)
        self._update_screen()
        self.post_message(BeginningRequested())

    def action_last(self) -> None:
        self._viewport.scroll_to_end()
        self._update_screen()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        _stop_event(event)
        self.action_scroll_lines(-round(self.app.scroll_sensitivity_y))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        _stop_event(event)
        self.action_scroll_lines(round(self.app.scroll_sensitivity_y))

    def on_scroll_to(self, event: ScrollTo) -> None:
        _stop_event(event)
        if event.y is not None:
            self._viewport.scroll_to_row(round(event.y))
            self._update_screen()

    @on(ScrollUp)
    @on(ScrollDown)
    def _scroll_page(self, event: ScrollUp | ScrollDown) -> None:
        _stop_event(event)
        turn_page = self.action_page_up if isinstance(event, ScrollUp) else self.action_page_down
        turn_page()

    # The block cursor.

    def on_focus(self) -> None:
        self._cursor.return_to_view()
        self._update_screen()

    def on_blur(self) -> None:
        self._cursor.clear_cursor(remember=True)
        self._update_screen()

    def action_move_cursor(self, step: int) -> None:
        self._cursor.move_by_step(step)
        self._update_screen()

    def action_move_to_prompt(self, step: int) -> None:
        """To the next or the previous prompt; past the last one to the end, before the first one to the beginning."""
        if self._cursor.move_to_prompt(step):
            self._update_screen()
        elif step < 0:
            self.action_first()
        else:
            self.action_last()

    def on_key(self, event: events.Key) -> None:
        # Textual would drop the selection and then also handle the key otherwise.
        command_id = get_keymap().find_command_id(KeyContext.TRANSCRIPT, event.key)
        if command_id == "transcript.leave" and self.text_selection:
            event.stop()
            event.prevent_default()
            clear_selection(self)

    def action_leave(self) -> None:
        self._cursor.clear_cursor()
        self._update_screen()
        self.post_message(FocusReleased())

    def action_enter(self) -> None:
        """Open the session of a task; expand or collapse anything else."""
        if session_id := self._cursor.child_session_id:
            self.post_message(ChildRequested(session_id))
        else:
            self.action_fold()

    def action_fold(self) -> None:
        if self._cursor.block_ref:
            self._set_block_expanded(self._cursor.block_ref, not is_expanded(self._viewport, self._cursor.block_ref))

    def action_unfold(self) -> None:
        if session_id := self._cursor.child_session_id:
            self.post_message(ChildRequested(session_id))
        elif self._cursor.block_ref and not is_expanded(self._viewport, self._cursor.block_ref):
            self._set_block_expanded(self._cursor.block_ref, True)

    def action_close(self) -> None:
        if self._cursor.block_ref and is_expanded(self._viewport, self._cursor.block_ref):
            self._set_block_expanded(self._cursor.block_ref, False)

    def action_open_file(self) -> None:
        if block := self._cursor.block:
            self.post_message(BlockFilesWanted(block))

    def action_copy_blocks(self, is_whole_message: bool) -> None:
        """Copy the block the cursor is on, the whole of it where that is a piece, or all blocks of its item."""
        if self._cursor.block_ref is not None:
            copy_at_block(self, self._viewport.items, self._cursor.block_ref, is_whole_message=is_whole_message)

    def _set_block_expanded(self, block_ref: BlockRef, expanded: bool) -> None:
        block = find_block(self._viewport, block_ref)
        if block and self._viewport.items.renderer.can_expand(block):
            clear_selection(self)
            fold_block(self._viewport, block_ref, expanded)
            self._update_screen()
            self.post_message(BlockToggled(block, expanded))

    # The mouse.

    def on_click(self, event: events.Click) -> None:
        # By default Textual selects everything on a double click, and runs actions embedded in a text.
        event.prevent_default()
        event.stop()
        row = self._viewport.rows[event.y] if 0 <= event.y < len(self._viewport.rows) else None
        if self.text_selection or event.button != 1 or row is None or row.row_ref is None or row.block is None:
            return
        if self.has_focus:
            self._cursor.move_to_block(row.row_ref.block_ref)
            self._update_screen()
        url = event.style.link or ""
        if url.startswith(("http://", "https://")):
            self.post_message(LinkClicked(url))
        elif row.row_ref.row == 0 and self._viewport.items.renderer.can_expand(row.block):
            if event.chain == 1:
                self._set_block_expanded(row.row_ref.block_ref, not is_expanded(self._viewport, row.row_ref.block_ref))
        elif event.chain == 1 and (reference := self._rows.find_file_at(self._viewport, event.x, event.y)):
            self.post_message(FileNameClicked(reference.path, reference.line))
        elif event.chain == 2:
            strip = self._rows.paint_screen_row(self._viewport, event.y)
            select_word(self, strip, event.x, row.row_id)


def _stop_event(event: events.Event | ScrollTo | ScrollUp | ScrollDown) -> None:
    """Textual would scroll by its own measure, and animate."""
    event.stop()
    event.prevent_default()
