"""Tells typing from answering, key by key, the moment each arrives."""

from collections.abc import Callable
from enum import StrEnum

from textual.events import Key, Paste

from octui.ui.grace import Grace


class Manner(StrEnum):
    """How a card came by the focus."""

    CHOSEN = "chosen"
    """A person moved there: letters are commands."""
    ARRIVED = "arrived"
    """It took the focus by itself: letters are a prompt begun too late, now and for as long as it has it."""
    FOLLOWED = "followed"
    """The card before it had the focus: letters are a prompt as long as it does not listen yet."""


class KeyGate:
    """Judges keys for a card; what belongs to the composer is never lost and never out of order."""

    def __init__(self, clock: Callable[[], float], tentative: frozenset[str] = frozenset()) -> None:
        self.grace = Grace(clock)
        self.manner = Manner.CHOSEN
        self._tentative = tentative
        """Characters that count as answers until a letter follows them."""
        self._held: list[Key] = []

    def take(self, manner: Manner) -> None:
        """The keys come here from now on."""
        self.manner = manner
        self._held.clear()
        self.grace.begin()

    def typed(self, event: Key | Paste, *, deciding: bool) -> list[Key | Paste]:
        """What belongs to the composer, this event last; nothing when it is the card's. A paste never is."""
        if isinstance(event, Key) and not event.is_printable:
            self._held.clear()
            return []
        held, self._held = self._held, []
        if isinstance(event, Paste) or not deciding:
            return [*held, event]
        match self.manner:
            case Manner.CHOSEN:
                return []
            case Manner.FOLLOWED:
                return [] if self.grace.over else [event]
            case Manner.ARRIVED:
                if self.grace.over and event.character in self._tentative:
                    # A copy: the card is about to use this one up.
                    self._held = [*held, Key(event.key, event.character)]
                    return []
                return [*held, event]
