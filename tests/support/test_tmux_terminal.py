import signal
import sys
from textwrap import dedent

import pytest

from tests.support.tmux_terminal import Terminal, TmuxFailed, requires_tmux, running

pytestmark = requires_tmux


def python(program: str, columns: int = 60, rows: int = 10) -> Terminal:
    return Terminal(sys.executable, "-c", dedent(program), columns=columns, rows=rows)


async def test_what_is_typed_reaches_the_program_and_its_answer_the_screen() -> None:
    async with python("print('said', ascii(input('say: ')))") as terminal:
        await terminal.wait_for("say:")
        await terminal.type("it's $HOME; Enter é;\n")
        await terminal.wait_for(r'''said "it's $HOME; Enter \xe9;"''')
        assert await terminal.wait_until_ended() == 0


async def test_the_screen_has_as_many_rows_as_the_terminal_before_and_after_a_resize() -> None:
    program = """
        import os, signal
        show = lambda *_: print("\\033[2J\\033[H", *os.get_terminal_size(), flush=True)
        signal.signal(signal.SIGWINCH, show)
        show()
        while True:
            signal.pause()
    """
    async with python(program, columns=70, rows=12) as terminal:
        assert len(await terminal.wait_for("70 12")) == 12
        await terminal.resize(41, 9)
        assert len(await terminal.wait_for("41 9")) == 9


async def test_the_cursor_and_colours_are_where_the_program_put_them() -> None:
    async with python("print('\\033[3;5H\\033[38;2;1;2;3mred', end='', flush=True); input()") as terminal:
        rows = await terminal.wait_for("red")
        assert rows[2] == "    red"
        assert await terminal.cursor() == (7, 2)
        assert "38;2;1;2;3" in "\n".join(await terminal.screen(ansi=True))


async def test_the_alternate_screen_title_and_cursor_are_told() -> None:
    async with python(
        "input('\\033[?1049h\\033[?25l\\033]2;my title\\033\\\\here'); print('\\033[?1049l')"
    ) as terminal:
        await terminal.wait_for("here")
        assert await terminal.on_alternate_screen()
        assert await terminal.title() == "my title"
        assert not await terminal.cursor_shown()
        await terminal.send("Enter")
        await terminal.wait_until_ended()
        assert not await terminal.on_alternate_screen()


async def test_keys_have_names_and_a_paste_is_bracketed_when_asked_for() -> None:
    program = """
        import os, sys, tty
        tty.setraw(0)
        sys.stdout.write("\\033[?2004h"); sys.stdout.flush()
        print("ready", end="\\r\\n", flush=True)
        while (key := os.read(0, 1024)) != b"q":
            print(ascii(key), end="\\r\\n", flush=True)
    """
    async with python(program) as terminal:
        await terminal.wait_for("ready")
        await terminal.send("C-x", "Up")
        await terminal.wait_for(r"\x18\x1b[A")
        await terminal.paste("two\nlines")
        await terminal.wait_for(r"\x1b[200~two\nlines\x1b[201~")
        await terminal.send("q")
        assert await terminal.wait_until_ended() == 0


async def test_the_exit_status_is_the_programs_or_the_signals_and_the_screen_outlives_it() -> None:
    async with python("print('last words'); raise SystemExit(7)") as terminal:
        assert await terminal.wait_until_ended() == 7
        assert "last words" in await terminal.screen()
    async with python("print('here', flush=True); input()") as terminal:
        await terminal.wait_for("here")
        assert await terminal.exit_status() is None
        await terminal.kill()
        assert await terminal.wait_until_ended() == -signal.SIGKILL


async def test_waiting_in_vain_shows_the_screen_and_a_closed_terminal_is_gone() -> None:
    async with python("print('only this', flush=True); input()") as terminal:
        await terminal.wait_for("only this")
        with pytest.raises(TimeoutError, match="only this"):
            await terminal.wait_for("something else", timeout=0.1)
        await terminal.wait_until_gone("something else", timeout=0.1)
    with pytest.raises(TmuxFailed):
        await terminal.screen()


async def test_a_program_that_will_not_end_with_its_window_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.support.tmux_terminal.END_SECONDS", 0.1)
    program = """
        import signal
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        print("here", flush=True)
        while True:
            signal.pause()
    """
    async with python(program) as terminal:
        await terminal.wait_for("here")
        pid = await terminal.pid()
        assert running(pid)
    assert not running(pid)
