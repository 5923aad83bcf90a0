"""Tells typing from answering, key by key, the moment each arrives."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from textual.events import Key, Paste

from octui.ui.approvals.grace_period import QUIET_SECONDS, GracePeriod
from octui.ui.input.key_presses import KeyPresses


class FocusOrigin(StrEnum):
    """How a card got the focus."""

    USER = "user"
    """The user moved there: some letters are commands."""
    AUTOMATIC = "automatic"
    """The card took it: letters belong to a prompt being typed, for as long as the card has the focus."""
    INHERITED = "inherited"
    """From the card before it, or from a dialog: letters belong to a prompt until the grace period is over."""


class KeyGuard:
    """Decides which keys are for a card; what belongs to the composer is never lost and never out of order.

    A character that is a command may still turn out to begin a sentence: it is done and kept in mind,
    and given back with the character after it when that is not a command.
    """

    def __init__(self, clock: Callable[[], float], key_presses: KeyPresses) -> None:
        self.grace_period = GracePeriod(clock)
        self._key_presses = key_presses
        self.focus_origin = FocusOrigin.USER
        self._clock = clock
        self._held_keys: list[Key] = []
        self._held_at = 0.0
        self._visit: float | None = None
        """The period that began as the user came to a card that had been on the screen for a while."""
        self._choice: float | None = None
        """The period in which the user moved from one answer to another."""

    def gain_focus(self, origin: FocusOrigin) -> None:
        """Keys come here from now on."""
        was_seen = self.grace_period.is_steady
        self.focus_origin = origin
        self._held_keys.clear()
        self.grace_period.restart_period()
        self._visit = self.grace_period.opens_at if was_seen and origin is FocusOrigin.USER else None

    def regain_focus(self) -> None:
        """Keys come here again after something else had them."""
        self.gain_focus(self.inherited_origin)

    @property
    def inherited_origin(self) -> FocusOrigin:
        """How the next card gets the focus from this one, without the user moving it."""
        return FocusOrigin.AUTOMATIC if self.focus_origin is FocusOrigin.AUTOMATIC else FocusOrigin.INHERITED

    def accept_key(self, key: str, *, decides: bool, chooses: bool = False) -> bool:
        """Whether the key just pressed counts; one that decides must also stand alone.

        A key that chooses moves from one answer to another and writes nothing. It shows that the user is at the card:
        it need not wait where the user came on purpose, and what decides after it has only to be pressed again.
        """
        pressed_at = self._key_presses.find_time(key)
        if chooses and self._visit == self.grace_period.opens_at:
            self.grace_period.end_period(pressed_at)
        if not self.grace_period.accept_key(pressed_at):
            return False
        if chooses:
            self._choice = self.grace_period.opens_at
        if not decides:
            return True
        return self.is_new_press(key) if self._has_chosen else self.is_single_press(key)

    def is_single_press(self, key: str) -> bool:
        """Whether the key just pressed is neither held down nor part of a rhythm; if so, it is used up."""
        return self._use_up(key, self._key_presses.is_separate_press(key))

    def is_new_press(self, key: str) -> bool:
        """Whether the key just pressed is not a held key repeating, which is enough in a text input."""
        return self._use_up(key, self._key_presses.is_new_press(key))

    def measure_wait(self, deciding_keys: Sequence[str]) -> float:
        """Seconds until each of these keys can decide if no key is pressed."""
        waits = [
            self._key_presses.measure_wait(key)
            for key in deciding_keys
            if not (self._has_chosen and self._key_presses.is_interrupted(key))
        ]
        return max(self.grace_period.remaining_seconds, *waits, 0.0)

    def divert_typing(self, event: Key | Paste, commands: str, answers: str) -> list[Key | Paste]:
        """The events that belong to the composer, this one last; none when the event is the card's.

        `commands` are characters that count only if the user moved to the card, `answers` however it got the focus.
        """
        if isinstance(event, Key) and not event.is_printable:
            self._held_keys.clear()
            return []
        held, self._held_keys = self._held_keys, []
        is_word_gap = (
            isinstance(event, Key) and event.character == " " and held and self._clock() < self._held_at + QUIET_SECONDS
        )
        # A space is held too, and given back with the letter after it: alone it never leaves the card.
        is_own = isinstance(event, Key) and (
            event.character == " " or event.character in self._card_characters(commands, answers)
        )
        if isinstance(event, Key) and is_own and not is_word_gap:
            self._held_at = self._clock()
            # A copy: the card is about to use this one up.
            self._held_keys = [*held, Key(event.key, event.character)]
            return []
        return [*held, event]

    @property
    def _has_chosen(self) -> bool:
        """Whether the user chose an answer since anything last made the card wait."""
        return self._choice == self.grace_period.opens_at

    def _card_characters(self, commands: str, answers: str) -> frozenset[str | None]:
        match self.focus_origin:
            case FocusOrigin.USER:
                return frozenset(commands + answers)
            case FocusOrigin.INHERITED:
                return frozenset(commands + answers if self.grace_period.is_over else "")
            case FocusOrigin.AUTOMATIC:
                return frozenset(answers if self.grace_period.is_over else "")

    def _use_up(self, key: str, counts: bool) -> bool:
        if counts:
            self._key_presses.end_rhythm(key)
        return counts
