"""What a card shows for a question: a page for each, options and free text, and a review before they are sent."""

from collections.abc import Sequence
from typing import Final, assert_never

from textual.content import Content
from textual.geometry import Offset
from textual.widget import Widget
from textual.widgets import Static

from octui.render.requests.paged_rows import PagedRows, RowPlace
from octui.render.requests.question_rows import QuestionLayout, layout_question
from octui.render.text.sanitize import MAX_ROW_LENGTH
from octui.render.text.spoofing import to_unspoofed_line
from octui.render.theme.palette import Palette
from octui.store.selectors import PendingRequest
from octui.ui.approvals.button_row import ButtonOption
from octui.ui.approvals.card_body import CardBody
from octui.ui.approvals.card_frame import show_line
from octui.ui.approvals.card_protocols import CardHost
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.questions.form import EntryAction, FormEntry, QuestionForm
from octui.ui.approvals.questions.pages import AnswerRows, format_question_tabs, format_question_text
from octui.ui.approvals.request_keys import list_command_characters
from octui.ui.input.cursor import place_terminal_cursor
from octui.ui.key_hints import format_hint, format_hints, join_hints
from octui.ui.keymap import KeyContext, get_keymap
from octui.ui.messages import RejectQuestion, ReplyQuestion
from octui.wire.requests import Question

BODY_SHARE: Final = 0.6


class QuestionView:
    """Digits and space pick, Enter answers; nothing is sent before the last question was reached."""

    def __init__(self, question: Question, is_deceptive: bool, card: CardHost) -> None:
        self.question = question
        self.form = QuestionForm(question)
        self.is_writing = False
        self.text_input = FreeTextInput("Your own answer")
        self._is_deceptive = is_deceptive
        """Whether what is shown of it hides something."""
        self._card = card
        self._tabs = Static(classes="request-card--tabs", markup=False)
        self._body = CardBody(card.measure_rest, share=BODY_SHARE)
        self._layout: QuestionLayout | None = None

    @property
    def bodies(self) -> Sequence[Widget]:
        return self._tabs, self._body

    @property
    def answers(self) -> Sequence[Widget]:
        return (self.text_input,)

    @property
    def command_characters(self) -> str:
        return list_command_characters(KeyContext.QUESTION, self.answer_characters)

    @property
    def answer_characters(self) -> str:
        return get_keymap().list_characters("question.pick", "question.select")

    @property
    def title(self) -> str:
        page = self.form.page
        topic = page.item.header if page is not None else "Review"
        return f"Question · {to_unspoofed_line(topic[:MAX_ROW_LENGTH])}"

    @property
    def is_doubtful(self) -> bool:
        return self._card.card_context.requester.has_hidden_text or self._is_deceptive

    @property
    def body(self) -> CardBody:
        return self._body

    @property
    def must_be_read(self) -> bool:
        return False

    @property
    def has_unsent_text(self) -> bool:
        written = self.text_input.text if self.is_writing else ""
        return bool(written.strip()) or any(page.draft.strip() for page in self.form.pages)

    @property
    def key_hint(self) -> str:
        if self.is_writing:
            return format_hints(
                ("answer.submit", "use this answer"), ("answer.newline", "new line"), ("answer.cancel", "back")
            )
        is_picking = self.form.page is not None and not self.form.is_rejecting
        return join_hints(
            [
                format_hint("question.option.previous question.option.next", "move"),
                format_hint("question.select question.confirm" if is_picking else "question.confirm", "select"),
                format_hint("question.pick", "pick") if is_picking else "",
                "" if self.form.is_single else format_hint("question.previous question.next", "question"),
                format_hint("question.back", "back")
                if self.form.is_rejecting
                else format_hint("request.later", "decide later"),
            ]
        )

    def is_outdated(self, request: PendingRequest) -> bool:
        return request.question is not None and request.question != self.question

    def show_request(self) -> None:
        self._body.set_content(self._lay_out_page)

    def update_question(self, question: Question, is_deceptive: bool) -> None:
        """Show what is asked now; answers stay with the questions that are still the same."""
        self._leave_text()
        self.question, self.form = question, self.form.replace_question(question)
        self._is_deceptive = is_deceptive
        self.show_request()
        self._card.wait_for_display()
        self._card.refresh_card()

    def update_parts(self) -> None:
        self.text_input.display = self.is_writing
        show_line(self._tabs, Content("") if self.form.is_single else format_question_tabs(self.form))
        if self._card.is_focused_within:
            self._body.call_after_refresh(self._place_terminal_cursor)

    def is_deciding_key(self, key: str) -> bool:
        command = get_keymap().find_command_id(KeyContext.QUESTION, key)
        if command not in ("question.confirm", "question.select"):
            return False
        page = self.form.page
        return page is None or not page.is_multiple or self.form.current_entry.action is not EntryAction.PICK

    def is_choosing_key(self, key: str) -> bool:
        command = get_keymap().find_command_id(KeyContext.QUESTION, key)
        return command in ("question.option.previous", "question.option.next")

    def handle_card_key(self, key: str, character: str | None) -> bool:
        form = self.form
        match get_keymap().find_command_id(KeyContext.QUESTION, character or key):
            case "question.option.previous":
                self._highlight_entry(form.cursor - 1)
            case "question.option.next":
                self._highlight_entry(form.cursor + 1)
            case "question.previous" if not form.is_rejecting:
                self._show_page(-1)
            case "question.next" if not form.is_rejecting:
                self._show_page(1)
            case "question.confirm" | "question.select":
                self._choose_entry(form.current_entry)
            case "question.pick":
                option = get_keymap().get_keys("question.pick").index(key)
                if form.page is None or option >= len(form.page.item.options) or form.is_rejecting:
                    return False
                self._pick_option(option)
            case "question.back" if form.is_rejecting:
                self._set_rejecting(False)
            case _:
                return False
        return True

    def press_row(self, place: RowPlace) -> None:
        if self._layout is not None and (answer := self._layout.find_answer(place)) is not None:
            self._highlight_entry(answer)
            self._choose_entry(self.form.current_entry)

    def press_button(self, option: ButtonOption) -> None:
        """A question has no buttons."""

    def submit_text(self, text: str) -> None:
        page = self.form.page
        if page is None or not self.is_writing:
            return
        self._set_writing(False)
        page.write_answer(text)
        self._refresh_body()
        if text and not page.is_multiple:
            self._go_to_next()

    def cancel_text(self) -> None:
        self._set_writing(False)

    def describe_failure(self, reason: str) -> str:
        return f"Could not send your answer: {reason}. The agent is still waiting."

    def return_to_choice(self) -> None:
        """The choice was visible all the time."""

    def _choose_entry(self, entry: FormEntry) -> None:
        """Do what the highlighted row says."""
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
                self._card.send_reply(ReplyQuestion(self.question, self.form.answers, dock=self._card.dock))
            case EntryAction.REJECT:
                self._set_rejecting(True)
            case EntryAction.BACK:
                self._set_rejecting(False)
            case EntryAction.CONFIRM_REJECT:
                self._card.send_reply(RejectQuestion(self.question, dock=self._card.dock))
            case _:
                assert_never(entry.action)

    def _pick_option(self, option: int) -> None:
        self._leave_text()
        if (page := self.form.page) is not None:
            page.pick_option(option)
            self._refresh_body()

    def _highlight_entry(self, index: int) -> None:
        self.form.highlight_entry(index)
        self._refresh_body()

    def _show_page(self, by: int) -> None:
        self._leave_text()
        before = self.form.page_index
        self.form.turn_page(by)
        if self.form.page_index != before:
            self._body.set_content(self._lay_out_page)
            self._card.refresh_card()

    def _go_to_next(self) -> None:
        """To the next question; a single one is answered now."""
        if self.form.is_single:
            self._card.send_reply(ReplyQuestion(self.question, self.form.answers, dock=self._card.dock))
            return
        self._show_page(1)
        self._card.restart_guard()
        self._card.refresh_card()

    def _set_rejecting(self, is_rejecting: bool) -> None:
        self._leave_text()
        self.form.set_rejecting(is_rejecting)
        self._card.restart_guard()
        self._body.set_content(self._lay_out_page)
        self._card.refresh_card()

    def _leave_text(self) -> None:
        if self.is_writing:
            self._set_writing(False)

    def _set_writing(self, is_writing: bool) -> None:
        """Begin or end writing an answer; what was written stays with its question."""
        page = self.form.page
        if page is not None and self.is_writing and not is_writing:
            page.draft = self.text_input.text
        self.is_writing = is_writing
        self.text_input.text = page.draft or page.own_text if page is not None and is_writing else ""
        self._card.restart_guard()
        self._refresh_body()
        if self._card.is_focused_within:
            self._card.focus_view()

    def _refresh_body(self) -> None:
        self._body.update_content(self._lay_out_page)
        self._body.call_after_refresh(self._reveal_highlight)
        self._card.refresh_card()

    def _reveal_highlight(self) -> None:
        if self._layout is not None:
            self._body.reveal_page(self._layout.locate_answer(self.form.cursor).page)

    def _place_terminal_cursor(self) -> None:
        if self._layout is not None and self._card.is_focused_within:
            row = self._body.find_visible_row(self._layout.locate_answer(self.form.cursor))
            if row is not None:
                place_terminal_cursor(self._body, Offset(0, row))

    def _lay_out_page(self, width: int, palette: Palette) -> PagedRows:
        text = format_question_text(self.form)
        if self._card.is_requester_in_body and self.form.page is not None:
            text = f"{text}\n{self._card.card_context.requester_line}"
        self._layout = layout_question(text, AnswerRows(self.form), self.form.cursor, width, palette)
        return self._layout.rows
