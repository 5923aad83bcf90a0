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

from octui.ui.key_gate import KeyGate, Manner
from octui.ui.messages import OpenRequest
from octui.ui.widgets.ask_frame import AskFrame, Bearings
from octui.ui.widgets.choice_row import ChoiceRow

UNCONFIRMED: Final = 5.0
"""Seconds until an ask that was answered, and that the server still lists, may be answered again."""

SCROLLS: Final = frozenset({"pageup", "pagedown", "home", "end"})

Typed = Sequence[events.Key | events.Paste]
GiveBack = Callable[[Typed], bool]
"""Hands keys to the composer, and the focus with them; False when there is none."""


class Fate(StrEnum):
    """How far the answer has come."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    """The server took it; that the ask is settled is still for the server to say."""
    GONE = "gone"
    """Answered elsewhere, or withdrawn."""


class AskCard(AskFrame, can_focus=True):
    """One ask. Nothing in it decides unless it has the focus, stood still for a while and the keyboard was quiet."""

    OWN_KEYS: ClassVar[frozenset[str]] = frozenset(
        {
            *("enter", "escape", "left", "right", "up", "down", "tab", "shift+tab", "backspace", "delete"),
            *("pageup", "pagedown", "home", "end", "ctrl+f", "shift+left", "shift+right", "ctrl+o"),
        }
    )
    """Other keys that do not print go on to the app."""

    COMMANDS: ClassVar[str] = "hjkl"
    """Characters that move about in the card; all others that are no answer belong to the composer."""

    ANSWERS: ClassVar[str] = ""
    """Characters that pick an answer; none decides."""

    @dataclass
    class Left(Message):
        """Put aside without deciding."""

    @dataclass
    class Stepped(Message):
        """Another ask is wanted."""

        by: int

    def __init__(self, ask_id: str, bearings: Bearings, *, clock: Callable[[], float], give_back: GiveBack) -> None:
        super().__init__(bearings)
        self.ask_id = ask_id
        self.fate = Fate.OPEN
        self.gate = KeyGate(clock)
        self._clock = clock
        self._give_back = give_back
        self._taking = False
        self._sent_at = 0.0
        self._wake: Timer | None = None

    @property
    def focused(self) -> bool:
        """Whether keys go to the card itself, as of this instant."""
        return self.is_attached and self.screen.focused is self

    @property
    def focused_within(self) -> bool:
        focused = self.screen.focused if self.is_attached else None
        return focused is not None and self in focused.ancestors_with_self

    @property
    @abstractmethod
    def hint(self) -> str:
        """The keys that count now, while the card has the focus."""

    @property
    def holds_words(self) -> bool:
        """Whether something was written in it that would be lost with it."""
        return False

    @abstractmethod
    def pressed(self, key: str, character: str | None) -> bool:
        """Do what a key means; False when it means nothing here."""

    def on_mount(self) -> None:
        self.watch(self.screen, "stack_updates", self._uncovered, init=False)
        self.redraw()

    # Appearing, and the focus.

    def appear(self) -> None:
        """It is on the screen as of the next frame; until then it is deaf."""
        self.gate.grace.wait()
        self.call_after_refresh(self._appeared)

    def take_focus(self, manner: Manner) -> None:
        if not self.focused_within:
            self._taking = True
            self.gate.take(manner)
            self.screen.set_focus(self.target, scroll_visible=False)

    @property
    def target(self) -> Widget:
        """What gets the focus when the card does."""
        return self

    def on_focus(self) -> None:
        if not self._taking:
            # The terminal window came back.
            self.gate.resume()
        self._taking = False
        self.redraw()

    def on_blur(self) -> None:
        self.redraw()

    def on_mouse_down(self) -> None:
        self.gate.manner = Manner.CHOSEN

    # How the answer fares.

    def sending(self) -> None:
        self.fate, self.notice = Fate.SENDING, "sending …"
        self.redraw()

    def delivered(self) -> None:
        self.fate, self.notice = Fate.SENT, "sent; waiting for the server to say so …"
        self._sent_at = self._clock()
        self.redraw()

    def failed(self, sentence: str) -> None:
        self.reopen(f"not delivered: {sentence.rstrip('.')}.")

    def vanish(self) -> None:
        self.fate, self.notice = Fate.GONE, "answered elsewhere, or withdrawn"
        self.redraw()

    def reopen(self, notice: str) -> None:
        self.fate, self.notice = Fate.OPEN, notice
        self.gate.grace.begin()
        self.redraw()

    # Keys.

    def post_message(self, message: Message) -> bool:
        # Keys are judged before they queue: while one waits, the next may already be on its way to the composer.
        if isinstance(message, events.Key | events.Paste) and self.focused:
            deciding = self.fate is Fate.OPEN
            typed = self.gate.typed(message, self.COMMANDS if deciding else "", self.ANSWERS if deciding else "")
            if typed and self._give_back(typed):
                return True
        return super().post_message(message)

    def on_key(self, event: events.Key) -> None:
        if not self.focused:
            if not self.focused_within:
                # The key before it moved the focus while this one was waiting.
                event.stop()
                self._give_back([event])
            return
        if event.key not in self.OWN_KEYS and not event.is_printable:
            if not self.gate.grace.over:
                self.gate.grace.hold()
            return
        if event.key in SCROLLS and not self.body.top and not self.body.below:
            # There is nothing to scroll here, but there is above.
            return
        event.stop()
        event.prevent_default()
        if self.gate.grace.admits() and not self._settled(event.key):
            # A terminal gives Enter and Esc characters of their own; only what can be read is one here.
            character = event.character if event.is_printable else None
            understood = self.pressed(event.key, character) or self._common(event.key, character)
            if not understood:
                # Whoever presses keys that mean nothing is not answering.
                self.gate.grace.hold()
        self.listen()

    def listen(self) -> None:
        """Show whether keys count, now and when they will."""
        if self._wake is not None:
            self._wake.stop()
            self._wake = None
        waits = self.focused and self.fate is Fate.OPEN
        listening = waits and self.gate.grace.over
        self.set_class(listening, "-listening")
        for row in self.query(ChoiceRow):
            row.active = listening
        if self.children:
            self.say("hint", Content(self._keys_told()))
        if waits and not listening:
            self._wake = self.set_timer(min(1.0, max(0.03, self.gate.grace.remaining)), self.listen)

    def redraw(self) -> None:
        super().redraw()
        self.set_class(self.fate is not Fate.OPEN, "-settled")
        self.listen()

    def leave(self) -> None:
        self.post_message(self.Left())

    def _settled(self, key: str) -> bool:
        """Whether there is nothing left to decide."""
        if self.fate is Fate.SENT and self._clock() - self._sent_at >= UNCONFIRMED:
            self.reopen("The server took the answer, and still asks.")
            return True
        if self.fate is not Fate.OPEN and key == "escape":
            self.leave()
        return self.fate is not Fate.OPEN

    def _common(self, key: str, character: str | None) -> bool:
        match character or key:
            case "escape":
                self.leave()
            case "up" | "k":
                self.body.move(-1)
            case "down" | "j":
                self.body.move(1)
            case "pageup":
                self.body.page(-1)
            case "pagedown":
                self.body.page(1)
            case "home":
                self.body.to_start()
            case "end":
                self.body.to_end()
            case "ctrl+f":
                self.body.full = not self.body.full
            case "shift+right":
                self.post_message(self.Stepped(1))
            case "shift+left":
                self.post_message(self.Stepped(-1))
            case "ctrl+o" if self.bearings.asker.session_title:
                self.post_message(OpenRequest(self.ask_id))
            case _:
                return False
        return True

    def _keys_told(self) -> str:
        if self.fate is not Fate.OPEN or (self.focused_within and self.short):
            return ""
        if self.focused and not self.gate.grace.over:
            return "one moment …"
        if self.focused_within:
            others = " · shift+←→ other asks" if self.bearings.total > 1 else ""
            opens = " · ctrl+o opens its session" if self.bearings.asker.session_title else ""
            return f"{self.hint}{others}{opens}"
        return f"{self.bearings.focus_key} to answer"

    def _uncovered(self) -> None:
        """A dialog closed (or opened): the key that did it is not for the card."""
        self.gate.resume()
        self.listen()

    def _appeared(self) -> None:
        self.gate.grace.appear()
        self.listen()
