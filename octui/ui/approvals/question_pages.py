"""The pages of a question as they are drawn: its text, the entries below it, and the tabs above."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from octui.render.requests.question_rows import AnswerRow
from octui.render.text.cell_width import clip_text
from octui.render.text.sanitize import MAX_ROW_LENGTH, to_single_line
from octui.render.text.spoofing import escape_spoofing
from octui.ui.approvals.question_form import EntryAction, QuestionForm, QuestionPage
from octui.ui.key_hints import format_key
from octui.ui.keymap import get_keymap

MAX_TAB_WIDTH: Final = 20


def format_question_text(form: QuestionForm) -> str:
    """The text above the entries."""
    if form.is_rejecting:
        return "Reject without an answer? This ends the agent's turn."
    if form.page is not None:
        return form.page.item.question
    return "\n".join(f"{page.item.header}: {', '.join(page.answer) or '(not answered)'}" for page in form.pages)


def build_answer_rows(form: QuestionForm) -> Iterator[AnswerRow]:
    """One for each of `form.entries`."""
    page = form.page
    for number, entry in enumerate(form.entries):
        match entry.action:
            case EntryAction.PICK if page is not None:
                yield _build_option_row(page, entry.option)
            case EntryAction.WRITE if page is not None:
                text = page.own_text if page.uses_own_text else "Type your own answer"
                yield AnswerRow(_checkbox_for(page, page.uses_own_text), text, is_picked=page.uses_own_text)
            case EntryAction.REJECT:
                yield AnswerRow("✗", "Reject", has_gap_above=True)
            case EntryAction.CONFIRM_REJECT:
                yield AnswerRow("✗", "Reject", is_risky=True)
            case EntryAction.BACK:
                yield AnswerRow("‹", "Back")
            case EntryAction.SEND:
                yield AnswerRow("→", "Send", has_gap_above=number > 0)
            case _:
                is_last = form.page_index == len(form.pages) - 1
                yield AnswerRow("→", "Review answers" if is_last else "Next question", has_gap_above=True)


def format_question_tabs(form: QuestionForm) -> Content:
    """One for each question, and one for the review."""
    labels = [
        f"{'✓ ' if page.answer else ''}{clip_text(_show_header(page.item.header), MAX_TAB_WIDTH)}"
        for page in form.pages
    ]
    tabs = [
        Content.styled(f" {label} ", "bold reverse" if index == form.page_index else "")
        for index, label in enumerate([*labels, "Review"])
    ]
    return Content("  ").join(tabs)


def _show_header(header: str) -> str:
    return to_single_line(escape_spoofing(header[:MAX_ROW_LENGTH]))


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
