"""What every card that asks has in common: when it listens, what it gives back, and how it ends."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static

from octui.render.asker import Asker
from octui.ui.key_gate import KeyGate
from octui.ui.widgets.ask_body import AskBody

SHORT: Final = 16
"""A screen of fewer rows has none to spare for hints."""

GiveBack = Callable[[Sequence[events.Key | events.Paste]], bool]


class Fate(StrEnum):
    """How far the answer has come."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    """The server took it; that the ask is settled is still for the server to say."""
    GONE = "gone"
    """Answered elsewhere, or withdrawn."""


@dataclass(frozen=True, slots=True)
class Bearings:
    """Where an ask stands among the others, and what to call things."""

    position: int = 1
    total: int = 1
    asker: Asker = Asker()
    home: str = ""
    focus_key: str = "ctrl+y"


class AskCard(Widget, can_focus=True):
    """One ask. Nothing in it decides unless it has the focus, stood still for a while and the keyboard was quiet."""

    OWN_KEYS: ClassVar[frozenset[str]] = frozenset(
        {
            *("enter", "escape", "left", "right", "up", "down", "tab", "shift+tab", "backspace", "delete"),
            *("pageup", "pagedown", "home", "end", "ctrl+home", "ctrl+end", "ctrl+f"),
        }
    )
    """Keys that mean something here; of the others, those that print are swallowed and the rest go on to the app."""

    STAYS_SENT: ClassVar[float] = 5.0
    """Seconds after which an ask that the server took an answer to and still lists may be answered again."""

    @dataclass
    class Left(Message):
        """Put aside without deciding."""

    @dataclass
    class Stepped(Message):
        """Another ask is wanted."""

        by: int

    def __init__(
        self, ask_id: str, bearings: Bearings, *, clock: Callable[[], float], give_back: GiveBack, tentative: str = ""
    ) -> None:
        super().__init__(id=None)
        self.ask_id = ask_id
        self.bearings = bearings
        self.fate = Fate.OPEN
        self.reserve = 0
        """Rows the dock needs beside the card."""
        self.gate = KeyGate(clock, frozenset(tentative))
        self.notice = ""
        self._clock = clock
        self._give_back = give_back
        self._sent_at = 0.0
        self._wake: Timer | None = None

    # What a card of one kind says and does.

    @property
    @abstractmethod
    def kind(self) -> str:
        """One word for the title."""

    @property
    @abstractmethod
    def subject(self) -> str:
        """What is asked about, in a word or two, safe to draw."""

    @property
    def doubtful(self) -> bool:
        """Whether something in it wants to be taken for something else."""
        return self.bearings.asker.doubtful

    @property
    @abstractmethod
    def body(self) -> AskBody:
        """The body on show."""

    @abstractmethod
    def compose_middle(self) -> ComposeResult:
        """Everything between what is hidden and the hint."""

    @abstractmethod
    def hint(self) -> str:
        """The keys that count now."""

    @abstractmethod
    def pressed(self, key: str, character: str | None) -> bool:
        """Do what a key means; False when it means nothing here."""

    # What they share.

    def compose(self) -> ComposeResult:
        yield Static(classes="ask-card--title", markup=False)
        yield Static(classes="ask-card--notice", markup=False)
        yield from self.compose_middle()
        yield Static(classes="ask-card--hint", markup=False)
