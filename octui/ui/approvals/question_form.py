"""The answers to a question while they are being given: pages, choices, own words. Nothing here is sent."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from octui.wire.asks import Question, QuestionItem


class EntryAction(StrEnum):
    """What taking an entry does."""

    PICK = "pick"
    WRITE = "write"
    NEXT = "go on"
    SEND = "send"
    DISMISS = "dismiss"
    """Ask whether to dismiss."""
    REJECT = "reject"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One row to stand on; `option` counts within its question."""

    action: EntryAction
    option: int = -1


@dataclass(slots=True)
class QuestionPage:
    """What was answered to one question so far."""

    item: QuestionItem
    cursor: int = 0
    picked: set[int] = field(default_factory=set)
    own_text: str = ""
    uses_own_text: bool = False

    @property
    def is_multiple(self) -> bool:
        return bool(self.item.multiple)

    @property
    def answer(self) -> tuple[str, ...]:
        """Labels in the order they were offered, then the person's own words."""
        labels = tuple(option.label for at, option in enumerate(self.item.options) if at in self.picked)
        return (*labels, self.own_text) if self.uses_own_text and self.own_text else labels

    def pick_option(self, option: int) -> None:
        """Choose an option, or take the choice back where several may be made."""
        self.cursor = option
        if self.is_multiple:
            self.picked ^= {option}
        else:
            self.picked, self.uses_own_text = {option}, False

    def write_answer(self, words: str) -> None:
        """Answer in own words; no words take the answer back."""
        self.own_text, self.uses_own_text = words, bool(words)
        if words and not self.is_multiple:
            self.picked.clear()


DISMISS_ENTRIES: Final = (FormEntry(EntryAction.BACK), FormEntry(EntryAction.REJECT))


class QuestionForm:
    """Where a person is among the questions of one ask. After the last of several comes a page to look them over."""

    def __init__(self, question: Question) -> None:
        self.pages = [QuestionPage(item) for item in question.questions]
        self.page_index = 0
        self.is_dismissing = False
        self._cursor = 0
        """Where one stands on the pages that are no question."""

    @property
    def page(self) -> QuestionPage | None:
        """The question in hand; None while looking everything over."""
        return self.pages[self.page_index] if self.page_index < len(self.pages) else None

    @property
    def is_single(self) -> bool:
        return len(self.pages) == 1

    @property
    def entries(self) -> tuple[FormEntry, ...]:
        """The rows to stand on."""
        page = self.page
        if self.is_dismissing:
            return DISMISS_ENTRIES
        if page is None:
            return (FormEntry(EntryAction.SEND), FormEntry(EntryAction.DISMISS))
        entries = [FormEntry(EntryAction.PICK, at) for at in range(len(page.item.options))]
        if page.item.custom is not False:
            entries.append(FormEntry(EntryAction.WRITE))
        if page.is_multiple:
            entries.append(FormEntry(EntryAction.SEND if self.is_single else EntryAction.NEXT))
        return (*entries, FormEntry(EntryAction.DISMISS))

    @property
    def cursor(self) -> int:
        page = self.page
        here = self._cursor if page is None or self.is_dismissing else page.cursor
        return min(here, len(self.entries) - 1)

    @property
    def current_entry(self) -> FormEntry:
        return self.entries[self.cursor]

    @property
    def answers(self) -> tuple[tuple[str, ...], ...]:
        return tuple(page.answer for page in self.pages)

    def highlight_entry(self, at: int) -> None:
        at = max(0, min(at, len(self.entries) - 1))
        if self.page is None or self.is_dismissing:
            self._cursor = at
        else:
            self.page.cursor = at

    def turn_page(self, by: int) -> None:
        """Go to another question, or past the last one to look everything over."""
        last = len(self.pages) - (1 if self.is_single else 0)
        self.page_index = max(0, min(self.page_index + by, last))
        self._cursor = 0

    def set_dismissing(self, dismissing: bool) -> None:
        self.is_dismissing = dismissing
        self._cursor = 0
