"""The pages of a question as they are drawn: what is asked, what can be stood on, and the tabs above."""

from collections.abc import Iterator
from typing import Final

from textual.content import Content

from octui.render.cells import clip_text
from octui.render.deceit import escape_spoofing
from octui.render.question_rows import AnswerRow
from octui.render.safe import to_single_line
from octui.ui.answering import Answering, Deed, Page

DIGITS: Final = "123456789"
"""The options that have a key of their own."""

TAB_ROOM: Final = 20


def asked_on(answering: Answering) -> str:
    """The words above the answers."""
    if answering.dismissing:
        return "Dismiss without an answer? The agent's turn ends."
    if answering.page is not None:
        return answering.page.item.question
    return "\n".join(f"{page.item.header}: {', '.join(page.answer) or '(not answered)'}" for page in answering.pages)


def rows_of(answering: Answering) -> Iterator[AnswerRow]:
    """One for each of `answering.entries`."""
    page = answering.page
    for number, entry in enumerate(answering.entries):
        match entry.deed:
            case Deed.PICK if page is not None:
                yield _option(page, entry.option)
            case Deed.WRITE if page is not None:
                words = page.own if page.own_counts else "Type your own answer"
                yield AnswerRow(_box(page, page.own_counts), words, is_picked=page.own_counts)
            case Deed.DISMISS:
                yield AnswerRow("✗", "Dismiss", has_gap_above=True)
            case Deed.REJECT:
                yield AnswerRow("✗", "Dismiss", is_risky=True)
            case Deed.BACK:
                yield AnswerRow("‹", "Back")
            case Deed.SEND:
                yield AnswerRow("→", "Send", has_gap_above=number > 0)
            case _:
                yield AnswerRow("→", "Go on", has_gap_above=True)


def tabs_of(answering: Answering) -> Content:
    """One for each question, and one to look everything over."""
    labels = [
        f"{'✓ ' if page.answer else ''}{clip_text(to_single_line(escape_spoofing(page.item.header)), TAB_ROOM)}"
        for page in answering.pages
    ]
    tabs = [
        Content.styled(f" {label} ", "bold reverse" if at == answering.at else "")
        for at, label in enumerate([*labels, "Review"])
    ]
    return Content("  ").join(tabs)


def _option(page: Page, at: int) -> AnswerRow:
    option = page.item.options[at]
    picked = at in page.picked
    number = f"{at + 1}." if at < len(DIGITS) else "  "
    return AnswerRow(f"{_box(page, picked)} {number}", option.label, option.description, is_picked=picked)


def _box(page: Page, picked: bool) -> str:
    if page.several:
        return "[✓]" if picked else "[ ]"
    return "●" if picked else "○"
