"""The conversation: one widget, however many messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.selection import Selection

from octui.render.blocks import Block, ToolBlock
from octui.ui.transcript.block_cursor import BlockCursor
from octui.ui.transcript.block_traits import name_block_kind
from octui.ui.transcript.folding import find_block, fold_block, is_expanded
from octui.ui.transcript.layout import BlockRef
from octui.ui.transcript.protocols import StripRenderer, TranscriptSource
from octui.ui.transcript.selection import find_word
from octui.ui.transcript.view import TranscriptView

__all__ = ["StripRenderer", "Transcript", "TranscriptSource"]


class Transcript(TranscriptView, can_focus=True):
    """A conversation to read: whoever is not at its end is never moved, and every block can be reached by keyboard.

    Its scrolling and cursor actions work wherever the focus is; a click never takes the focus.
    """

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_previous", "Block up", id="transcript.previous", show=False),
        Binding("down,j", "cursor_next", "Block down", id="transcript.next", show=False),
        Binding("enter", "enter", "Open", id="transcript.enter"),
        Binding("space,o", "fold", "Open or close", id="transcript.fold", show=False),
        Binding("right,l", "unfold", "Open", id="transcript.open", show=False),
        Binding("left,h", "close", "Close", id="transcript.close", show=False),
        Binding("y", "copy_block", "Copy", id="transcript.copy"),
        Binding("Y", "copy_message", "Copy message", id="transcript.copy_message", show=False),
        Binding("p,left_square_bracket", "message_previous", "Prompt before", id="transcript.message_previous"),
        Binding("n,right_square_bracket", "message_next", "Next prompt", id="transcript.message_next"),
        Binding("pageup,ctrl+b", "page_up", "Page up", id="transcript.page_up", show=False),
        Binding("pagedown,ctrl+f", "page_down", "Page down", id="transcript.page_down", show=False),
        Binding("ctrl+u", "half_page_up", "Half a page up", id="transcript.half_page_up", show=False),
        Binding("ctrl+d", "half_page_down", "Half a page down", id="transcript.half_page_down", show=False),
        Binding("ctrl+y", "line_up", "Line up", id="transcript.line_up", show=False),
        Binding("ctrl+e", "line_down", "Line down", id="transcript.line_down", show=False),
        Binding("home,g", "first", "Beginning", id="transcript.first", show=False),
        Binding("end,G", "last", "End", id="transcript.last", show=False),
        Binding("escape", "leave", "Back", id="transcript.leave"),
    ]

    @dataclass
    class OlderRequested(Message):
        """The reader comes near the beginning; once for each beginning, and again whenever one pages up there."""

    @dataclass
    class BlockToggled(Message):
        """A block was opened, or closed."""

        block: Block
        expanded: bool

    @dataclass
    class ChildRequested(Message):
        """Show the session a task runs in."""

        session_id: str

    @dataclass
    class CopyRequested(Message):
        """Copy this; `what` names it for whoever is told."""

        text: str
        kind: str

    @dataclass
    class LinkClicked(Message):
        """An `http` or `https` address."""

        url: str

    @dataclass
    class FollowChanged(Message):
        """Whether the end is followed, and how many items were appended and not seen."""

        is_following: bool
        unseen_count: int

    @dataclass
    class FocusReleased(Message):
        """Escape was pressed: the focus may go elsewhere."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._cursor = BlockCursor(self._window)
        self._left: BlockRef | None = None
        self._reported = (True, 0)
        self._asked_older_than: str | None = None

    @property
    def is_following(self) -> bool:
        return self._window.following

    @property
    def unseen_count(self) -> int:
        return self._window.unseen_count

    @property
    def cursor_block(self) -> Block | None:
        """The block the cursor is on."""
        return self._cursor.block

    def show_source(self, source: TranscriptSource, renderer: StripRenderer) -> None:
        self._left = None
        self._asked_older_than = None
        self._cursor.spot = None
        super().show_source(source, renderer)
        self._cursor = BlockCursor(self._window)

    def jump_to_item(self, key: str) -> None:
        """Bring the beginning of an item to the top, and mark it."""
        index = self._window.items.find_index(key)
        block = (
            next((block for block in self._window.items.get_item(index).blocks), None) if index is not None else None
        )
        if block:
            self._cursor.move_to_block(BlockRef(key, block.key))
            self._window.pin_block_row(BlockRef(key, block.key))
            self._repaint_changed_rows()

    def toggle_all_blocks(self) -> None:
        """Open every block there is; or leave them all as they begin."""
        self._forget_selection()
        self._folds.chosen.clear()
        self._folds.others = None if self._folds.others else True
        self._window.apply_folds()
        self._repaint_changed_rows()

    def dismiss_cursor(self) -> None:
        """Mark no block any more, and follow the end again if it is in view."""
        self._cursor.clear_cursor()
        self._repaint_changed_rows()

    def _cursor_block_ref(self) -> BlockRef | None:
        return self._cursor.spot

    def _repaint_changed_rows(self) -> None:
        super()._repaint_changed_rows()
        following = (self._window.following, self._window.unseen_count)
        if following != self._reported:
            self._reported = following
            self.post_message(self.FollowChanged(*following))
        self._request_older()

    def _request_older(self) -> None:
        window = self._window
        near = window.height > 0 and window.top < 2 * window.height
        if near and window.items.keys and window.items.keys[0] != self._asked_older_than:
            self._asked_older_than = window.items.keys[0]
            self.post_message(self.OlderRequested())

    def _allow_older_request(self) -> None:
        """At the very beginning, to go further up is to ask."""
        if self._window.top == 0:
            self._asked_older_than = None

    def action_page_up(self) -> None:
        self._allow_older_request()
        super().action_page_up()

    def action_first(self) -> None:
        self._allow_older_request()
        super().action_first()

    # The block cursor.

    def on_focus(self) -> None:
        if self._cursor.spot is None:
            if self._left and self._window.find_visible_rows(self._left):
                self._cursor.move_to_block(self._left)
            else:
                self._cursor.place_in_view()
        self._repaint_changed_rows()

    def on_blur(self) -> None:
        self._left = self._cursor.spot
        self.dismiss_cursor()

    def action_cursor_previous(self) -> None:
        self._cursor.move_by_step(-1)
        self._repaint_changed_rows()

    def action_cursor_next(self) -> None:
        self._cursor.move_by_step(1)
        self._repaint_changed_rows()

    def action_message_previous(self) -> None:
        """To the prompt before this one."""
        if self._cursor.move_to_prompt(-1):
            self._repaint_changed_rows()
        else:
            self.action_first()

    def action_message_next(self) -> None:
        """To the next prompt, or to the end after the last one."""
        if self._cursor.move_to_prompt(1):
            self._repaint_changed_rows()
        else:
            self.action_last()

    def on_key(self, event: events.Key) -> None:
        # Textual drops the selection, and goes on to what else the key is for.
        if event.key == "escape" and self.text_selection:
            event.stop()
            event.prevent_default()
            self._forget_selection()

    def action_leave(self) -> None:
        self.dismiss_cursor()
        self.post_message(self.FocusReleased())

    def action_enter(self) -> None:
        """Go into the session of a task; open or close anything else."""
        if not self._open_child_session():
            self.action_fold()

    def action_fold(self) -> None:
        if self._cursor.spot:
            self._set_block_expanded(self._cursor.spot, not is_expanded(self._window, self._cursor.spot))

    def action_unfold(self) -> None:
        if not self._open_child_session() and self._cursor.spot and not is_expanded(self._window, self._cursor.spot):
            self._set_block_expanded(self._cursor.spot, True)

    def action_close(self) -> None:
        if self._cursor.spot and is_expanded(self._window, self._cursor.spot):
            self._set_block_expanded(self._cursor.spot, False)

    def action_copy_block(self) -> None:
        block = self._cursor.block
        if block and (text := self._window.items.maker.to_copy_text(block)):
            self.post_message(self.CopyRequested(text, name_block_kind(block)))

    def action_copy_message(self) -> None:
        """Copy all the blocks of the item the cursor is in."""
        items = self._window.items
        index = items.find_index(self._cursor.spot.item) if self._cursor.spot else None
        texts = [items.maker.to_copy_text(block) for block in items.get_item(index).blocks] if index is not None else []
        if text := "\n\n".join(text for text in texts if text):
            self.post_message(self.CopyRequested(text, "message"))

    def _open_child_session(self) -> bool:
        block = self._cursor.block
        if not isinstance(block, ToolBlock) or block.child is None:
            return False
        self.post_message(self.ChildRequested(block.child.session_id))
        return True

    def _set_block_expanded(self, spot: BlockRef, expanded: bool) -> None:
        block = find_block(self._window, spot)
        if block and self._window.items.maker.can_expand(block):
            self._forget_selection()
            fold_block(self._window, spot, expanded)
            self._repaint_changed_rows()
            self.post_message(self.BlockToggled(block, expanded))

    # The mouse.

    def on_click(self, event: events.Click) -> None:
        # By default Textual selects everything at a double click, and runs actions that a text brings along.
        event.prevent_default()
        event.stop()
        row = self._window.rows[event.y] if 0 <= event.y < len(self._window.rows) else None
        if self.text_selection or event.button != 1 or row is None or row.row_ref is None or row.block is None:
            return
        if self.has_focus:
            self._cursor.move_to_block(row.row_ref.block_ref)
            self._repaint_changed_rows()
        url = event.style.link or ""
        if url.startswith(("http://", "https://")):
            self.post_message(self.LinkClicked(url))
        elif row.row_ref.row == 0 and self._window.items.maker.can_expand(row.block):
            if event.chain == 1:
                self._set_block_expanded(row.row_ref.block_ref, not is_expanded(self._window, row.row_ref.block_ref))
        elif event.chain == 2:
            self._select_word(event.y, event.x)

    def _select_word(self, y: int, x: int) -> None:
        strip = self._paint_screen_row(y)
        start, end = find_word(strip, len(strip.crop(0, x).text))
        line = self._window.rows[y].row_id
        if start < end:
            self.screen.selections = {self: Selection(Offset(start, line), Offset(end, line))}
