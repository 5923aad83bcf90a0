"""The question card: one page a question, choices and own words, and a look over all answers before they are sent."""

from collections.abc import Callable
from typing import Final, assert_never

from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from octui.render.deceit import escape_spoofing, has_hidden_chars
from octui.render.palette import Palette
from octui.render.question_rows import layout_question
from octui.render.safe import to_single_line
from octui.ui.answering import Answering, Deed, Entry
from octui.ui.messages import RejectQuestion, ReplyQuestion
from octui.ui.widgets.ask_body import AskBody, Rows
from octui.ui.widgets.ask_card import AskCard, Fate, GiveBack
from octui.ui.widgets.ask_frame import Bearings
from octui.ui.widgets.own_words import OwnWords
from octui.ui.widgets.question_pages import DIGITS, asked_on, rows_of, tabs_of
from octui.wire.asks import Question

SHARE: Final = 0.6


class QuestionCard(AskCard):
    """Digits and space pick, Enter answers; nothing is sent before the last question was come to."""

    COMMANDS = f"{AskCard.COMMANDS} "
    ANSWERS = DIGITS

    def __init__(
        self, question: Question, bearings: Bearings, *, clock: Callable[[], float], give_back: GiveBack
    ) -> None:
        super().__init__(question.id, bearings, clock=clock, give_back=give_back)
        self.question = question
        self.answering = Answering(question)
        self.writing = False
        self._spans: tuple[tuple[int, int], ...] = ()

    @property
    def title(self) -> tuple[str, str]:
        page = self.answering.page
        about = page.item.header if page is not None else "Review"
        return "Question", to_single_line(escape_spoofing(about))

    @property
    def doubtful(self) -> bool:
        items = self.question.questions
        texts = [text for item in items for text in (item.question, item.header)]
        texts += [text for item in items for option in item.options for text in (option.label, option.description)]
        return super().doubtful or any(has_hidden_chars(text) for text in texts)

    @property
    def body(self) -> AskBody:
        return self.query_exactly_one(AskBody)

    @property
    def target(self) -> Widget:
        return self.query_exactly_one(OwnWords) if self.writing else self

    @property
    def holds_words(self) -> bool:
        return self.writing and bool(self.query_exactly_one(OwnWords).text.strip())

    @property
    def hint(self) -> str:
        if self.writing:
            return "enter keeps your words · shift+enter new line · esc back"
        page = self.answering.page
        turns = "" if self.answering.single else " · ←→ questions"
        picks = " · 1-9 picks" if page is not None and not self.answering.dismissing else ""
        return f"↑↓ choose · enter takes{picks}{turns} · esc {'back' if self.answering.dismissing else 'leaves'}"

    def compose_bodies(self) -> ComposeResult:
        yield Static(classes="ask-card--tabs", markup=False)
        yield AskBody(self.beside, share=SHARE)

    def compose_answers(self) -> ComposeResult:
        yield OwnWords("Your own answer")

    def on_mount(self) -> None:
        self.body.show(self._lay_out)

    def pressed(self, key: str, character: str | None) -> bool:
        answering = self.answering
        match character or key:
            case "up" | "k":
                self._stand(answering.cursor - 1)
            case "down" | "j":
                self._stand(answering.cursor + 1)
            case "left" | "h" | "shift+tab" if not answering.dismissing:
                self._turn(-1)
            case "right" | "l" | "tab" if not answering.dismissing:
                self._turn(1)
            case "enter":
                self.take(answering.entry)
            case " " if answering.entry.deed is Deed.PICK:
                self._pick(answering.entry.option)
            case digit if digit in DIGITS:
                if answering.page is None or int(digit) > len(answering.page.item.options) or answering.dismissing:
                    return False
                self._pick(int(digit) - 1)
            case "escape" if answering.dismissing:
                self._dismissing(False)
            case _:
                return False
        return True

    def on_ask_body_pointed(self, message: AskBody.Pointed) -> None:
        message.stop()
        if self.fate is not Fate.OPEN or not self.gate.grace.settled:
            return
        for at, (first, last) in enumerate(self._spans):
            if first <= message.row <= last:
                self._stand(at)
                self.take(self.answering.entry)

    def on_own_words_submitted(self, message: OwnWords.Submitted) -> None:
        message.stop()
        page = self.answering.page
        if self.fate is not Fate.OPEN or page is None:
            return
        page.write(message.text)
        self._write(False)
        if message.text and not page.several:
            self._go_on()

    def on_own_words_cancelled(self, message: OwnWords.Cancelled) -> None:
        message.stop()
        if self.fate is Fate.OPEN:
            self._write(False)
        else:
            self.leave()

    def take(self, entry: Entry) -> None:
        """Do what the row one stands on says."""
        match entry.deed:
            case Deed.PICK:
                self._pick(entry.option)
                page = self.answering.page
                if page is not None and not page.several:
                    self._go_on()
            case Deed.WRITE:
                self._write(True)
            case Deed.GO_ON:
                self._go_on()
            case Deed.SEND:
                self._send()
            case Deed.DISMISS:
                self._dismissing(True)
            case Deed.BACK:
                self._dismissing(False)
            case Deed.REJECT:
                self._reject()
            case _:
                assert_never(entry.deed)

    def failed(self, sentence: str) -> None:
        super().failed(f"{sentence.rstrip('.')}. The agent still waits")

    def redraw(self) -> None:
        if self.children:
            self.query_exactly_one(OwnWords).display = self.writing
            self.say("tabs", Content("") if self.answering.single else tabs_of(self.answering))
        super().redraw()

    def _pick(self, option: int) -> None:
        if (page := self.answering.page) is not None:
            page.pick(option)
            self._show_change()

    def _stand(self, at: int) -> None:
        self.answering.stand(at)
        self._show_change()

    def _turn(self, by: int) -> None:
        before = self.answering.at
        self.answering.turn(by)
        if self.answering.at != before:
            self.body.show(self._lay_out)
            self.redraw()

    def _go_on(self) -> None:
        """To the next question; a single one is answered now."""
        if self.answering.single:
            self._send()
            return
        self._turn(1)
        self.gate.grace.begin()
        self.redraw()

    def _dismissing(self, dismissing: bool) -> None:
        self.answering.ask_to_dismiss(dismissing)
        self.gate.grace.begin()
        self.body.show(self._lay_out)
        self.redraw()

    def _write(self, writing: bool) -> None:
        self.writing = writing
        words = self.query_exactly_one(OwnWords)
        if writing and self.answering.page is not None:
            words.text = words.text or self.answering.page.own
        elif self.answering.page is not None and self.answering.page.own:
            words.text = ""
        self.gate.grace.begin()
        self._show_change()
        if self.focused_within:
            self.screen.set_focus(self.target, scroll_visible=False)

    def _send(self) -> None:
        self.sending()
        self.post_message(ReplyQuestion(self.question, self.answering.answers))

    def _reject(self) -> None:
        self.sending()
        self.post_message(RejectQuestion(self.question))

    def _show_change(self) -> None:
        self.body.redraw(self._lay_out)
        self.call_after_refresh(self._bring_cursor)
        self.redraw()

    def _bring_cursor(self) -> None:
        at = self.answering.cursor
        if at < len(self._spans):
            self.body.bring(*self._spans[at])

    def _lay_out(self, width: int, palette: Palette) -> Rows:
        asked = asked_on(self.answering)
        if self.short and self.answering.page is not None:
            asked = f"{asked}\n{self.asked_by}"
        laid = layout_question(asked, tuple(rows_of(self.answering)), self.answering.cursor, width, palette)
        self._spans = laid.spans
        return laid.rows
