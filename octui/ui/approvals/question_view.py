"""The question card: one page a question, choices and own words, and a look over all answers before they are sent."""

from collections.abc import Callable
from typing import Final, assert_never

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from octui.render.requests.question_rows import layout_question
from octui.render.text.sanitize import to_single_line
from octui.render.text.spoofing import escape_spoofing, has_hidden_chars
from octui.render.theme.palette import Palette
from octui.ui.approvals.card_body import CardBody, Rows
from octui.ui.approvals.card_frame import CardContext
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.question_form import EntryAction, FormEntry, QuestionForm
from octui.ui.approvals.question_pages import DIGITS, build_answer_rows, format_question_tabs, format_question_text
from octui.ui.approvals.request_card import ReplyState, RequestCard, ReturnKeys
from octui.ui.messages import RejectQuestion, ReplyQuestion
from octui.wire.asks import Question

BODY_SHARE: Final = 0.6


class QuestionCard(RequestCard):
    """Digits and space pick, Enter answers; nothing is sent before the last question was come to."""

    COMMAND_CHARACTERS = f"{RequestCard.COMMAND_CHARACTERS} "
    ANSWER_CHARACTERS = DIGITS

    def __init__(
        self, question: Question, bearings: CardContext, *, clock: Callable[[], float], give_back: ReturnKeys
    ) -> None:
        super().__init__(question.id, bearings, clock=clock, give_back=give_back)
        self.question = question
        self.form = QuestionForm(question)
        self.is_writing = False
        self._spans: tuple[tuple[int, int], ...] = ()

    @property
    def title(self) -> tuple[str, str]:
        page = self.form.page
        about = page.item.header if page is not None else "Review"
        return "Question", to_single_line(escape_spoofing(about))

    @property
    def is_doubtful(self) -> bool:
        items = self.question.questions
        texts = [text for item in items for text in (item.question, item.header)]
        texts += [text for item in items for option in item.options for text in (option.label, option.description)]
        return super().is_doubtful or any(has_hidden_chars(text) for text in texts)

    @property
    def body(self) -> CardBody:
        return self.query_exactly_one(CardBody)

    @property
    def focus_target(self) -> Widget:
        return self.query_exactly_one(FreeTextInput) if self.is_writing else self

    @property
    def has_unsent_text(self) -> bool:
        return self.is_writing and bool(self.query_exactly_one(FreeTextInput).text.strip())

    @property
    def key_hint(self) -> str:
        if self.is_writing:
            return "enter keeps your words · shift+enter new line · esc back"
        page = self.form.page
        turns = "" if self.form.is_single else " · ←→ questions"
        picks = " · 1-9 picks" if page is not None and not self.form.is_dismissing else ""
        return f"↑↓ choose · enter takes{picks}{turns} · esc {'back' if self.form.is_dismissing else 'leaves'}"

    def compose_bodies(self) -> ComposeResult:
        yield Static(classes="request-card--tabs", markup=False)
        yield CardBody(self.measure_rest, share=BODY_SHARE)

    def compose_answers(self) -> ComposeResult:
        yield FreeTextInput("Your own answer")

    def on_mount(self) -> None:
        self.body.set_content(self._lay_out_page)

    def handle_card_key(self, key: str, character: str | None) -> bool:
        answering = self.form
        match character or key:
            case "up" | "k":
                self._highlight_entry(answering.cursor - 1)
            case "down" | "j":
                self._highlight_entry(answering.cursor + 1)
            case "left" | "h" | "shift+tab" if not answering.is_dismissing:
                self._show_page(-1)
            case "right" | "l" | "tab" if not answering.is_dismissing:
                self._show_page(1)
            case "enter":
                self.choose_entry(answering.current_entry)
            case " " if answering.current_entry.action is EntryAction.PICK:
                self._pick_option(answering.current_entry.option)
            case digit if digit in DIGITS:
                if answering.page is None or int(digit) > len(answering.page.item.options) or answering.is_dismissing:
                    return False
                self._pick_option(int(digit) - 1)
            case "escape" if answering.is_dismissing:
                self._confirm_dismissal(False)
            case _:
                return False
        return True

    def on_card_body_row_clicked(self, message: CardBody.RowClicked) -> None:
        message.stop()
        if self.reply_state is not ReplyState.OPEN or not self.key_guard.grace_period.is_steady:
            return
        for at, (first, last) in enumerate(self._spans):
            if first <= message.row <= last:
                self._highlight_entry(at)
                self.choose_entry(self.form.current_entry)

    def on_free_text_input_submitted(self, message: FreeTextInput.Submitted) -> None:
        message.stop()
        page = self.form.page
        if self.reply_state is not ReplyState.OPEN or page is None:
            return
        page.write_answer(message.text)
        self._set_writing(False)
        if message.text and not page.is_multiple:
            self._go_to_next()

    def on_free_text_input_cancelled(self, message: FreeTextInput.Cancelled) -> None:
        message.stop()
        if self.reply_state is ReplyState.OPEN:
            self._set_writing(False)
        else:
            self.defer_request()

    def choose_entry(self, entry: FormEntry) -> None:
        """Do what the row one stands on says."""
        match entry.action:
            case EntryAction.PICK:
                self._pick_option(entry.option)
                page = self.form.page
                if page is not None and not page.is_multiple:
                    self._go_to_next()
            case EntryAction.WRITE:
                self._set_writing(True)
            case EntryAction.NEXT:
                self._go_to_next()
            case EntryAction.SEND:
                self._send_answers()
            case EntryAction.DISMISS:
                self._confirm_dismissal(True)
            case EntryAction.BACK:
                self._confirm_dismissal(False)
            case EntryAction.REJECT:
                self._reject_question()
            case _:
                assert_never(entry.deed)

    def show_failure(self, sentence: str) -> None:
        super().show_failure(f"{sentence.rstrip('.')}. The agent still waits")

    def refresh_card(self) -> None:
        if self.children:
            self.query_exactly_one(FreeTextInput).display = self.is_writing
            self.set_line("tabs", Content("") if self.form.is_single else format_question_tabs(self.form))
        super().refresh_card()

    def _pick_option(self, option: int) -> None:
        if (page := self.form.page) is not None:
            page.pick_option(option)
            self._refresh_body()

    def _highlight_entry(self, at: int) -> None:
        self.form.highlight_entry(at)
        self._refresh_body()

    def _show_page(self, by: int) -> None:
        before = self.form.page_index
        self.form.turn_page(by)
        if self.form.page_index != before:
            self.body.set_content(self._lay_out_page)
            self.refresh_card()

    def _go_to_next(self) -> None:
        """To the next question; a single one is answered now."""
        if self.form.is_single:
            self._send_answers()
            return
        self._show_page(1)
        self.key_guard.grace_period.restart_period()
        self.refresh_card()

    def _confirm_dismissal(self, dismissing: bool) -> None:
        self.form.set_dismissing(dismissing)
        self.key_guard.grace_period.restart_period()
        self.body.set_content(self._lay_out_page)
        self.refresh_card()

    def _set_writing(self, writing: bool) -> None:
        self.is_writing = writing
        words = self.query_exactly_one(FreeTextInput)
        if writing and self.form.page is not None:
            words.text = words.text or self.form.page.own_text
        elif self.form.page is not None and self.form.page.own_text:
            words.text = ""
        self.key_guard.grace_period.restart_period()
        self._refresh_body()
        if self.is_focused_within:
            self.screen.set_focus(self.focus_target, scroll_visible=False)

    def _send_answers(self) -> None:
        self.mark_sending()
        self.post_message(ReplyQuestion(self.question, self.form.answers))

    def _reject_question(self) -> None:
        self.mark_sending()
        self.post_message(RejectQuestion(self.question))

    def _refresh_body(self) -> None:
        self.body.update_content(self._lay_out_page)
        self.call_after_refresh(self._reveal_highlight)
        self.refresh_card()

    def _reveal_highlight(self) -> None:
        at = self.form.cursor
        if at < len(self._spans):
            self.body.reveal_rows(*self._spans[at])

    def _lay_out_page(self, width: int, palette: Palette) -> Rows:
        asked = format_question_text(self.form)
        if self.is_short and self.form.page is not None:
            asked = f"{asked}\n{self.requester_line}"
        laid = layout_question(asked, tuple(build_answer_rows(self.form)), self.form.cursor, width, palette)
        self._spans = laid.spans
        return laid.rows
