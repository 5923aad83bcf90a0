"""What only a real terminal has: pastes in brackets, the window's title, colours, bells and notifications."""

from pathlib import Path

import pytest

from octui.ui.theming.catalog import ThemeCatalog
from octui.ui.theming.terminal_colours import TerminalColours
from tests.e2e.conftest import QUICKEST, StartOctui, say
from tests.support.real_opencode import Project, RealServer
from tests.support.tmux_terminal import Terminal, requires_tmux
from tests.support.waiting import ask_until, wait_until_true

pytestmark = [requires_tmux, pytest.mark.slow]

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)


@pytest.mark.parametrize("server", QUICKEST, indirect=True)
async def test_what_is_pasted_named_drawn_and_said_reaches_the_terminal(
    start_octui: StartOctui, server: RealServer, project: Project, tmp_path: Path
) -> None:
    chosen = {"OCTUI_ATTENTION_MODE": "always", "OCTUI_ATTENTION_ROUTE": "osc9"}
    terminal = await start_octui("attach", server.url, "--dir", project.directory, environment=chosen)
    await terminal.wait_for("● live")
    await wait_for_title(terminal, "octui")

    picture = tmp_path / "my picture.png"
    picture.write_bytes(PNG)
    await terminal.paste("one\ntwo\nthree\nfour\n")
    await terminal.wait_for("[Pasted 4 lines]")
    await terminal.paste(str(picture).replace(" ", "\\ "))
    await terminal.wait_for("[Image 1]")
    await terminal.send("C-c")
    await terminal.wait_until_gone("[Image 1]")

    dracula = ThemeCatalog(tmp_path).load_theme("dracula", TerminalColours(), dark=True).background
    assert dracula is not None
    red, green, blue = bytes.fromhex(dracula.removeprefix("#"))
    await terminal.send("C-x", "t")
    await terminal.wait_for("Themes")
    await terminal.type("dracula")
    await terminal.send("Enter")
    await terminal.wait_until_gone("Themes")
    background = f"48;2;{red};{green};{blue}"
    await ask_until(lambda: terminal.screen(ansi=True), lambda rows: any(background in row for row in rows))

    heard = tmp_path / "heard"
    await terminal.tmux("pipe-pane", "-o", f"cat > '{heard}'")
    await say(terminal, "say done with it")
    await terminal.wait_for("done with it")
    await wait_until_true(heard.exists)
    await wait_until_true(lambda: all(sign in heard.read_bytes() for sign in (b"]9;octui: Done", b"\x07")))
    await wait_for_title(terminal, "octui | ")

    await terminal.type("/exit\n")
    assert await terminal.wait_until_ended() == 0
    assert not await terminal.on_alternate_screen()
    assert not (await terminal.title()).startswith("octui")
    assert any("--session" in row or "-s ses_" in row for row in await terminal.screen())


async def wait_for_title(terminal: Terminal, beginning: str) -> None:
    await ask_until(terminal.title, lambda title: title.startswith(beginning))
