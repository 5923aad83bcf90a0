from textual.screen import ModalScreen

from octui.store.actions import HistoryLoaded
from octui.ui.approvals.request_card import ReplyState
from octui.ui.messages import ReplyPermission
from octui.wire.messages import Message, MessageInfo
from octui.wire.parts import ToolPart, ToolState
from octui.wire.requests import Permission, ToolCall
from tests.support.request_dock import CHILD, ELSEWHERE, HERE, make_bash_permission, make_question, open_dock


async def test_with_nothing_to_answer_there_is_no_dock() -> None:
    async with open_dock() as asked:
        await asked.show_dock()
        assert asked.app.dock.request_count == 0
        assert not asked.app.dock.display


async def test_all_asks_are_counted_and_the_sessions_own_stands_first() -> None:
    async with open_dock() as asked:
        await asked.add_requests(
            make_bash_permission("one", session_id=ELSEWHERE, id="per_1"),
            make_bash_permission("two", session_id=CHILD, id="per_2"),
            make_bash_permission("three", id="per_3"),
        )
        assert asked.app.dock.request_count == 3
        assert "Allow bash? · 1 of 3 · Build · this session · in ~/shop" in asked.app.screen_text
        assert "$ three" in asked.app.screen_text


async def test_asks_of_subagents_at_any_depth_are_attributed() -> None:
    async with open_dock((120, 30)) as asked:
        await asked.add_requests(make_bash_permission("deep", session_id="ses_grandchild"))
        assert "Build › General › Explore (subagent) · session ‘dig’" in asked.app.screen_text


async def test_a_sibling_and_a_parent_are_seen_from_a_child() -> None:
    async with open_dock((120, 30)) as asked:
        asked.app.viewed = "ses_grandchild"
        await asked.add_requests(make_bash_permission("from above"))
        assert "$ from above" in asked.app.screen_text
        assert "session ‘Fix the totals’" in asked.app.screen_text


async def test_asks_of_other_sessions_are_told_of_but_not_shown_as_this_ones() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("secret", session_id=ELSEWHERE))
        assert asked.app.dock.display
        assert asked.app.dock.current_card is None
        assert "1 request in other sessions (ctrl+y): bash in ‘Write the docs’" in asked.app.screen_text
        assert "$ secret" not in asked.app.screen_text


async def test_going_to_an_ask_of_another_session_shows_whose_it_is() -> None:
    async with open_dock((120, 30)) as asked:
        asked.app.at_rest = lambda: True
        await asked.add_requests(make_bash_permission("make docs", session_id=ELSEWHERE))
        assert asked.app.composer.has_focus
        await asked.focus_card()
        assert "Plan · other session ‘Write the docs’ · in ~/docs" in asked.app.screen_text
        await asked.press_keys("ctrl+o")
        assert asked.app.opened == ["per_1"]
        await asked.press_keys("enter")
        said = asked.app.decided[0]
        assert isinstance(said, ReplyPermission)
        assert said.request.session_id == ELSEWHERE


async def test_leaving_an_ask_of_another_session_puts_it_away() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make docs", session_id=ELSEWHERE))
        await asked.focus_card()
        await asked.press_keys("escape")
        await asked.wait_until(lambda: asked.app.dock.current_card is None)
        assert asked.app.composer.has_focus
        assert asked.app.dock.display


async def test_one_can_step_round_all_asks_and_each_keeps_its_choice() -> None:
    async with open_dock() as asked:
        await asked.add_requests(
            make_bash_permission("one", id="per_1"), make_bash_permission("two", id="per_2"), make_question("A", "B")
        )
        await asked.focus_card()
        await asked.press_keys("right", "shift+right")
        assert "Allow bash? · 2 of 3" in asked.app.screen_text
        await asked.type_keys("enter", every=0.1)
        assert asked.app.decided == []
        await asked.press_keys("shift+right")
        assert "Question · Choice · 3 of 3" in asked.app.screen_text
        await asked.press_keys("shift+right")
        assert "Allow bash? · 1 of 3" in asked.app.screen_text
        assert asked.app.permission_view.button_row.selected == 1
        await asked.press_keys("shift+left")
        assert "Question · Choice · 3 of 3" in asked.app.screen_text


async def test_the_next_ask_is_deaf_at_first_when_it_takes_the_place_of_the_answered_one() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("one", id="per_1"), make_bash_permission("two", id="per_2"))
        await asked.focus_card()
        await asked.press_keys("enter")
        asked.app.dock.confirm_delivery("per_1")
        await asked.settle_request("per_1")
        await asked.wait_until(lambda: asked.app.card.request_id == "per_2" and asked.app.card.is_focused)
        await asked.type_keys("enter", "enter", "enter", every=0.1)
        assert len(asked.app.decided) == 1
        await asked.type_keys(*"oh wait", every=0.05)
        assert asked.app.composer.text == "oh wait"
        assert len(asked.app.decided) == 1


async def test_a_new_ask_does_not_push_the_one_on_show_away() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("from below", session_id=CHILD, id="per_1"))
        await asked.add_requests(make_bash_permission("newer", id="per_2"))
        assert asked.app.card.request_id == "per_1"
        assert "Allow bash? · 2 of 2" in asked.app.screen_text


async def test_an_answer_that_came_too_late_is_told_of() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make"))
        await asked.focus_card()
        await asked.press_keys("enter")
        await asked.settle_request("per_1")
        asked.app.dock.report_failure("per_1", "It was answered already.")
        await asked.wait_until(lambda: "Your answer did not arrive: It was answered already." in asked.app.screen_text)


async def test_the_call_that_asks_fills_in_what_the_request_left_out() -> None:
    call = ToolCall(message_id="msg_1", call_id="call_1")
    request = Permission(
        id="per_1", session_id=HERE, permission="bash", patterns=("echo hi",), always=("echo *",), tool=call
    )
    async with open_dock() as asked:
        await asked.add_requests(request)
        assert "The server sent only parts of the command" in asked.app.screen_text
        await asked.focus_card()
        await asked.press_keys("enter")
        assert [said.reply for said in asked.app.decided if isinstance(said, ReplyPermission)] == ["reject"]
        asked.app.dock.report_failure("per_1", "Nobody there.")
        state = ToolState(status="running", input={"command": "echo hi; rm -rf /tmp/x"})
        part = ToolPart(id="prt_1", session_id=HERE, message_id="msg_1", tool="bash", call_id="call_1", state=state)
        message = Message(info=MessageInfo(id="msg_1", session_id=HERE), parts=(part,))
        asked.app.store.dispatch_action(HistoryLoaded(HERE, (message,), older=None))
        await asked.show_dock()
        assert "$ echo hi; rm -rf /tmp/x" in asked.app.screen_text
        assert asked.app.card.reply_state is ReplyState.OPEN


async def test_a_card_does_not_take_the_focus_from_under_a_dialog() -> None:
    async with open_dock() as asked:
        asked.app.at_rest = lambda: True
        await asked.app.push_screen(ModalScreen())
        await asked.add_requests(make_bash_permission("make"))
        assert not asked.app.card.is_focused


async def test_the_key_that_closes_a_dialog_does_not_answer_the_card_behind_it() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make"))
        await asked.focus_card()
        asked.app.clock.advance(60)
        await asked.app.push_screen(ModalScreen())
        asked.app.pop_screen()
        await asked.pilot.pause()
        await asked.type_keys("enter", "enter", every=0.1)
        assert asked.app.decided == []
        await asked.press_keys("enter")
        assert len(asked.app.decided) == 1


async def test_a_card_that_came_right_after_a_prompt_was_sent_takes_the_focus_a_moment_later() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make"))
        assert asked.app.composer.has_focus
        asked.app.at_rest = lambda: True
        await asked.wait_until(lambda: asked.app.card.is_focused)
        await asked.type_keys("enter", every=0.1)
        assert asked.app.decided == []


async def test_a_card_does_not_take_the_focus_from_anything_but_the_prompt() -> None:
    async with open_dock() as asked:
        asked.app.at_rest = lambda: True
        asked.app.query_exactly_one("#transcript").can_focus = True
        asked.app.screen.set_focus(asked.app.query_exactly_one("#transcript"))
        await asked.add_requests(make_bash_permission("make"))
        assert not asked.app.card.is_focused


async def test_showing_another_session_shows_its_asks() -> None:
    async with open_dock() as asked:
        await asked.add_requests(
            make_bash_permission("here", id="per_1"), make_bash_permission("there", id="per_2", session_id=ELSEWHERE)
        )
        asked.app.viewed = ELSEWHERE
        await asked.show_dock()
        assert asked.app.card.request_id == "per_2"
        assert "this session" in asked.app.screen_text
        assert "bash in ‘Fix the totals’" in asked.app.screen_text
