from textual import events

from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.messages import RejectQuestion, ReplyQuestion
from octui.wire.requests import Choice, Question, QuestionItem
from tests.support.request_dock import HERE, DockPilot, make_question, open_dock


def sent_answers(dock: DockPilot) -> list[tuple[tuple[str, ...], ...]]:
    return [said.answers for said in dock.app.decided if isinstance(said, ReplyQuestion)]


def rejected_ids(dock: DockPilot) -> list[str]:
    return [said.request.id for said in dock.app.decided if isinstance(said, RejectQuestion)]


TWO = Question(
    id="que_2",
    session_id=HERE,
    questions=(
        QuestionItem(
            question="Which database?", header="Database", options=(Choice(label="Postgres"), Choice(label="SQLite"))
        ),
        QuestionItem(
            question="Which features?",
            header="Features",
            options=(Choice(label="A"), Choice(label="B"), Choice(label="C")),
            multiple=True,
        ),
    ),
)


async def test_enter_answers_a_single_choice() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("Postgres", "SQLite"))
        await dock.focus_card()
        await dock.press_keys("down", "enter")
        assert sent_answers(dock) == [(("SQLite",),)]


async def test_an_option_that_was_just_selected_can_be_taken_at_once() -> None:
    async with open_dock() as dock:
        await dock.add_requests(TWO)
        await dock.focus_card()
        await dock.press_keys("enter")
        await dock.type_keys("down", every=0.6)
        await dock.type_keys("enter", every=0.1)
        assert "[✓] 2. B" in dock.app.screen_text


async def test_a_digit_picks_and_only_enter_answers() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("Postgres", "SQLite"))
        await dock.focus_card()
        await dock.press_keys("2")
        assert sent_answers(dock) == []
        assert "● 2. SQLite" in dock.app.screen_text
        await dock.press_keys("enter")
        assert sent_answers(dock) == [(("SQLite",),)]


async def test_several_choices_are_marked_then_sent() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B", "C", multiple=True))
        await dock.focus_card()
        await dock.press_keys("1", "down", "space", "3", "down", "down", "enter")
        assert sent_answers(dock) == [(("A", "B", "C"),)]


async def test_what_was_marked_can_be_unmarked() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B", "C", multiple=True))
        await dock.focus_card()
        await dock.press_keys("1", "2", "1")
        assert "[✓] 2. B" in dock.app.screen_text
        assert "[ ] 1. A" in dock.app.screen_text


async def test_several_questions_are_looked_over_before_they_are_sent() -> None:
    async with open_dock() as dock:
        await dock.add_requests(TWO)
        await dock.focus_card()
        await dock.press_keys("down", "enter")
        assert sent_answers(dock) == []
        assert "Which features?" in dock.app.screen_text
        await dock.press_keys("1", "3", "right")
        shown = dock.app.screen_text
        assert "Database: SQLite" in shown
        assert "Features: A, C" in shown
        await dock.press_keys("enter")
        assert sent_answers(dock) == [(("SQLite",), ("A", "C"))]


async def test_going_back_to_a_question_works_and_an_open_one_is_named() -> None:
    async with open_dock() as dock:
        await dock.add_requests(TWO)
        await dock.focus_card()
        await dock.press_keys("right", "right")
        assert "Database: (not answered)" in dock.app.screen_text
        await dock.press_keys("left", "left", "1", "tab", "tab", "enter")
        assert sent_answers(dock) == [(("Postgres",), ())]


async def test_an_own_answer_takes_the_place_of_a_single_choice() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("Postgres", "SQLite"))
        await dock.focus_card()
        await dock.press_keys("1", "down", "down", "enter")
        await dock.type_keys(*"none of them 1 2")
        await dock.press_keys("enter")
        assert sent_answers(dock) == [(("none of them 1 2",),)]


async def test_an_own_answer_goes_with_several_choices() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B", multiple=True))
        await dock.focus_card()
        await dock.press_keys("1", "down", "down", "enter")
        await dock.type_keys(*"and C")
        await dock.press_keys("enter", "down", "enter")
        assert sent_answers(dock) == [(("A", "and C"),)]


async def test_own_words_left_with_esc_are_still_there() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        await dock.press_keys("down", "down", "enter")
        await dock.type_keys(*"perhaps")
        await dock.press_keys("escape")
        await dock.show_dock()
        await dock.press_keys("enter")
        assert dock.app.card.query_exactly_one(FreeTextInput).text == "perhaps"
        assert sent_answers(dock) == []


async def test_no_own_answer_is_offered_where_it_is_not_wanted() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B", custom=False))
        assert "Type your own answer" not in dock.app.screen_text
        await dock.add_requests(make_question("A", "B", id="que_9"))
        await dock.focus_card()
        await dock.press_keys("shift+right")
        assert "Type your own answer" in dock.app.screen_text


async def test_esc_leaves_without_dismissing() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        await dock.press_keys("escape")
        assert dock.app.composer.has_focus
        assert dock.app.dock.display
        assert rejected_ids(dock) == []


async def test_dismissing_is_a_choice_and_has_to_be_confirmed() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        await dock.press_keys("down", "down", "down", "enter", "enter")
        assert rejected_ids(dock) == []
        await dock.press_keys("enter", "down", "enter")
        assert rejected_ids(dock) == ["que_1"]


async def test_keys_in_the_first_moment_neither_pick_nor_answer() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        await dock.type_keys("2", "enter", "enter", every=0.1)
        assert sent_answers(dock) == []
        assert "● 2. B" not in dock.app.screen_text


async def test_a_burst_into_a_question_that_took_the_focus_is_typed() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_question("A", "B"))
        assert dock.app.card.is_focused
        await dock.type_keys(*"1 y a", "enter", *"2 more", "enter")
        assert sent_answers(dock) == []
        assert dock.app.composer.text == "1 y a\n2 more\n"


async def test_a_digit_that_turns_out_to_begin_a_sentence_is_given_back() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_question("A", "B"))
        dock.app.clock.advance(5)
        await dock.type_keys("2", *" more things", "enter")
        assert dock.app.composer.text == "2 more things\n"
        assert sent_answers(dock) == []


async def test_a_digit_then_enter_answers_a_question_that_took_the_focus() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_question("A", "B"))
        await dock.press_keys("2", "enter")
        assert sent_answers(dock) == [(("B",),)]
        assert dock.app.composer.text == ""


async def test_a_paste_answers_no_question() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        dock.app.clock.advance(5)
        dock.app.post_message(events.Paste("1\n2\n"))
        await dock.pilot.pause()
        await dock.pilot.pause()
        assert dock.app.composer.text == "1\n2\n"
        assert sent_answers(dock) == []


async def test_a_click_on_an_answer_takes_it_once_the_card_stood_still() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        body = dock.app.card.view.body
        row = next(y for y, line in enumerate(dock.app.screen_text.splitlines()) if "2. B" in line)
        await dock.pilot.click(body, offset=(8, row - body.region.y))
        assert sent_answers(dock) == []
        dock.app.clock.advance(1)
        await dock.pilot.click(body, offset=(8, row - body.region.y))
        await dock.pilot.pause()
        assert sent_answers(dock) == [(("B",),)]


async def test_an_answer_that_was_not_delivered_can_be_given_again() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        await dock.press_keys("enter", "enter")
        assert len(sent_answers(dock)) == 1
        dock.app.dock.report_failure("que_1", "The server did not answer.")
        await dock.pilot.pause()
        assert "Could not send your answer" in dock.app.screen_text
        await dock.press_keys("enter")
        assert sent_answers(dock) == [(("A",),)] * 2


async def test_a_question_longer_than_the_screen_scrolls_to_where_one_stands() -> None:
    async with open_dock((60, 20)) as dock:
        await dock.add_requests(make_question(*(f"choice number {number}" for number in range(40))))
        await dock.focus_card()
        assert "more lines · pgdn" in dock.app.screen_text
        await dock.press_keys(*["down"] * 30)
        assert "› ○    choice number 30" in dock.app.screen_text


async def test_hostile_words_in_a_question_are_shown_as_they_are() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("[@click=app.quit]yes[/]", "no\u202eoot", "\x1b[2J"))
        shown = dock.app.screen_text
        assert "[@click=app.quit]yes[/]" in shown
        assert "no\\u{202e}oot" in shown
        assert "\x1b" not in shown


async def test_the_smallest_screen_shows_question_and_choice() -> None:
    async with open_dock((40, 10)) as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        assert "Which one?" in dock.app.screen_text
        await dock.press_keys("down")
        assert "› ○ 2. B" in dock.app.screen_text
        assert dock.app.composer.region.bottom <= 10


async def test_space_chooses_on_a_card_that_took_the_focus_by_itself() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_question("A", "B"))
        assert dock.app.card.is_focused
        await dock.press_keys("down", "space")
        assert sent_answers(dock) == [(("B",),)]
        assert dock.app.composer.text == ""


async def test_words_begun_under_one_question_stay_with_it() -> None:
    first, second = (
        QuestionItem(question=f"{name}?", header=name, options=(Choice("A"), Choice("B"))) for name in ("One", "Two")
    )
    async with open_dock() as dock:
        await dock.add_requests(Question(id="que_1", session_id="ses_here", questions=(first, second)))
        await dock.focus_card()
        await dock.press_keys("down", "down", "enter", *"for one", "escape", "right", "down", "down", "enter")
        assert dock.app.card.view.text_input.text == ""
        await dock.press_keys("escape", "left", "enter")
        assert dock.app.card.view.text_input.text == "for one"


async def test_a_replaced_question_is_shown_and_takes_no_words_of_the_one_before() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_question("A", "B"))
        await dock.focus_card()
        await dock.press_keys("down", "down", "enter", *"words")
        await dock.add_requests(make_question("C", "D"))
        assert "about C" in dock.app.screen_text
        await dock.press_keys("down", "down", "enter")
        assert dock.app.card.view.text_input.text == ""
        assert sent_answers(dock) == []
