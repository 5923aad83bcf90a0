from textual.events import MouseScrollUp, Paste

from octui.ui.terminal.widget import Terminal
from tests.ui.terminal.conftest import Desk


async def begin(desk: Desk) -> Terminal:
    """Copy mode, once the program has printed what is to be read."""
    desk.app.pane.enter_copy_mode()
    await desk.pilot.pause()
    return desk.app.pane.terminal


def under_cursor(desk: Desk) -> tuple[str, int]:
    """The row of the cursor as it is painted, and the cell it is in."""
    terminal = desk.app.pane.terminal
    cursors = [(y, look.cursor) for y, look in enumerate(terminal._canvas.looks) if look.cursor is not None]
    assert len(cursors) == 1
    y, cursor = cursors[0]
    assert cursor is not None
    return desk.screen[y], cursor[0]


async def test_words_are_selected_by_keys_copied_and_left(desk: Desk) -> None:
    await desk.say("clear; echo 'copy 漢字 me'")
    await desk.until("copy 漢字 me")
    terminal = await begin(desk)
    await desk.pilot.press("g", "w", "v", "e")
    assert terminal.get_selected_text() == "漢字"
    assert under_cursor(desk) == ("copy 漢字 me", 7)
    await desk.pilot.press("y")
    assert desk.app.copied == ["漢字"]
    assert not terminal.copy_mode.is_active
    assert terminal.text_selection is None
    assert terminal.viewport.is_following


async def test_a_line_that_wrapped_is_copied_as_one(desk: Desk) -> None:
    room = desk.app.pane.terminal.size.width
    line = "x" * (room - 1) + "漢字 end"
    await desk.say(f"clear; echo '{line}'; echo next")
    await desk.until("next")
    await begin(desk)
    await desk.pilot.press("g", "V", "j", "j", "enter")
    assert desk.app.copied == [f"{line}\nnext"]


async def test_one_line_is_copied_by_one_key(desk: Desk) -> None:
    await desk.say("clear; echo 'one line'")
    await desk.until("one line")
    await begin(desk)
    await desk.pilot.press("g", "w", "Y")
    assert desk.app.copied == ["one line"]


async def test_the_program_gets_no_key_no_paste_and_no_mouse(desk: Desk) -> None:
    await desk.say("printf '\\033[?1003h\\033[?1006hready'; stty raw; dd bs=1 count=1 2>/dev/null | od -An -tx1")
    await desk.until("ready")
    terminal = await begin(desk)
    await desk.pilot.press("x", "1", "tab", "ctrl+a", "f5", "alt+b", "Z")
    terminal.post_message(Paste("pasted"))
    await desk.pilot.click(terminal, offset=(4, 2))
    await desk.pilot.press("q", "!")
    await desk.until("21")


async def test_what_is_read_stands_still_while_the_program_goes_on(desk: Desk) -> None:
    await desk.say("seq 1 100")
    await desk.until("100")
    await begin(desk)
    await desk.pilot.press("k", "k", "H")
    before = desk.screen
    await desk.say("seq 1000 1200; printf '\\033[H\\033[2Jcleared'")
    await desk.until_so(lambda: "cleared" in "\n".join(desk.live.emulator.display))
    await desk.pilot.pause()
    assert desk.screen == before
    await desk.pilot.press("q")
    await desk.until("cleared")


async def test_the_cursor_goes_through_the_scrollback_and_the_view_along(desk: Desk) -> None:
    await desk.say("clear; seq 1 300")
    await desk.until("300")
    await begin(desk)
    await desk.pilot.press("g")
    assert desk.screen[0] in ("1", ">")
    await desk.pilot.press("ctrl+end")
    await desk.pilot.press("5", "0", "k")
    assert under_cursor(desk)[0] == "251"
    await desk.pilot._post_mouse_events([MouseScrollUp], desk.app.pane.terminal)
    assert int(under_cursor(desk)[0]) <= 251


async def test_escape_drops_the_selection_first_and_then_leaves(desk: Desk) -> None:
    await desk.say("clear; echo text")
    await desk.until("text")
    terminal = await begin(desk)
    await desk.pilot.press("space", "k", "escape")
    assert terminal.copy_mode.is_active
    assert terminal.text_selection is None
    await desk.pilot.press("escape")
    assert not terminal.copy_mode.is_active
    assert desk.app.left == 0


async def test_the_way_out_of_the_terminal_ends_copy_mode_too(desk: Desk) -> None:
    terminal = await begin(desk)
    await desk.pilot.press("v", "ctrl+right_square_bracket")
    assert not terminal.copy_mode.is_active
    assert desk.app.left == 1


async def test_the_frame_says_what_the_keys_do(desk: Desk) -> None:
    await desk.say("clear; echo text")
    await desk.until("text")
    await begin(desk)
    pane = desk.app.pane
    await desk.until_so(lambda: "esc leave" in str(pane.border_subtitle))
    await desk.pilot.press("v")
    await desk.until_so(lambda: "y copy" in str(pane.border_subtitle))
    await desk.pilot.resize_terminal(40, 12)
    await desk.until_so(lambda: "y copy" in str(pane.border_subtitle) and "…" not in str(pane.border_subtitle))
    await desk.pilot.press("escape", "escape")
    await desk.until_so(lambda: "esc esc / ctrl+] back to chat" in str(pane.border_subtitle))


async def test_a_search_moves_the_cursor_and_goes_on_by_key(desk: Desk) -> None:
    await desk.say("clear; seq 1 300")
    await desk.until("300")
    terminal = await begin(desk)
    await desk.pilot.press("v", "slash", "1", "7", "enter")
    await desk.until_so(lambda: terminal.has_focus and terminal.copy_mode.is_active)
    assert under_cursor(desk) == ("217", 1)
    await desk.pilot.press("n")
    assert under_cursor(desk) == ("179", 0)
    await desk.pilot.press("N")
    assert under_cursor(desk) == ("217", 1)
    assert terminal.get_selected_text().startswith("17\n218\n")
    await desk.pilot.press("G", "N")
    assert "no newer match" in str(desk.app.pane.border_subtitle)


async def test_copy_mode_begins_where_a_search_led(desk: Desk) -> None:
    await desk.say("clear; seq 1 300")
    await desk.until("300")
    desk.app.pane.open_search()
    await desk.pilot.press("1", "7", "enter")
    await desk.until("217")
    await begin(desk)
    assert under_cursor(desk) == ("217", 1)


async def test_a_resize_leaves_the_cursor_and_the_selection_on_their_text(desk: Desk) -> None:
    await desk.say("clear; echo 'the quick brown fox jumps over the lazy dog'; seq 1 100")
    await desk.until("100")
    terminal = await begin(desk)
    await desk.pilot.press("g", "w", "w", "v", "e")
    for size in ((20, 10), (3, 2), (120, 40), (60, 18)):
        await desk.pilot.resize_terminal(*size)
        await desk.pilot.pause()
        assert terminal.copy_mode.is_active
    await desk.until_so(lambda: terminal.size.width > 50)
    assert terminal.get_selected_text() == "brown"


async def test_another_terminal_in_front_ends_copy_mode(desk: Desk) -> None:
    terminal = await begin(desk)
    terminal.show_terminal(None)
    assert not terminal.copy_mode.is_active


async def test_a_full_screen_program_is_read_as_it_was(desk: Desk) -> None:
    await desk.say("seq 1 100; printf '\\033[?1049h\\033[Hfull screen'")
    await desk.until("full screen")
    terminal = await begin(desk)
    await desk.pilot.press("g", "v", "e", "pageup")
    assert terminal.get_selected_text() == "full"
    await desk.say("printf '\\033[?1049l'")
    await desk.until_so(lambda: not desk.live.emulator.is_alternate)
    await desk.until("full screen")
    await desk.pilot.press("y")
    assert desk.app.copied == ["full"]
    await desk.until("100")


async def test_dragging_in_copy_mode_selects_and_a_key_copies_it(desk: Desk) -> None:
    await desk.say("clear; echo 'drag over me'")
    await desk.until("drag over me")
    terminal = await begin(desk)
    await desk.pilot.mouse_down(terminal, offset=(5, 0))
    await desk.pilot.hover(terminal, offset=(8, 0))
    await desk.pilot.mouse_up(terminal, offset=(8, 0))
    await desk.until_so(lambda: bool(terminal.get_selected_text()))
    await desk.pilot.press("y")
    assert desk.app.copied == ["over"]
