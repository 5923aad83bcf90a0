"""The answers to a question while they are being given: pages, options, free text. Nothing here is sent."""

from collections.abc import Sequence
from dataclasses import field
from enum import StrEnum
from typing import Final

from octui.lazy_dataclasses import dataclass
from octui.render.lazy_sequence import LazySequence
from octui.wire.requests import Question, QuestionItem


class EntryAction(StrEnum):
    """What choosing an entry does."""

    PICK = "pick"
    WRITE = "write"
    NEXT = "next"
    SEND = "send"
    REJECT = "reject"
    """Show what rejecting means, to be confirmed."""
    CONFIRM_REJECT = "confirm reject"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class FormEntry:
    """One row that can be highlighted; `option` counts within its question."""

    action: EntryAction
    option: int = -1


@dataclass(slots=True)
class QuestionPage:
    """The answer to one question so far."""

    item: QuestionItem
    cursor: int = 0
    picked: set[int] = field(default_factory=set)
    own_text: str = ""
    draft: str = ""
    """An answer being written, which is not given yet."""
    uses_own_text: bool = False

    @property
    def is_multiple(self) -> bool:
        return bool(self.item.multiple)

    @property
    def answer(self) -> tuple[str, ...]:
        """Labels in the order they were offered, then the free text."""
        labels = tuple(self.item.options[index].label for index in sorted(self.picked))
        return (*labels, self.own_text) if self.uses_own_text and self.own_text else labels

    def pick_option(self, option: int) -> None:
        """Choose an option, or undo the choice where several are allowed."""
        self.cursor = option
        if self.is_multiple:
            self.picked ^= {option}
        else:
            self.picked, self.uses_own_text = {option}, False

    def write_answer(self, text: str) -> None:
        """Answer in free text; an empty one removes the answer."""
        self.own_text, self.uses_own_text, self.draft = text, bool(text), ""
        if text and not self.is_multiple:
            self.picked.clear()


class FormEntries(LazySequence[FormEntry]):
    """One for each option, of which there may be thousands, and those that follow them."""

    __slots__ = ("_after", "_option_count")

    def __init__(self, option_count: int, after: Sequence[EntryAction]) -> None:
        self._option_count = option_count
        self._after = after

    def __len__(self) -> int:
        return self._option_count + len(self._after)

    def make_element(self, index: int) -> FormEntry:
        if index < self._option_count:
            return FormEntry(EntryAction.PICK, index)
        return FormEntry(self._after[index - self._option_count])


REJECT_ENTRIES: Final = (FormEntry(EntryAction.BACK), FormEntry(EntryAction.CONFIRM_REJECT))


class QuestionForm:
    """Where the user is among the questions of one request. After the last of several comes a review page."""

    def __init__(self, question: Question) -> None:
        self.pages = [QuestionPage(item) for item in question.questions]
        self.page_index = 0
        self.is_rejecting = False
        self._cursor = 0
        """The highlighted entry on the pages without a question."""

    @property
    def page(self) -> QuestionPage | None:
        """The question that is shown; None on the review page."""
        return self.pages[self.page_index] if self.page_index < len(self.pages) else None

    @property
    def is_single(self) -> bool:
        return len(self.pages) == 1

    @property
    def entries(self) -> Sequence[FormEntry]:
        """The rows that can be highlighted."""
        page = self.page
        if self.is_rejecting:
            return REJECT_ENTRIES
        if page is None:
            return (FormEntry(EntryAction.SEND), FormEntry(EntryAction.REJECT))
        after = [EntryAction.WRITE] if page.item.custom is not False else []
        if page.is_multiple:
            after.append(EntryAction.SEND if self.is_single else EntryAction.NEXT)
        return FormEntries(len(page.item.options), [*after, EntryAction.REJECT])

    @property
    def cursor(self) -> int:
        page = self.page
        here = self._cursor if page is None or self.is_rejecting else page.cursor
        return min(here, len(self.entries) - 1)

    @property
    def current_entry(self) -> FormEntry:
        return self.entries[self.cursor]

    @property
    def answers(self) -> tuple[tuple[str, ...], ...]:
        return tuple(page.answer for page in self.pages)

    def highlight_entry(self, index: int) -> None:
        index = max(0, min(index, len(self.entries) - 1))
        if self.page is None or self.is_rejecting:
            self._cursor = index
        else:
            self.page.cursor = index

    def turn_page(self, by: int) -> None:
        """Go to another question, or past the last one to the review page."""
        last = len(self.pages) - (1 if self.is_single else 0)
        self.page_index = max(0, min(self.page_index + by, last))
        self._cursor = 0

    def replace_question(self, question: Question) -> "QuestionForm":
        """The form for a request that changed; a question that is still the same keeps its answer and its draft."""
        form = QuestionForm(question)
        known = {page.item: page for page in self.pages}
        form.pages = [known.pop(page.item, page) for page in form.pages]
        if self.page in form.pages:
            form.page_index = form.pages.index(self.page)
        return form

    def set_rejecting(self, is_rejecting: bool) -> None:
        self.is_rejecting = is_rejecting
        self._cursor = 0
