"""Terminals beside each other on the embedded server, in the whole app."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from octui.client import Client
from octui.ui.pickers.command_palette import CommandPalette
from octui.ui.terminal.pane import TerminalPane
from octui.ui.terminal.screen import TerminalScreen
from octui.ui.terminal.session import TerminalSession
from octui.ui.terminal.widget import Terminal
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project
from tests.ui.live_app import LiveApp, open_live_app

pytestmark = pytest.mark.slow


@pytest.fixture
async def live(embedded: EmbeddedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiveApp]:
    monkeypatch.setenv("SHELL", "/bin/sh")
    monkeypatch.setenv("ENV", "")
    project = Project(tmp_path / "project")
    project.path.mkdir()
    async with Client(embedded.url, directory=project.directory) as client:
        session = await client.sessions.create(title="With terminals")
        async with open_live_app(embedded, project, session.id, size=(140, 42)) as live:
            live.app.action_command("terminal.new")
            await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the terminal")
            yield live
        for pty in await client.ptys.list(directory=project.directory):
            await client.ptys.delete(pty.id, directory=project.directory)


def get_pane(live: LiveApp) -> TerminalPane:
    return live.app.screen.query_one(TerminalPane)


def get_focused(live: LiveApp) -> TerminalSession | None:
    focused = live.app.focused
    return focused.live if isinstance(focused, Terminal) else None


async def split(live: LiveApp, command: str, count: int) -> TerminalSession:
    before = get_focused(live)
    live.app.action_command(command)
    await live.wait_for(lambda: len(get_pane(live).roster.tabs) == count, "another terminal")
    await live.wait_for(lambda: get_focused(live) not in (None, before), "the focus in it")
    focused = get_focused(live)
    assert focused is not None
    return focused


def is_shown(live: LiveApp, *terminals: TerminalSession) -> bool:
    """Whether exactly these are on the screen."""
    regions = live.app.screen._compositor.visible_widgets
    shown = [widget.live for widget in live.app.screen.query(Terminal) if widget in regions]
    return len(shown) == len(terminals) and all(terminal in shown for terminal in terminals)


async def test_terminals_beside_each_other_are_entered_resized_and_closed_by_key(live: LiveApp) -> None:
    first = get_focused(live)
    assert first is not None
    second = await split(live, "terminal.split.below", 2)
    third = await split(live, "terminal.split.beside", 3)
    await live.wait_for(lambda: is_shown(live, first, second, third), "three terminals")
    # Each program has the size of its part.
    widgets = {widget.live: widget for widget in live.app.screen.query(Terminal)}
    await live.wait_for(lambda: third.emulator.columns == widgets[third].size.width, "its size")
    await live.wait_for(lambda: second.emulator.columns == widgets[second].size.width, "the size of the second")
    assert second.emulator.columns + third.emulator.columns + 1 == first.emulator.columns
    third.type_text("echo wide-$(stty size | tr ' ' x)\r")
    size = widgets[third].size
    await live.wait_for(lambda: f"wide-{size.height}x{size.width}" in live.screen_text, "the size the program sees")
    # From inside, keys go to the terminals around it, and resize it.
    await live.pilot.press("alt+shift+left")
    await live.wait_for(lambda: get_focused(live) is second, "the one on the left")
    await live.pilot.press("alt+shift+up")
    await live.wait_for(lambda: get_focused(live) is first, "the one above")
    lines = first.emulator.lines
    await live.pilot.press("alt+ctrl+shift+up")
    await live.wait_for(lambda: first.emulator.lines > lines, "more room")
    await live.wait_for(lambda: first.emulator.lines == widgets[first].size.height, "its size")
    # What is closed leaves its room to the others.
    await live.pilot.press("alt+shift+down")
    await live.wait_for(lambda: get_focused(live) in (second, third), "the one below")
    closed = get_focused(live)
    left = third if closed is second else second
    live.app.action_command("terminal.close")
    await live.wait_for(lambda: is_shown(live, first, left), "two terminals")
    await live.wait_for(lambda: get_focused(live) is left, "the focus")
    await live.wait_for(lambda: left.emulator.columns == first.emulator.columns, "all columns")


async def test_a_terminal_taken_out_of_a_split_and_a_new_one_are_alone(live: LiveApp) -> None:
    first = get_focused(live)
    assert first is not None
    second = await split(live, "terminal.split.beside", 2)
    assert get_pane(live).roster.tabs == [first, second]
    live.app.action_command("terminal.split.alone")
    await live.wait_for(lambda: is_shown(live, second), "one terminal")
    live.app.action_command("terminal.next")
    await live.wait_for(lambda: is_shown(live, first), "the other")
    # Alone, the keys that go to neighbours are the program's.
    first.type_text("stty raw -echo; printf '\\033[?1h'; dd bs=1 count=6 2>/dev/null | od -An -tx1\r")
    await live.wait_for(lambda: first.emulator.modes.has_mode(1), "the program")
    await live.pilot.press("alt+shift+left")
    await live.wait_for(lambda: "1b 5b 31 3b 34 44" in live.screen_text, "the key")


async def test_without_room_a_terminal_is_not_split_and_in_a_small_window_only_the_one_in_use_shows(
    live: LiveApp,
) -> None:
    first = get_focused(live)
    assert first is not None
    second = await split(live, "terminal.split.beside", 2)
    await live.pilot.resize_terminal(26, 30)
    await live.wait_for(lambda: is_shown(live, second), "one terminal")
    live.app.action_command("terminal.split.left")
    await live.wait_for(lambda: is_shown(live, first) and get_focused(live) is first, "the other")
    live.app.action_command("terminal.split.beside")
    await live.wait_for_toast("no room for another terminal")
    await live.pilot.resize_terminal(140, 42)
    await live.wait_for(lambda: is_shown(live, first, second), "both")


async def test_a_name_above_a_terminal_chooses_it_and_marks_stand_in_the_line_to_its_left(live: LiveApp) -> None:
    first = get_focused(live)
    assert first is not None
    second = await split(live, "terminal.split.beside", 2)
    marked = "\\033]133;A\\007$ run-%s\\n\\033]133;C\\007\\033]133;D;%s\\007"
    second.type_text(f"clear; for code in 0 1; do printf '{marked}' $code $code; done\r")
    await live.wait_for(lambda: "✗$ run-1" in live.screen_text, "the mark of the failure")
    assert "✓$ run-0" in live.screen_text
    heading = next(row for row in live.screen_text.splitlines() if "── 1 " in row and "── 2 " in row)
    assert "┬" in heading
    splits = get_pane(live).splits
    await live.pilot.click(splits, offset=(4, 0))
    await live.wait_for(lambda: get_focused(live) is first, "the first one")


async def test_the_palette_opens_beside_terminals_on_the_whole_screen(live: LiveApp) -> None:
    live.app.action_command("terminal.full")
    await live.wait_for(lambda: isinstance(live.app.screen, TerminalScreen), "the whole screen")
    await live.wait_for(lambda: isinstance(live.app.focused, Terminal), "the terminal")
    await live.pilot.press("ctrl+p")
    assert isinstance(live.app.screen, TerminalScreen)
    await live.pilot.press("ctrl+right_square_bracket", "ctrl+p")
    await live.wait_for(lambda: isinstance(live.app.screen, CommandPalette), "the palette")
