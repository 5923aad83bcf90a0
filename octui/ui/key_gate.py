"""Tells typing from answering, key by key, the moment each arrives."""

from collections.abc import Callable
from enum import StrEnum

from textual.events import Key, Paste

from octui.ui.grace import Grace


class Manner(StrEnum):
    """How a card came by the focus."""

    CHOSEN = "chosen"
    """A person moved there: some letters are commands."""
    ARRIVED = "arrived"
    """It took the focus by itself: letters are a prompt begun too late, now and for as long as it has it."""
    FOLLOWED = "followed"
    """The card before it had the focus, or a dialog did: letters are a prompt as long as it does not listen yet."""


class KeyGate:
    """Judges keys for a card; what belongs to the composer is never lost and never out of order.

    A character that is a command may still turn out to begin a sentence: it is done and kept in mind,
    and given back with the character after it when that is no command.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.grace = Grace(clock)
        self.manner = Manner.CHOSEN
        self._held: list[Key] = []

    def take(self, manner: Manner) -> None:
        """The keys come here from now on."""
        self.manner = manner
        self._held.clear()
        self.grace.begin()

    def resume(self) -> None:
        """The keys come here again after something else had them."""
        self.take(self.heir)

    @property
    def heir(self) -> Manner:
        """How whatever comes next, without a person's doing, comes by the focus."""
        return Manner.ARRIVED if self.manner is Manner.ARRIVED else Manner.FOLLOWED

    def typed(self, event: Key | Paste, commands: str, answers: str) -> list[Key | Paste]:
        """What belongs to the composer, this event last; nothing when the event is the card's.

        `commands` are characters that only mean something to who came on purpose, `answers` to anyone who looks.
        """
        if isinstance(event, Key) and not event.is_printable:
            self._held.clear()
            return []
        held, self._held = self._held, []
        if isinstance(event, Key) and event.character in self._meant(commands, answers):
            # A copy: the card is about to use this one up.
            self._held = [*held, Key(event.key, event.character)]
            return []
        return [*held, event]

    def _meant(self, commands: str, answers: str) -> frozenset[str | None]:
        match self.manner:
            case Manner.CHOSEN:
                return frozenset(commands + answers)
            case Manner.FOLLOWED:
                return frozenset(commands + answers if self.grace.over else "")
            case Manner.ARRIVED:
                return frozenset(answers if self.grace.over else "")
