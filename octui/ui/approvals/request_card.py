"""What every card that asks has in common: when it listens, what it gives back, and how it ends."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget

from octui.ui.approvals.button_row import ButtonRow
from octui.ui.approvals.card_frame import CardContext, CardFrame
from octui.ui.approvals.key_guard import FocusOrigin, KeyGuard
from octui.ui.messages import OpenRequest

UNCONFIRMED_SECONDS: Final = 5.0
"""Seconds until an ask that was answered, and that the server still lists, may be answered again."""

SCROLL_KEYS: Final = frozenset({"pageup", "pagedown", "home", "end"})

TypedEvents = Sequence[events.Key | events.Paste]
ReturnKeys = Callable[[TypedEvents], bool]
"""Hands keys to the composer, and the focus with them; False when there is none."""


class ReplyState(StrEnum):
    """How far the answer has come."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    """The server took it; that the ask is settled is still for the server to say."""
    CLOSED = "gone"
    """Answered elsewhere, or withdrawn."""


class RequestCard(CardFrame, can_focus=True):
    """One ask. Nothing in it decides unless it has the focus, stood still for a while and the keyboard was quiet."""

    OWN_KEYS: ClassVar[frozenset[str]] = frozenset(
        {
            *("enter", "escape", "left", "right", "up", "down", "tab", "shift+tab", "backspace", "delete"),
            *("pageup", "pagedown", "home", "end", "ctrl+f", "shift+left", "shift+right", "ctrl+o"),
        }
    )
    """Other keys that do not print go on to the app."""

    COMMAND_CHARACTERS: ClassVar[str] = "hjkl"
    """Characters that move about in the card; all others that are no answer belong to the composer."""

    ANSWER_CHARACTERS: ClassVar[str] = ""
    """Characters that pick an answer; none decides."""

    @dataclass
    class Deferred(Message):
        """Put aside without deciding."""

    @dataclass
    class Stepped(Message):
        """Another ask is wanted."""

        by: int

    def __init__(
        self, ask_id: str, bearings: CardContext, *, clock: Callable[[], float], give_back: ReturnKeys
    ) -> None:
        super().__init__(bearings)
        self.request_id = ask_id
        self.reply_state = ReplyState.OPEN
        self.key_guard = KeyGuard(clock)
        self._clock = clock
        self._return_keys = give_back
        self._is_taking_focus = False
        self._sent_at = 0.0
        self._wake_timer: Timer | None = None

    @property
    def is_focused(self) -> bool:
        """Whether keys go to the card itself, as of this instant."""
        return self.is_attached and self.screen.focused is self

    @property
    def is_focused_within(self) -> bool:
        focused = self.screen.focused if self.is_attached else None
        return focused is not None and self in focused.ancestors_with_self

    @property
    @abstractmethod
    def key_hint(self) -> str:
        """The keys that count now, while the card has the focus."""

    @property
    def has_unsent_text(self) -> bool:
        """Whether something was written in it that would be lost with it."""
        return False

    @abstractmethod
    def handle_card_key(self, key: str, character: str | None) -> bool:
        """Do what a key means; False when it means nothing here."""

    def on_mount(self) -> None:
        self.watch(self.screen, "stack_updates", self._screen_stack_changed, init=False)
        self.refresh_card()

    # Appearing, and the focus.

    def wait_for_display(self) -> None:
        """It is on the screen as of the next frame; until then it is deaf."""
        self.key_guard.grace_period.block_until_display()
        self.call_after_refresh(self._start_grace_period)

    def take_focus(self, manner: FocusOrigin) -> None:
        if not self.is_focused_within:
            self._is_taking_focus = True
            self.key_guard.gain_focus(manner)
            self.screen.set_focus(self.focus_target, scroll_visible=False)

    @property
    def focus_target(self) -> Widget:
        """What gets the focus when the card does."""
        return self

    def on_focus(self) -> None:
        if not self._is_taking_focus:
            # The terminal window came back.
            self.key_guard.regain_focus()
        self._is_taking_focus = False
        self.refresh_card()

    def on_blur(self) -> None:
        self.refresh_card()

    def on_mouse_down(self) -> None:
        self.key_guard.focus_origin = FocusOrigin.USER

    # How the answer fares.

    def mark_sending(self) -> None:
        self.reply_state, self.notice = ReplyState.SENDING, "sending …"
        self.refresh_card()

    def mark_delivered(self) -> None:
        self.reply_state, self.notice = ReplyState.SENT, "sent; waiting for the server to say so …"
        self._sent_at = self._clock()
        self.refresh_card()

    def show_failure(self, sentence: str) -> None:
        self.reopen_card(f"not delivered: {sentence.rstrip('.')}.")

    def mark_closed(self) -> None:
        self.reply_state, self.notice = ReplyState.CLOSED, "answered elsewhere, or withdrawn"
        self.refresh_card()

    def reopen_card(self, notice: str) -> None:
        self.reply_state, self.notice = ReplyState.OPEN, notice
        self.key_guard.grace_period.restart_period()
        self.refresh_card()

    # Keys.

    def post_message(self, message: Message) -> bool:
        # Keys are judged before they queue: while one waits, the next may already be on its way to the composer.
        if isinstance(message, events.Key | events.Paste) and self.is_focused:
            deciding = self.reply_state is ReplyState.OPEN
            typed = self.key_guard.divert_typing(
                message, self.COMMAND_CHARACTERS if deciding else "", self.ANSWER_CHARACTERS if deciding else ""
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
        if event.key not in self.OWN_KEYS and not event.is_printable:
            if not self.key_guard.grace_period.is_over:
                self.key_guard.grace_period.extend_silence()
            return
        if event.key in SCROLL_KEYS and not self.body.hidden_above and not self.body.hidden_below:
            # There is nothing to scroll here, but there is above.
            return
        event.stop()
        event.prevent_default()
        if self.key_guard.grace_period.accept_key() and not self._handle_settled_key(event.key):
            # A terminal gives Enter and Esc characters of their own; only what can be read is one here.
            character = event.character if event.is_printable else None
            understood = self.handle_card_key(event.key, character) or self._handle_common_key(event.key, character)
            if not understood:
                # Whoever presses keys that mean nothing is not answering.
                self.key_guard.grace_period.extend_silence()
        self.update_listening()

    def update_listening(self) -> None:
        """Show whether keys count, now and when they will."""
        if self._wake_timer is not None:
            self._wake_timer.stop()
            self._wake_timer = None
        waits = self.is_focused and self.reply_state is ReplyState.OPEN
        listening = waits and self.key_guard.grace_period.is_over
        self.set_class(listening, "-listening")
        for row in self.query(ButtonRow):
            row.active = listening
        if self.children:
            self.set_line("hint", Content(self._format_key_hint()))
        if waits and not listening:
            self._wake_timer = self.set_timer(
                min(1.0, max(0.03, self.key_guard.grace_period.remaining_seconds)), self.update_listening
            )

    def refresh_card(self) -> None:
        super().refresh_card()
        self.set_class(self.reply_state is not ReplyState.OPEN, "-settled")
        self.update_listening()

    def defer_request(self) -> None:
        self.post_message(self.Deferred())

    def _handle_settled_key(self, key: str) -> bool:
        """Whether there is nothing left to decide."""
        if self.reply_state is ReplyState.SENT and self._clock() - self._sent_at >= UNCONFIRMED_SECONDS:
            self.reopen_card("The server took the answer, and still asks.")
            return True
        if self.reply_state is not ReplyState.OPEN and key == "escape":
            self.defer_request()
        return self.reply_state is not ReplyState.OPEN

    def _handle_common_key(self, key: str, character: str | None) -> bool:
        match character or key:
            case "escape":
                self.defer_request()
            case "up" | "k":
                self.body.scroll_rows(-1)
            case "down" | "j":
                self.body.scroll_rows(1)
            case "pageup":
                self.body.scroll_pages(-1)
            case "pagedown":
                self.body.scroll_pages(1)
            case "home":
                self.body.jump_to_start()
            case "end":
                self.body.jump_to_end()
            case "ctrl+f":
                self.body.full = not self.body.full
            case "shift+right":
                self.post_message(self.Stepped(1))
            case "shift+left":
                self.post_message(self.Stepped(-1))
            case "ctrl+o" if self.card_context.requester.session_title:
                self.post_message(OpenRequest(self.request_id))
            case _:
                return False
        return True

    def _format_key_hint(self) -> str:
        if self.reply_state is not ReplyState.OPEN or (self.is_focused_within and self.is_short):
            return ""
        if self.is_focused and not self.key_guard.grace_period.is_over:
            return "one moment …"
        if self.is_focused_within:
            others = " · shift+←→ other asks" if self.card_context.total > 1 else ""
            opens = " · ctrl+o opens its session" if self.card_context.requester.session_title else ""
            return f"{self.key_hint}{others}{opens}"
        return f"{self.card_context.focus_key} to answer"

    def _screen_stack_changed(self) -> None:
        """A dialog closed (or opened): the key that did it is not for the card."""
        self.key_guard.regain_focus()
        self.update_listening()

    def _start_grace_period(self) -> None:
        self.key_guard.grace_period.start_on_display()
        self.update_listening()
