"""How commands ended, beside their prompts; and shells that are made to say so."""

import shutil
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.terminal.roster import TerminalRoster
from octui.ui.terminal.shells.integration import DEFAULT_START, build_shell_start
from tests.server.embedded import EmbeddedServer
from tests.ui.terminal.conftest import Desk, Heard, PaneApp


def read_frame(desk: Desk) -> list[str]:
    """The rows of the pane between its borders, with the left one."""
    pane = desk.app.pane
    strips = desk.app.screen._compositor.render_strips(desk.app.size)
    return [strip.text[: pane.size.width + 1].rstrip("│ ") for strip in strips[pane.region.y + 1 : pane.region.bottom]]


async def test_how_a_command_ended_stands_in_the_frame_and_the_exit_code_where_nothing_is(desk: Desk) -> None:
    marked = "\\033]133;A\\007$ run-%s\\n\\033]133;C\\007\\033]133;D;%s\\007"
    await desk.say(f"clear; for code in 0 1 127; do printf '{marked}' $code $code; done")
    await desk.until_so(lambda: any("✗ 127" in row for row in read_frame(desk)))
    passed, failed, missing = (next(row for row in read_frame(desk) if f"run-{code}" in row) for code in (0, 1, 127))
    assert passed == "✓$ run-0"
    assert failed.startswith("✗$ run-1 ") and failed.endswith(" ✗ 1")
    assert missing.startswith("✗$ run-127 ") and missing.endswith(" ✗ 127")
    # Marks move with the text, and are no part of it.
    assert read_frame(desk).index(failed) == 1
    await desk.say("seq 1 40")
    await desk.until("40")
    await desk.pilot.press("shift+home")
    desk.app.pane.terminal.scroll_lines(1)
    await desk.until_so(lambda: read_frame(desk)[:1] == [failed])
    assert "✗" not in desk.live.emulator.get_text()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
async def test_shells_say_how_commands_ended_once_they_are_integrated(
    shell: str, embedded: EmbeddedServer, tmp_path: Path
) -> None:
    path = shutil.which(shell)
    if path is None:
        pytest.skip(f"{shell} is not installed")
    async with Client(embedded.url, directory=str(tmp_path)) as client:
        roster = TerminalRoster(client, Heard())
        roster.integrates_shells = True
        roster._shell_start = build_shell_start(path) or DEFAULT_START
        live = await roster.create_session(str(tmp_path))
        app = PaneApp(roster)
        async with app.run_test(size=(80, 24)) as pilot:
            desk = Desk(pilot, app, live, Heard())
            await desk.until_so(lambda: not live.busy)
            await desk.say("echo out; sh -c 'exit 7'")
            await desk.until_so(lambda: live.emulator.find_failed_command() is not None)
            assert live.emulator.find_failed_command() == ("echo out; sh -c 'exit 7'", "out", 7)
            await roster.close(live)
            await roster.leave_server()


async def test_copy_mode_goes_from_prompt_to_prompt(desk: Desk) -> None:
    await desk.say("clear; for name in one two; do printf '\\033]133;A\\007$ run-%s\\nout\\n' $name; done; echo en''d")
    await desk.until("end")
    desk.app.pane.enter_copy_mode()
    await desk.pilot.pause()
    state = desk.app.pane.terminal.copy_mode._state
    assert state is not None
    rows = [state.place.row]
    for key in ("left_square_bracket", "left_square_bracket", "right_square_bracket"):
        await desk.pilot.press(key)
        rows.append(state.place.row)
    assert rows[1] - rows[2] == 2
    assert rows[3] == rows[1] < rows[0]
