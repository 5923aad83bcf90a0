"""Tells typing from answering, key by key, the moment each arrives."""

from collections.abc import Callable
from enum import StrEnum

from textual.events import Key, Paste

from octui.ui.approvals.grace_period import GracePeriod


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
    and given back with the character after it when that is no command.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.grace_period = GracePeriod(clock)
        self.focus_origin = FocusOrigin.USER
        self._held_keys: list[Key] = []

    def gain_focus(self, manner: FocusOrigin) -> None:
        """Keys come here from now on."""
        self.focus_origin = manner
        self._held_keys.clear()
        self.grace_period.restart_period()

    def regain_focus(self) -> None:
        """Keys come here again after something else had them."""
        self.gain_focus(self.inherited_origin)

    @property
    def inherited_origin(self) -> FocusOrigin:
        """How the next card gets the focus from this one, without the user moving it."""
        return FocusOrigin.AUTOMATIC if self.focus_origin is FocusOrigin.AUTOMATIC else FocusOrigin.INHERITED

    def divert_typing(self, event: Key | Paste, commands: str, answers: str) -> list[Key | Paste]:
        """The events that belong to the composer, this one last; none when the event is the card's.

        `commands` are characters that only mean something to who came on purpose, `answers` to anyone who looks.
        """
        if isinstance(event, Key) and not event.is_printable:
            self._held_keys.clear()
            return []
        held, self._held_keys = self._held_keys, []
        if isinstance(event, Key) and event.character in self._card_characters(commands, answers):
            # A copy: the card is about to use this one up.
            self._held_keys = [*held, Key(event.key, event.character)]
            return []
        return [*held, event]

    def _card_characters(self, commands: str, answers: str) -> frozenset[str | None]:
        match self.focus_origin:
            case FocusOrigin.USER:
                return frozenset(commands + answers)
            case FocusOrigin.INHERITED:
                return frozenset(commands + answers if self.grace_period.is_over else "")
            case FocusOrigin.AUTOMATIC:
                return frozenset(answers if self.grace_period.is_over else "")
