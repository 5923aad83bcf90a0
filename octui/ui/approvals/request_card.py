"""The card of one request: when it accepts keys, which it hands back to the composer, and what became of its reply."""

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalGroup
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from octui.lazy_dataclasses import dataclass
from octui.render.text.sanitize import escape_message
from octui.ui.approvals.button_row import ButtonRow
from octui.ui.approvals.card_body import PAGING_COMMANDS, SHORT_SCREEN_ROWS, CardBody
from octui.ui.approvals.card_frame import (
    CardContext,
    format_card_heading,
    format_card_hint,
    format_scroll_note,
    has_heading_room,
    show_line,
)
from octui.ui.approvals.card_protocols import ViewFactory
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.key_guard import FocusOrigin, KeyGuard
from octui.ui.approvals.reply_progress import ReplyProgress
from octui.ui.approvals.request_keys import CARD_CONTEXTS, find_request_command, is_card_key, list_confirming_keys
from octui.ui.input.key_presses import KeyPresses
from octui.ui.key_hints import fit_hint_line, format_hint, style_hint_line
from octui.ui.messages import OpenRequest, ReplyDock
from octui.ui.screens.covering import is_covered

TypedEvents = Sequence[events.Key | events.Paste]
ReturnKeys = Callable[[TypedEvents], bool]
"""Hands keys to the composer, and the focus with them; False when there is none."""


class RequestCard(VerticalGroup, can_focus=True):
    """One request. A key decides it only if the card has the focus, stood still for a while and the keyboard was quiet.

    What is shown and what keys mean is up to its view, which only hears about keys and clicks that count.
    """

    key_contexts = CARD_CONTEXTS

    @dataclass
    class Deferred(Message):
        """Left without deciding."""

    @dataclass
    class Stepped(Message):
        """The user asked for the next or the previous request."""

        by: int

    @dataclass
    class Changed(Message):
        """Something about the card changed: it may need the screen, or no longer."""

    def __init__(
        self,
        request_id: str,
        make_view: ViewFactory,
        card_context: CardContext,
        *,
        dock: ReplyDock,
        clock: Callable[[], float],
        key_presses: KeyPresses,
        return_keys: ReturnKeys,
    ) -> None:
        super().__init__()
        self.request_id = request_id
        self.dock = dock
        self.card_context = card_context
        self.reserved_rows = 0
        """Rows the dock needs in addition to the card."""
        self.reply = ReplyProgress(clock)
        self.key_guard = KeyGuard(clock, key_presses)
        self._return_keys = return_keys
        self.is_suspended = False
        """Whether it says something else by now than what it shows."""
        self._is_taking_focus = False
        self._wake_timer: Timer | None = None
        self.view = make_view(self)

    @property
    def is_focused(self) -> bool:
        """Whether keys go to the card itself, as of this instant."""
        return self.is_attached and self.screen.focused is self

    @property
    def is_focused_within(self) -> bool:
        focused = self.screen.focused if self.is_attached else None
        return focused is not None and self in focused.ancestors_with_self

    @property
    def needs_screen(self) -> bool:
        """Whether it needs the whole screen to be read."""
        return self.is_focused_within and self.view.body.needs_screen

    @property
    def is_whole(self) -> bool:
        """Whether all of the card is on the screen."""
        return self.is_attached and self.screen.region.contains_region(self.region)

    @property
    def is_short(self) -> bool:
        """Whether there is no row to spare."""
        return self.app.size.height < SHORT_SCREEN_ROWS

    @property
    def is_requester_in_body(self) -> bool:
        """Whether the heading has no room to say who requests."""
        return self.is_short or not has_heading_room(self.card_context.requester_line, self.app.size)

    @property
    def screen_width(self) -> int:
        return self.app.size.width

    @property
    def focus_target(self) -> Widget:
        """What gets the focus when the card does."""
        return self.view.text_input if self.view.is_writing else self

    def compose(self) -> ComposeResult:
        yield Static(classes="request-card--title", markup=False)
        yield Static(classes="request-card--notice", markup=False)
        yield from self.view.bodies
        yield Static(classes="request-card--more", markup=False)
        yield from self.view.answers
        yield Static(classes="request-card--hint", markup=False)

    def on_mount(self) -> None:
        self.view.show_request()
        self.watch(self.screen, "stack_updates", self._screen_stack_changed, init=False)
        self.refresh_card()

    def on_resize(self) -> None:
        self.refresh_card()

    def take_screen(self, is_alone: bool) -> None:
        """Use the whole height of the screen, on which nothing else is shown, or only a part of it."""
        for body in self.query(CardBody):
            body.has_screen = is_alone

    def measure_rest(self, viewport: Size, width: int) -> int:
        """The rows of everything but the body."""
        rows = self.reserved_rows + self.gutter.height
        for child in self.children:
            if child.display and not isinstance(child, CardBody):
                limit = child.styles.max_height
                height = child.get_content_height(viewport, viewport, width)
                rows += min(height, int(limit.value) if limit is not None else height) + child.gutter.height
        return rows

    # Appearing, and the focus.

    def suspend_keys(self) -> None:
        """Ignore keys until what the request says now is shown."""
        self.is_suspended = True
        self.key_guard.grace_period.block_until_display()

    def wait_for_display(self) -> None:
        """Ignore keys until the next frame, which shows what is new, and for a moment after."""
        self.is_suspended = False
        self.key_guard.grace_period.block_until_display()
        self.call_after_refresh(self._start_grace_period)

    def restart_guard(self) -> None:
        self.key_guard.grace_period.restart_period()

    def take_focus(self, origin: FocusOrigin) -> None:
        if self.is_attached and not self.is_focused_within:
            self._is_taking_focus = True
            self.key_guard.gain_focus(origin)
            self.focus_view()

    def focus_view(self) -> None:
        # A chat may be closed while its card is on the way to the screen, or before the keyboard is idle.
        if self.is_attached:
            self.screen.set_focus(self.focus_target, scroll_visible=False)

    def on_focus(self) -> None:
        if not self._is_taking_focus:
            # The terminal window got the focus back.
            self.key_guard.regain_focus()
        self._is_taking_focus = False
        self.refresh_card()

    def on_blur(self) -> None:
        self.refresh_card()

    def on_mouse_down(self) -> None:
        self.key_guard.focus_origin = FocusOrigin.USER

    # The reply.

    def send_reply(self, message: Message) -> None:
        if self.is_focused_within:
            self.screen.set_focus(self, scroll_visible=False)
        self.reply.begin_sending()
        self.refresh_card()
        self.post_message(message)

    def mark_delivered(self) -> None:
        self.reply.mark_delivered()
        self.refresh_card()

    def show_unconfirmed(self, notice: str) -> None:
        self.reply.mark_unconfirmed(notice)
        self.refresh_card()

    def mark_closed(self) -> None:
        self.reply.mark_closed()
        self.refresh_card()

    def show_failure(self, reason: str) -> None:
        self.reopen_card(self.view.describe_failure(reason.rstrip(".")))
        self.view.return_to_choice()

    def reopen_card(self, notice: str) -> None:
        self.reply.reopen_reply(notice)
        self.restart_guard()
        self.refresh_card()

    # Keys and clicks.

    def post_message(self, message: Message) -> bool:
        # Keys are judged before they queue: while one waits, the next may already be on its way to the composer.
        if isinstance(message, events.Key | events.Paste) and self.is_focused:
            typed = self.key_guard.divert_typing(
                message,
                self.view.command_characters if self.reply.is_open else "",
                self.view.answer_characters if self.reply.is_open else "",
            )
            if typed and self._return_keys(typed):
                return True
        return super().post_message(message)

    def on_key(self, event: events.Key) -> None:
        if not self.is_focused:
            if not self.is_focused_within:
                # The key before it moved the focus while this one was waiting.
                event.stop()
                self._return_keys([event])
            return
        grace_period = self.key_guard.grace_period
        if self._is_for_app(event):
            if not grace_period.is_over:
                grace_period.extend_silence()
            return
        event.stop()
        event.prevent_default()
        if is_covered(self):
            # The user cannot have seen all that it would decide.
            self.restart_guard()
        decides = self.view.is_deciding_key(event.key)
        chooses = not event.is_printable and self.view.is_choosing_key(event.key)
        counts = self.key_guard.accept_key(event.key, decides=decides, chooses=chooses)
        if counts and not self._handle_settled_key(event.key):
            # A terminal gives Enter and Esc characters of their own; only what can be read is one here.
            character = event.character if event.is_printable else None
            is_understood = self.view.handle_card_key(event.key, character) or self._handle_common_key(
                event.key, character
            )
            if not is_understood:
                # Someone who presses keys that mean nothing is not answering.
                grace_period.extend_silence()
        self.update_listening()

    def on_button_row_clicked(self, message: ButtonRow.Clicked) -> None:
        message.stop()
        if self._accepts_click():
            self.view.press_button(message.option)

    def on_card_body_row_clicked(self, message: CardBody.RowClicked) -> None:
        message.stop()
        if self._accepts_click():
            self.view.press_row(message.place)

    def on_free_text_input_submitted(self, message: FreeTextInput.Submitted) -> None:
        message.stop()
        if not self.reply.is_open:
            return
        # A quiet time is not for someone who writes; but the key that opened the input may still be down.
        if self.key_guard.is_new_press(message.key):
            self.view.submit_text(message.text)

    def on_free_text_input_cancelled(self, message: FreeTextInput.Cancelled) -> None:
        message.stop()
        if self.reply.is_open:
            self.view.cancel_text()
        else:
            self.post_message(self.Deferred())

    def on_card_body_scrolled(self, message: CardBody.Scrolled) -> None:
        message.stop()
        self.refresh_card()

    def _is_for_app(self, event: events.Key) -> bool:
        """Whether the key does nothing here: one that scrolls is for the transcript where all of the body is shown."""
        if event.is_printable:
            return False
        if find_request_command(event.key) in PAGING_COMMANDS:
            return self.view.body.is_whole
        return not is_card_key(event.key)

    def _accepts_click(self) -> bool:
        return self.reply.is_open and self.key_guard.grace_period.is_steady and not is_covered(self)

    def _handle_settled_key(self, key: str) -> bool:
        """Whether there is nothing left to decide; Esc still leaves the card."""
        if self.reply.is_overdue:
            self.reopen_card("The server accepted the reply but is still asking.")
            return True
        if not self.reply.is_open and find_request_command(key) == "request.later":
            self.post_message(self.Deferred())
        return not self.reply.is_open

    def _handle_common_key(self, key: str, character: str | None) -> bool:
        command_id = find_request_command(character or key)
        if self.view.body.scroll_by_command(command_id):
            return True
        match command_id:
            case "request.later":
                self.post_message(self.Deferred())
            case "request.expand":
                self.view.body.is_kept_small = not self.view.body.is_kept_small
            case "request.next":
                self.post_message(self.Stepped(1))
            case "request.previous":
                self.post_message(self.Stepped(-1))
            case "request.session.open" if self.card_context.requester.session_title:
                self.post_message(OpenRequest(self.request_id))
            case _:
                return False
        return True

    # Drawing.

    def refresh_card(self) -> None:
        """Bring everything in line with what is known now."""
        if self.children:
            for body in self.query(CardBody):
                body.grows = self.is_focused_within
            self.view.update_parts()
        self.refresh_lines()
        self.post_message(self.Changed())

    def refresh_lines(self) -> None:
        """Redraw the lines above and below the parts of the view."""
        if self.children:
            self.set_class(self.view.is_doubtful, "-doubtful")
            self.set_class(self.is_short, "-short")
            self._set_line(
                "title",
                format_card_heading(
                    self.view.title,
                    self.card_context,
                    is_doubtful=self.view.is_doubtful,
                    names_requester=not self.is_requester_in_body,
                ),
            )
            self._set_line("notice", Content(escape_message(self.reply.notice)))
            body = self.view.body
            must_read = self.view.must_be_read and not body.was_end_shown
            self._set_line("more", format_scroll_note(body, self.screen_width, must_read=must_read))
        self.set_class(not self.reply.is_open, "-settled")
        self.update_listening()

    def update_listening(self) -> None:
        """Show whether keys count, now and when they will."""
        if self._wake_timer is not None:
            self._wake_timer.stop()
            self._wake_timer = None
        awaits_keys, wait = self.is_focused and self.reply.is_open, self.key_guard.measure_wait(list_confirming_keys())
        is_listening = awaits_keys and wait <= 0
        self.set_class(is_listening, "-listening")
        for row in self.query(ButtonRow):
            row.active = is_listening
        if self.children:
            hint = fit_hint_line(self._format_key_hint(wait), room) if (room := self.content_size.width) else ""
            self._set_line("hint", style_hint_line(hint))
        if awaits_keys and wait > 0:
            self._wake_timer = self.set_timer(min(1.0, max(0.03, wait)), self.update_listening)

    def _set_line(self, part: str, content: Content) -> None:
        show_line(self.query_exactly_one(f".request-card--{part}", Static), content)

    def _format_key_hint(self, wait: float) -> str:
        if not self.reply.is_open or (self.is_focused_within and self.is_short):
            return ""
        if self.is_focused and wait > 0:
            return "unlocking…"
        if self.is_focused_within:
            return format_card_hint(self.view.key_hint, self.card_context)
        return format_hint("permission.focus", "answer")

    def _screen_stack_changed(self) -> None:
        """A dialog closed (or opened): the key that did it is not for the card."""
        self.key_guard.regain_focus()
        self.update_listening()

    def _start_grace_period(self) -> None:
        # Meanwhile it may have been replaced: the frame shows what it said before.
        if not self.is_suspended:
            self.key_guard.grace_period.start_on_display()
        self.update_listening()
