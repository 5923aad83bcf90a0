"""The pages of a question as they are drawn: its text, the entries below it, and the tabs above."""

from typing import Final

from textual.content import Content

from octui.render.lazy_sequence import LazySequence
from octui.render.requests.question_rows import AnswerRow
from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import MAX_ROW_LENGTH
from octui.render.text.spoofing import to_unspoofed_line
from octui.ui.approvals.questions.form import EntryAction, QuestionForm, QuestionPage
from octui.ui.key_hints import format_key
from octui.ui.keymap import get_keymap

MAX_TAB_WIDTH: Final = 20
SHOWN_TABS: Final = 12


def format_question_text(form: QuestionForm) -> str:
    """The text above the entries."""
    if form.is_rejecting:
        return "Reject without an answer? This ends the agent's turn."
    if form.page is not None:
        return form.page.item.question
    return "\n".join(f"{page.item.header}: {', '.join(page.answer) or '(not answered)'}" for page in form.pages)


class AnswerRows(LazySequence[AnswerRow]):
    """A row for each of `form.entries`, created when it is drawn."""

    __slots__ = ("_entries", "_form")

    def __init__(self, form: QuestionForm) -> None:
        self._form = form
        self._entries = form.entries

    def __len__(self) -> int:
        return len(self._entries)

    def make_element(self, index: int) -> AnswerRow:
        form, page, entry = self._form, self._form.page, self._entries[index]
        match entry.action:
            case EntryAction.PICK if page is not None:
                return _build_option_row(page, entry.option)
            case EntryAction.WRITE if page is not None:
                text = page.own_text if page.uses_own_text else "Type your own answer"
                return AnswerRow(_checkbox_for(page, page.uses_own_text), text, is_picked=page.uses_own_text)
            case EntryAction.REJECT:
                return AnswerRow("✗", "Reject", has_gap_above=True)
            case EntryAction.CONFIRM_REJECT:
                return AnswerRow("✗", "Reject", is_risky=True)
            case EntryAction.BACK:
                return AnswerRow("‹", "Back")
            case EntryAction.SEND:
                return AnswerRow("→", "Send", has_gap_above=index > 0)
            case _:
                is_last = form.page_index == len(form.pages) - 1
                return AnswerRow("→", "Review answers" if is_last else "Next question", has_gap_above=True)


def format_question_tabs(form: QuestionForm) -> Content:
    """One for each question, and one for the review; of very many those next to the one that is shown."""
    last = len(form.pages)
    start = max(0, min(form.page_index - SHOWN_TABS // 2, last - SHOWN_TABS))
    end = min(start + SHOWN_TABS, last)
    tabs = [_format_tab(form, index) for index in range(start, end)]
    before = [Content.styled(f"‹ {start:,} more")] if start else []
    after = [Content.styled(f"{last - end:,} more ›")] if end < last else []
    return Content("  ").join([*before, *tabs, *after, _format_tab(form, last)])


def _format_tab(form: QuestionForm, index: int) -> Content:
    label = "Review"
    if index < len(form.pages):
        page = form.pages[index]
        label = f"{'✓ ' if page.answer else ''}{clip_text(_show_header(page.item.header), MAX_TAB_WIDTH)}"
    return Content.styled(f" {label} ", "bold reverse" if index == form.page_index else "")


def _show_header(header: str) -> str:
    return to_unspoofed_line(header[:MAX_ROW_LENGTH])


def _build_option_row(page: QuestionPage, index: int) -> AnswerRow:
    option = page.item.options[index]
    is_picked = index in page.picked
    keys = get_keymap().get_keys("question.pick")
    number = f"{format_key(keys[index])}." if index < len(keys) else "  "
    return AnswerRow(
        f"{_checkbox_for(page, is_picked)} {number}", option.label, option.description, is_picked=is_picked
    )


def _checkbox_for(page: QuestionPage, is_picked: bool) -> str:
    if page.is_multiple:
        return "[✓]" if is_picked else "[ ]"
    return "●" if is_picked else "○"
