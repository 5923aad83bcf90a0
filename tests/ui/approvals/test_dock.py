import pytest
from textual.await_remove import AwaitRemove
from textual.screen import ModalScreen
from textual.widget import Widget

from octui.store.actions import HistoryLoaded
from octui.ui.approvals.key_guard import FocusOrigin
from octui.ui.approvals.reply_progress import ReplyState
from octui.ui.approvals.request_card import RequestCard
from octui.ui.input.key_presses import HELD_BREAK_SECONDS
from octui.ui.messages import ReplyPermission
from octui.wire.messages import Message, MessageInfo
from octui.wire.parts import ToolPart, ToolState
from octui.wire.requests import Permission, ToolCall
from tests.support.request_dock import CHILD, ELSEWHERE, HERE, make_bash_permission, make_question, open_dock


async def test_with_nothing_to_answer_there_is_no_dock() -> None:
    async with open_dock() as dock:
        await dock.show_dock()
        assert dock.app.dock.request_count == 0
        assert not dock.app.dock.display


async def test_all_requests_are_counted_and_the_sessions_own_comes_first() -> None:
    async with open_dock() as dock:
        await dock.add_requests(
            make_bash_permission("one", session_id=ELSEWHERE, id="per_1"),
            make_bash_permission("two", session_id=CHILD, id="per_2"),
            make_bash_permission("three", id="per_3"),
        )
        assert dock.app.dock.request_count == 3
        assert "Run three · 1 of 3 · Build" in dock.app.screen_text
        # What is as on the screen is not said again.
        assert "in ~/shop" not in dock.app.screen_text
        assert "$ three" in dock.app.screen_text


async def test_requests_of_subagents_at_any_depth_are_attributed() -> None:
    async with open_dock((120, 30)) as dock:
        await dock.add_requests(make_bash_permission("deep", session_id="ses_grandchild"))
        assert "Build › General › Explore (subagent) · session “dig”" in dock.app.screen_text


async def test_a_sibling_and_a_parent_are_seen_from_a_child() -> None:
    async with open_dock((120, 30)) as dock:
        dock.app.viewed = "ses_grandchild"
        await dock.add_requests(make_bash_permission("from above"))
        assert "$ from above" in dock.app.screen_text
        assert "session “Fix the totals”" in dock.app.screen_text


async def test_requests_of_other_sessions_are_listed_but_not_shown_as_this_ones() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("secret", session_id=ELSEWHERE))
        assert dock.app.dock.display
        assert dock.app.dock.current_card is None
        assert "1 request in other sessions (ctrl+y): bash in “Write the docs”" in dock.app.screen_text
        assert "$ secret" not in dock.app.screen_text


async def test_going_to_a_request_of_another_session_shows_whose_it_is() -> None:
    async with open_dock((120, 30)) as dock:
        dock.app.at_rest = lambda: True
        await dock.add_requests(make_bash_permission("make docs", session_id=ELSEWHERE))
        assert dock.app.composer.has_focus
        await dock.focus_card()
        assert "Plan · other session “Write the docs” · in ~/docs" in dock.app.screen_text
        await dock.press_keys("ctrl+o")
        assert dock.app.opened == ["per_1"]
        await dock.press_keys("enter")
        said = dock.app.decided[0]
        assert isinstance(said, ReplyPermission)
        assert said.request.session_id == ELSEWHERE


async def test_leaving_a_request_of_another_session_hides_it() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make docs", session_id=ELSEWHERE))
        await dock.focus_card()
        await dock.press_keys("escape")
        await dock.wait_until(lambda: dock.app.dock.current_card is None)
        assert dock.app.composer.has_focus
        assert dock.app.dock.display


async def test_cycling_through_all_requests_keeps_the_choice_of_each() -> None:
    async with open_dock() as dock:
        await dock.add_requests(
            make_bash_permission("one", id="per_1"), make_bash_permission("two", id="per_2"), make_question("A", "B")
        )
        await dock.focus_card()
        await dock.press_keys("right", "shift+right")
        assert "Run two · 2 of 3" in dock.app.screen_text
        await dock.type_keys("enter", every=0.1)
        assert dock.app.decided == []
        await dock.press_keys("shift+right")
        assert "Question · Choice · 3 of 3" in dock.app.screen_text
        await dock.press_keys("shift+right")
        assert "Run one · 1 of 3" in dock.app.screen_text
        assert dock.app.permission_view.button_row.selected == 1
        await dock.press_keys("shift+left")
        assert "Question · Choice · 3 of 3" in dock.app.screen_text


async def test_the_next_request_ignores_keys_at_first_when_it_replaces_the_answered_one() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("one", id="per_1"), make_bash_permission("two", id="per_2"))
        await dock.focus_card()
        await dock.press_keys("enter")
        dock.app.dock.confirm_delivery("per_1")
        await dock.settle_request("per_1")
        await dock.wait_until(lambda: dock.app.card.request_id == "per_2" and dock.app.card.is_focused)
        await dock.type_keys("enter", "enter", "enter", every=0.1)
        assert len(dock.app.decided) == 1
        await dock.type_keys(*"oh wait", every=0.05)
        assert dock.app.composer.text == "oh wait"
        assert len(dock.app.decided) == 1


async def test_an_answered_card_is_off_the_screen_before_it_is_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_rows: list[int] = []

    def remove(card: RequestCard) -> AwaitRemove:
        drawn_rows.append(card.region.height)
        return Widget.remove(card)

    monkeypatch.setattr(RequestCard, "remove", remove)
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        await dock.press_keys("enter")
        dock.app.dock.confirm_delivery("per_1")
        await dock.settle_request("per_1")
        await dock.wait_until(lambda: not dock.app.query(RequestCard))
        assert drawn_rows == [0]


async def test_a_new_request_does_not_replace_the_one_on_show() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("from below", session_id=CHILD, id="per_1"))
        await dock.add_requests(make_bash_permission("newer", id="per_2"))
        assert dock.app.card.request_id == "per_1"
        assert "Run from below · 2 of 2" in dock.app.screen_text


async def test_an_answer_that_came_too_late_is_reported() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        await dock.press_keys("enter")
        await dock.settle_request("per_1")
        dock.app.dock.report_failure("per_1", "It was answered already.")
        await dock.wait_until(lambda: "Your answer did not arrive: It was answered already." in dock.app.screen_text)


async def test_the_tool_call_fills_in_what_the_request_left_out() -> None:
    call = ToolCall(message_id="msg_1", call_id="call_1")
    request = Permission(
        id="per_1", session_id=HERE, permission="bash", patterns=("echo hi",), always=("echo *",), tool=call
    )
    async with open_dock() as dock:
        await dock.add_requests(request)
        assert "The server sent only parts of the command" in dock.app.screen_text
        await dock.focus_card()
        await dock.press_keys("enter")
        assert [said.reply for said in dock.app.decided if isinstance(said, ReplyPermission)] == ["reject"]
        dock.app.dock.report_failure("per_1", "No answer.")
        state = ToolState(status="running", input={"command": "echo hi; rm -rf /tmp/x"})
        part = ToolPart(id="prt_1", session_id=HERE, message_id="msg_1", tool="bash", call_id="call_1", state=state)
        message = Message(info=MessageInfo(id="msg_1", session_id=HERE), parts=(part,))
        dock.app.store.dispatch_action(HistoryLoaded(HERE, (message,), older=None))
        await dock.show_dock()
        assert "$ echo hi; rm -rf /tmp/x" in dock.app.screen_text
        assert dock.app.card.reply.state is ReplyState.OPEN


async def test_a_card_does_not_take_the_focus_from_under_a_dialog() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: True
        await dock.app.push_screen(ModalScreen())
        await dock.add_requests(make_bash_permission("make"))
        assert not dock.app.card.is_focused


async def test_the_key_that_closes_a_dialog_does_not_answer_the_card_behind_it() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        dock.app.clock.advance(60)
        await dock.app.push_screen(ModalScreen())
        dock.app.pop_screen()
        await dock.pilot.pause()
        await dock.type_keys("enter", "enter", every=0.1)
        assert dock.app.decided == []
        # So short after each other they are one key held down.
        dock.app.clock.advance(HELD_BREAK_SECONDS)
        await dock.press_keys("enter")
        assert len(dock.app.decided) == 1


async def test_a_card_that_came_right_after_a_prompt_was_sent_takes_the_focus_a_moment_later() -> None:
    async with open_dock() as dock:
        busy_once = iter([False])
        dock.app.at_rest = lambda: next(busy_once, True)
        await dock.add_requests(make_bash_permission("make"))
        await dock.wait_until(lambda: dock.app.card.is_focused)
        assert next(busy_once, "asked") == "asked"
        await dock.type_keys("enter", every=0.1)
        assert dock.app.decided == []


async def test_a_card_does_not_take_the_focus_from_anything_but_the_prompt() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: True
        dock.app.query_exactly_one("#transcript").can_focus = True
        dock.app.screen.set_focus(dock.app.query_exactly_one("#transcript"))
        await dock.add_requests(make_bash_permission("make"))
        assert not dock.app.card.is_focused


async def test_showing_another_session_shows_its_requests() -> None:
    async with open_dock() as dock:
        await dock.add_requests(
            make_bash_permission("here", id="per_1"), make_bash_permission("there", id="per_2", session_id=ELSEWHERE)
        )
        dock.app.viewed = ELSEWHERE
        await dock.show_dock()
        assert dock.app.card.request_id == "per_2"
        assert "Run there · 1 of 2 · Plan" in dock.app.screen_text
        assert "bash in “Fix the totals”" in dock.app.screen_text


async def test_a_card_whose_chat_was_closed_on_the_way_takes_no_focus() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("ls"))
        card = dock.app.dock.current_card
        assert card is not None
        await dock.app.dock.remove()
        card.take_focus(FocusOrigin.AUTOMATIC)
        assert dock.app.focused is not card.focus_target
