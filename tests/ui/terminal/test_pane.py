import re
from pathlib import Path

import pytest
from textual.events import MouseScrollDown, Paste
from textual.geometry import Offset
from textual.widgets import Input, Static

from octui.ui.terminal.connection import ConnectionState
from octui.ui.terminal.quote import extract_last_output, format_quote
from tests.ui.terminal.conftest import Desk, shell

pytestmark = pytest.mark.slow


async def test_what_is_typed_runs_on_the_server_and_is_shown(desk: Desk) -> None:
    await desk.type("echo $((40 + 2))")
    await desk.until("42")


async def test_the_program_has_the_size_of_the_pane_and_follows_it(desk: Desk) -> None:
    terminal = desk.app.pane.terminal
    await desk.say("stty size")
    await desk.until(f"{terminal.size.height} {terminal.size.width}")
    await desk.pilot.resize_terminal(60, 18)
    await desk.until_so(lambda: desk.app.fitted[-1] == (terminal.size.width, terminal.size.height))
    await desk.say("clear; stty size")
    await desk.until(f"{terminal.size.height} {terminal.size.width}")


async def test_joining_a_terminal_takes_no_room_from_it(desk: Desk) -> None:
    assert len(set(desk.app.fitted)) == 1


async def test_a_terminal_that_is_lost_keeps_its_size_until_it_is_found_again(desk: Desk) -> None:
    emulator, terminal = desk.live.emulator, desk.app.pane.terminal
    lines = emulator.lines
    desk.link._stand(ConnectionState.LOST, "The connection was cut.")
    await desk.until_so(lambda: terminal.size.height == lines - 1)
    terminal.fit_terminal()
    assert emulator.lines == lines
    desk.link._stand(ConnectionState.LIVE)
    await desk.until_so(lambda: terminal.size.height == lines)
    assert emulator.lines == lines


async def test_a_terminal_whose_server_does_not_answer_says_so_in_its_frame(desk: Desk) -> None:
    pane, fitted = desk.app.pane, len(desk.app.fitted)
    desk.link._answers._set_silent(True)
    assert "the server does not answer; keys arrive when it does" in str(pane.border_title)
    desk.link._stand(ConnectionState.LOST, "The connection was cut.")
    status = str(pane.query_one(".terminal-pane--status", Static).render())
    assert status == "The connection was cut. Reconnecting; keys are not sent."
    assert not desk.live.type_text("x")
    desk.link._answers._set_silent(False)
    desk.link._stand(ConnectionState.LIVE)
    assert "answer" not in str(pane.border_title)
    assert len(desk.app.fitted) == fitted


async def test_unusable_sizes_are_not_sent(desk: Desk) -> None:
    first_count = len(desk.app.fitted)
    await desk.pilot.resize_terminal(3, 2)
    await desk.pilot.pause(0.2)
    assert all(columns >= 2 and lines >= 1 for columns, lines in desk.app.fitted[first_count:])
    assert (desk.live.emulator.columns, desk.live.emulator.lines) != (1, 1)


async def test_keys_arrive_as_programs_expect_them(desk: Desk) -> None:
    await desk.say("stty raw; printf 'ready'; dd bs=1 count=25 2>/dev/null | od -An -tx1; stty -raw")
    await desk.until("ready")
    await desk.pilot.press("up", "f5", "ctrl+x", "alt+a", "shift+tab", "ctrl+left", "tab", "backspace", "enter", "é")
    wanted = "1b5b41 1b5b31357e 18 1b61 1b5b5a 1b5b313b3544 09 7f 0d c3a9".replace(" ", "")
    await desk.until_so(lambda: wanted in "".join(desk.screen).replace(" ", ""))


async def test_a_single_escape_reaches_the_program_and_two_of_them_leave(desk: Desk) -> None:
    await desk.say("stty raw; printf 'ready'; dd bs=1 count=2 2>/dev/null | od -An -tx1; stty -raw")
    await desk.until("ready")
    await desk.pilot.press("escape", "a")
    await desk.until("1b 61")
    await desk.pilot.press("escape", "escape")
    assert desk.app.left == 1
    assert isinstance(desk.app.focused, Input)


async def test_a_full_screen_program_gets_escape_at_once(desk: Desk) -> None:
    await desk.say("printf '\\033[?1049hfull'; stty raw; dd bs=1 count=1 2>/dev/null | od -An -tx1; stty -raw")
    await desk.until("full")
    await desk.pilot.press("escape")
    await desk.until("1b")


async def test_the_other_way_out_is_one_key(desk: Desk) -> None:
    await desk.pilot.press("ctrl+right_square_bracket")
    assert desk.app.left == 1


async def test_the_frame_says_that_this_is_a_terminal_and_how_to_leave_it(desk: Desk) -> None:
    pane = desk.app.pane
    assert pane.styles.border_top[0] == "round"
    await desk.until_so(lambda: "esc esc / ctrl+] back to chat" in str(pane.border_subtitle))
    assert "Terminal" in str(pane.border_title)


async def test_a_title_is_text_and_never_markup(desk: Desk) -> None:
    await desk.say("printf '\\033]2;[red]not[/] \\007\\033]2;[b]loud[/b]\\007'")
    await desk.until_so(lambda: desk.live.emulator.title == "[b]loud[/b]")
    await desk.until_so(lambda: r"\[b]loud" in str(desk.app.pane.border_title))


async def test_the_exit_of_the_process_is_shown_below_its_last_output(desk: Desk) -> None:
    await desk.say("echo last words; exit 3")
    await desk.until_so(lambda: desk.live.phase is ConnectionState.ENDED)
    desk.live.record_exit(3)
    assert "exit code 3" in desk.live.status_text
    await desk.until("last words")
    assert desk.app.pane.border_subtitle == "enter close · ctrl+] back to chat · shift+pgup scroll"
    assert not desk.app.pane.terminal.takes_every_key
    await desk.pilot.press("x", "enter")
    assert desk.app.done == [desk.live]


async def test_lines_that_left_the_screen_can_be_scrolled_to_and_typing_returns_to_the_end(desk: Desk) -> None:
    await desk.say("seq 1 200")
    await desk.until("200")
    await desk.pilot.press("shift+home")
    await desk.until_so(lambda: "2" in desk.screen[:3])
    assert "lines below" in str(desk.app.pane.border_subtitle)
    await desk.say("echo more")
    await desk.until_so(lambda: "more" in "\n".join(desk.live.emulator.display))
    assert "2" in desk.screen[:3]
    await desk.pilot.press("x")
    await desk.until("more")


async def test_one_can_jump_from_prompt_to_prompt_where_the_shell_marks_them(desk: Desk) -> None:
    mark = "printf '\\033]133;A\\007mark-%s\\n'"
    await desk.say(f"clear; {mark} one; seq 1 100; {mark} two; seq 1 100; echo over-$((1 + 1))")
    await desk.until("over-2")
    for key, shown in (("up", "mark-two"), ("up", "mark-one"), ("down", "mark-two")):
        await desk.pilot.press(f"ctrl+shift+{key}")
        await desk.until_so(lambda: desk.screen[0] == shown)  # noqa: B023
    await desk.pilot.press("ctrl+shift+down")
    assert desk.app.pane.terminal.viewport.is_following


async def test_a_thumb_tells_how_far_back_one_is_and_goes_at_the_end(desk: Desk) -> None:
    terminal = desk.app.pane.terminal
    await desk.say("seq 1 500")
    await desk.until("500")
    assert beside(desk) == []
    await desk.pilot.press("shift+home")
    assert beside(desk) == [0]
    await desk.pilot._post_mouse_events([MouseScrollDown], terminal)
    assert terminal.viewport.top == terminal.viewport.first_top + 3
    await desk.pilot.press("shift+pagedown")
    assert 0 < terminal.viewport.lines_below < 500
    for _ in range(10):
        await desk.pilot.press("shift+pagedown")
    middle = beside(desk)
    assert len(middle) == 1 and 0 < middle[0] < terminal.size.height - 1
    await desk.pilot.press("shift+end")
    assert beside(desk) == []


def beside(desk: Desk) -> list[int]:
    return [y for y, look in enumerate(desk.app.pane.terminal._canvas.looks) if look.thumb]


async def test_a_search_finds_older_lines_and_goes_on(desk: Desk) -> None:
    await desk.say("seq 1 300")
    await desk.until("300")
    desk.app.pane.open_search()
    await desk.pilot.press("1", "7", "enter")
    await desk.until("217")
    await desk.pilot.press("n")
    await desk.until("179")
    await desk.pilot.press("N")
    await desk.until("217")
    await desk.pilot.press("escape")
    assert desk.app.pane.terminal.has_focus


async def test_a_row_that_did_not_change_is_painted_from_the_same_strip(desk: Desk) -> None:
    await desk.say("echo one; echo two")
    await desk.until("two")
    terminal = desk.app.pane.terminal
    before = list(terminal._canvas.strips)
    await desk.say("printf 'three'")
    await desk.until("three")
    same = sum(old is new for old, new in zip(before, terminal._canvas.strips, strict=True))
    assert same >= len(before) - 3


async def test_nothing_is_painted_while_nothing_happens(desk: Desk) -> None:
    terminal = desk.app.pane.terminal
    await desk.pilot.pause(0.2)
    painted = terminal._schedule.painted_at
    await desk.pilot.pause(0.4)
    assert terminal._schedule.painted_at == painted


async def test_a_paste_is_bracketed_where_the_program_asked_for_that(desk: Desk) -> None:
    await desk.say("printf '\\033[?2004hready'; stty raw; dd bs=1 count=14 2>/dev/null | od -An -tx1; stty -raw")
    await desk.until("ready")
    terminal = desk.app.pane.terminal
    terminal.post_message(Paste("a\x1bb"))
    await desk.until("1b 5b 32 30 30 7e 61 e2 90 9b 62 1b 5b 32")


async def test_the_mouse_is_the_programs_when_it_asks_for_it(desk: Desk) -> None:
    await desk.say("printf '\\033[?1000h\\033[?1006hready'; stty raw; dd bs=1 count=18 2>/dev/null | od -c; stty -raw")
    await desk.until("ready")
    assert not desk.app.pane.terminal.allow_select
    await desk.pilot.click(desk.app.pane.terminal, offset=(4, 2))
    await desk.until_so(lambda: "<   0   ;   5   ;   3   M" in "\n".join(desk.screen))


async def test_dragging_selects_and_the_copy_key_copies_once(desk: Desk) -> None:
    await desk.say("clear; echo 'copy 漢字 me'")
    await desk.until("copy 漢字 me")
    y = next(y for y, row in enumerate(desk.screen) if row.startswith("copy"))
    terminal = desk.app.pane.terminal
    line = terminal.viewport.top + y
    terminal.set_selection(Offset(5, line), Offset(10, line))
    await desk.pilot.press("ctrl+c")
    assert desk.app.copied == ["漢字 me"]
    assert terminal.text_selection is None


async def test_a_line_that_wrapped_is_dragged_over_and_copied_as_one(desk: Desk) -> None:
    terminal = desk.app.pane.terminal
    room = terminal.size.width
    line = "x" * (room - 1) + "漢字 end"
    await desk.say(f"clear; echo '{line}'; echo next")
    await desk.until("next")
    y = next(y for y, row in enumerate(desk.screen) if row.startswith("xxx"))
    await desk.pilot.mouse_down(terminal, offset=(room - 3, y))
    await desk.pilot.hover(terminal, offset=(1, y + 1))
    await desk.pilot.hover(terminal, offset=(3, y + 2))
    await desk.pilot.mouse_up(terminal, offset=(3, y + 2))
    await desk.until_so(lambda: bool(terminal.get_selected_text()))
    assert terminal.get_selected_text() == "xx漢字 end\nnext"
    await desk.pilot.press("ctrl+shift+c")
    assert desk.app.copied == ["xx漢字 end\nnext"]


async def test_a_search_lights_up_a_match_on_both_rows_of_a_wrapped_line(desk: Desk) -> None:
    terminal = desk.app.pane.terminal
    await desk.say(f"clear; echo '{'x' * (terminal.size.width - 3)}needle'; seq 1 100")
    await desk.until("100")
    desk.app.pane.open_search()
    await desk.pilot.press(*"needle", "enter")
    await desk.until("dle")
    y = next(y for y, row in enumerate(desk.screen) if row == "dle")
    assert [look.current for look in terminal._canvas.looks[y - 1 : y + 1]] == [
        (terminal.size.width - 3, terminal.size.width),
        (0, 3),
    ]


async def test_a_click_on_an_address_opens_it_and_the_frame_shows_its_host(desk: Desk) -> None:
    await desk.say("clear; printf '\\033]8;;https://example.com/real\\033\\\\https://bank.test\\033]8;;\\033\\\\\\n'")
    await desk.until("https://bank.test")
    y = next(y for y, row in enumerate(desk.screen) if row.startswith("https://bank"))
    await desk.pilot.hover(desk.app.pane.terminal, offset=(3, y))
    assert str(desk.app.pane.border_subtitle).startswith("example.com")
    await desk.pilot.click(desk.app.pane.terminal, offset=(3, y))
    assert desk.app.opened == ["https://example.com/real"]


async def test_requests_of_programs_are_announced_but_not_carried_out(desk: Desk) -> None:
    await desk.say("printf '\\033]52;c;aGVsbG8=\\007\\033]9;build done\\007\\007\\033]52;c;?\\007'")
    await desk.until_so(lambda: desk.heard.copies == ["hello"])
    assert desk.heard.notices == [("", "build done")]
    assert desk.heard.bells == 1


async def test_questions_are_answered_live_and_not_in_a_replay(desk: Desk) -> None:
    await desk.say("stty raw; printf '\\033[c'; dd bs=1 count=9 2>/dev/null | od -c; stty -raw; echo answered")
    await desk.until("answered")
    await desk.live.stop_following()
    roster = desk.app.roster
    await roster.look_for_terminals(desk.live.directory)
    again = next(live for live in roster.tabs if live.id == desk.live.id)
    assert again is not desk.live
    again.ours = True
    desk.live = again
    desk.app.pane.terminal.fit_terminal()
    await desk.until("answered")
    await desk.say("echo after")
    await desk.until("after")
    assert not re.search(r"\^\[\[\?62|;22c *$", desk.screen[-1])


async def test_tabs_name_every_terminal_and_one_can_go_round_them(desk: Desk) -> None:
    roster = desk.app.roster
    other = await shell(roster, Path(desk.live.directory or "/"))
    await roster.rename_terminal(other, "build")
    await desk.until_so(lambda: "2 build" in str(desk.app.pane.tabs.render()))
    roster.step_sessions(1)
    assert roster.current is desk.live
    await roster.close(other)
    assert other not in roster.tabs
    await desk.until_so(lambda: not desk.app.pane.tabs.display)


async def test_a_shell_that_waits_is_idle_and_one_that_runs_something_is_not(desk: Desk) -> None:
    assert not desk.live.busy
    await desk.say("stty echo")
    await desk.type("sleep 100")
    await desk.until_so(lambda: desk.live.busy)


async def test_the_last_output_goes_to_the_prompt_in_a_fence_it_cannot_end(desk: Desk) -> None:
    mark = "printf '\\033]133;{}\\007'"
    await desk.say(f"echo; {mark.format('C')}; echo '```'; echo yes; {mark.format('D;0')}")
    await desk.until("yes")
    words = extract_last_output(desk.live)
    assert words.splitlines()[-2:] == ["```", "yes"]
    assert format_quote("sh", words).count("````\n") == 2


async def test_flooding_output_leaves_keys_quick_and_memory_bounded(desk: Desk) -> None:
    await desk.say("yes | head -c 3000000; echo over-$((1 + 1))")
    box = desk.app.query_one(Input)
    box.focus()
    await desk.until_so(lambda: desk.app.focused is box)
    await desk.pilot.press("q", "u", "i", "c", "k")
    await desk.until_so(lambda: box.value == "quick")
    await desk.until("over-2")
    assert desk.live.emulator.scrollback.size <= desk.live.emulator.scrollback.limit


async def test_a_search_returns_to_where_it_was_opened_from(desk: Desk) -> None:
    other = desk.app.query_one(Input)
    for opened_from in (other, desk.app.pane.terminal):
        opened_from.focus()
        await desk.until_so(lambda: desk.app.focused is opened_from)  # noqa: B023
        desk.app.pane.open_search()
        await desk.until_so(lambda: desk.app.focused not in (other, desk.app.pane.terminal))
        await desk.pilot.press("a", "escape")
        await desk.until_so(lambda: desk.app.focused is opened_from)  # noqa: B023
