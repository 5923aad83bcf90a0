"""The answers to a question while they are being given: pages, choices, own words. Nothing here is sent."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from octui.wire.asks import Question, QuestionItem


class Deed(StrEnum):
    """What taking an entry does."""

    PICK = "pick"
    WRITE = "write"
    GO_ON = "go on"
    SEND = "send"
    DISMISS = "dismiss"
    """Ask whether to dismiss."""
    REJECT = "reject"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row to stand on; `option` counts within its question."""

    deed: Deed
    option: int = -1


@dataclass(slots=True)
class Page:
    """What was answered to one question so far."""

    item: QuestionItem
    cursor: int = 0
    picked: set[int] = field(default_factory=set)
    own: str = ""
    own_counts: bool = False

    @property
    def several(self) -> bool:
        return bool(self.item.multiple)

    @property
    def answer(self) -> tuple[str, ...]:
        """Labels in the order they were offered, then the person's own words."""
        labels = tuple(option.label for at, option in enumerate(self.item.options) if at in self.picked)
        return (*labels, self.own) if self.own_counts and self.own else labels

    def pick(self, option: int) -> None:
        """Choose an option, or take the choice back where several may be made."""
        self.cursor = option
        if self.several:
            self.picked ^= {option}
        else:
            self.picked, self.own_counts = {option}, False

    def write(self, words: str) -> None:
        """Answer in own words; no words take the answer back."""
        self.own, self.own_counts = words, bool(words)
        if words and not self.several:
            self.picked.clear()


DISMISSING: Final = (Entry(Deed.BACK), Entry(Deed.REJECT))


class Answering:
    """Where a person is among the questions of one ask. After the last of several comes a page to look them over."""

    def __init__(self, question: Question) -> None:
        self.pages = [Page(item) for item in question.questions]
        self.at = 0
        self.dismissing = False
        self._cursor = 0
        """Where one stands on the pages that are no question."""

    @property
    def page(self) -> Page | None:
        """The question in hand; None while looking everything over."""
        return self.pages[self.at] if self.at < len(self.pages) else None

    @property
    def single(self) -> bool:
        return len(self.pages) == 1

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The rows to stand on."""
        page = self.page
        if self.dismissing:
            return DISMISSING
        if page is None:
            return (Entry(Deed.SEND), Entry(Deed.DISMISS))
        entries = [Entry(Deed.PICK, at) for at in range(len(page.item.options))]
        if page.item.custom is not False:
            entries.append(Entry(Deed.WRITE))
        if page.several:
            entries.append(Entry(Deed.SEND if self.single else Deed.GO_ON))
        return (*entries, Entry(Deed.DISMISS))

    @property
    def cursor(self) -> int:
        page = self.page
        here = self._cursor if page is None or self.dismissing else page.cursor
        return min(here, len(self.entries) - 1)

    @property
    def entry(self) -> Entry:
        return self.entries[self.cursor]

    @property
    def answers(self) -> tuple[tuple[str, ...], ...]:
        return tuple(page.answer for page in self.pages)

    def stand(self, at: int) -> None:
        at = max(0, min(at, len(self.entries) - 1))
        if self.page is None or self.dismissing:
            self._cursor = at
        else:
            self.page.cursor = at

    def turn(self, by: int) -> None:
        """Go to another question, or past the last one to look everything over."""
        last = len(self.pages) - (1 if self.single else 0)
        self.at = max(0, min(self.at + by, last))
        self._cursor = 0

    def ask_to_dismiss(self, dismissing: bool) -> None:
        self.dismissing = dismissing
        self._cursor = 0
