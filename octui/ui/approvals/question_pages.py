"""The pages of a question as they are drawn: what is asked, what can be stood on, and the tabs above."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from octui.render.requests.question_rows import AnswerRow
from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import to_single_line
from octui.render.text.spoofing import escape_spoofing
from octui.ui.approvals.question_form import EntryAction, QuestionForm, QuestionPage

DIGITS: Final = "123456789"
"""The options that have a key of their own."""

MAX_TAB_WIDTH: Final = 20


def format_question_text(answering: QuestionForm) -> str:
    """The words above the answers."""
    if answering.is_dismissing:
        return "Dismiss without an answer? The agent's turn ends."
    if answering.page is not None:
        return answering.page.item.question
    return "\n".join(f"{page.item.header}: {', '.join(page.answer) or '(not answered)'}" for page in answering.pages)


def build_answer_rows(answering: QuestionForm) -> Iterator[AnswerRow]:
    """One for each of `answering.entries`."""
    page = answering.page
    for number, entry in enumerate(answering.entries):
        match entry.action:
            case EntryAction.PICK if page is not None:
                yield _build_option_row(page, entry.option)
            case EntryAction.WRITE if page is not None:
                words = page.own_text if page.uses_own_text else "Type your own answer"
                yield AnswerRow(_checkbox_for(page, page.uses_own_text), words, is_picked=page.uses_own_text)
            case EntryAction.DISMISS:
                yield AnswerRow("✗", "Dismiss", has_gap_above=True)
            case EntryAction.REJECT:
                yield AnswerRow("✗", "Dismiss", is_risky=True)
            case EntryAction.BACK:
                yield AnswerRow("‹", "Back")
            case EntryAction.SEND:
                yield AnswerRow("→", "Send", has_gap_above=number > 0)
            case _:
                yield AnswerRow("→", "Go on", has_gap_above=True)


def format_question_tabs(answering: QuestionForm) -> Content:
    """One for each question, and one to look everything over."""
    labels = [
        f"{'✓ ' if page.answer else ''}{clip_text(to_single_line(escape_spoofing(page.item.header)), MAX_TAB_WIDTH)}"
        for page in answering.pages
    ]
    tabs = [
        Content.styled(f" {label} ", "bold reverse" if at == answering.page_index else "")
        for at, label in enumerate([*labels, "Review"])
    ]
    return Content("  ").join(tabs)


def _build_option_row(page: QuestionPage, at: int) -> AnswerRow:
    option = page.item.options[at]
    picked = at in page.picked
    number = f"{at + 1}." if at < len(DIGITS) else "  "
    return AnswerRow(f"{_checkbox_for(page, picked)} {number}", option.label, option.description, is_picked=picked)


def _checkbox_for(page: QuestionPage, picked: bool) -> str:
    if page.is_multiple:
        return "[✓]" if picked else "[ ]"
    return "●" if picked else "○"
