"""What shells say about their commands (OSC 133): how they ended, and what was typed."""

import pytest

from octui.term.grid.rows import PROMPT, get_exit_code, has_exit_status
from tests.term.terminal import Terminal, fed

A, B, C = ("\x1b]133;A\x07", "\x1b]133;B\x07", "\x1b]133;C\x07")


def done(code: int | str = "") -> str:
    return f"\x1b]133;D;{code}\x07"


def run(line: str, output: str, code: int | str) -> str:
    return f"{A}$ {B}{line}\r\n{C}{output}{done(code)}"


def read_statuses(terminal: Terminal) -> list[int | None]:
    """The exit code at each prompt whose command ended."""
    screen = terminal.screen
    rows = [*screen.scrollback, *screen.shown]
    return [get_exit_code(row[3]) for row in rows if row[3] & PROMPT and has_exit_status(row[3])]


def test_each_prompt_has_the_exit_code_of_its_command() -> None:
    terminal = fed(run("true", "", 0) + run("false", "", 1) + run("sl", "sl: not found\r\n", 127) + f"{A}$ {B}")
    assert read_statuses(terminal) == [0, 1, 127]


def test_an_empty_line_and_a_command_that_runs_have_no_exit_code() -> None:
    terminal = fed(run("false", "", 1) + f"{A}$ {B}\r\n{done(1)}{A}$ {B}sleep 9\r\n{C}")
    assert read_statuses(terminal) == [1]


def test_a_shell_that_does_not_mark_output_has_exit_codes_too() -> None:
    assert read_statuses(fed(f"{A}$ ls\r\n{done(2)}{A}$ ")) == [2]


@pytest.mark.parametrize("code", ["", "x", "-1", "65535", "99999", "9" * 50])
def test_a_code_that_cannot_be_told_is_no_code(code: str) -> None:
    assert read_statuses(fed(run("x", "", code))) == [None]


def test_exit_codes_survive_long_output_and_resizes() -> None:
    terminal = fed(A + "$ " + B + "make\r\n" + C + "".join(f"{n}\r\n" for n in range(99)))
    terminal.screen.resize(9, 33)
    terminal.feed(done(2) + A + "$ " + B)
    for width in (7, 90):
        terminal.screen.resize(9, width)
        assert read_statuses(terminal) == [2]


def test_a_prompt_that_was_cleared_gives_its_exit_code_to_no_other() -> None:
    terminal = fed(run("false", "", 1) + f"{A}$ {B}clear\r\n{C}\x1b[H\x1b[2J{done(0)}{A}$ {B}")
    assert 0 not in read_statuses(terminal)


def test_a_prompt_of_a_continued_line_is_no_prompt() -> None:
    terminal = fed(f"{A}$ {B}for x\r\n\x1b]133;A;k=s\x07> {B}do\r\n{C}{done(3)}{A}$ ")
    assert read_statuses(terminal) == [3]


def test_the_newest_command_that_failed_is_found_with_its_line_and_output() -> None:
    terminal = fed(run("make all", "cc: error\r\n", 2) + run("ls", "a b\r\n", 0) + f"{A}$ {B}")
    assert terminal.screen.find_failed_command() == ("make all", "cc: error", 2)
    assert fed(run("ls", "a b\r\n", 0)).screen.find_failed_command() is None


def test_output_of_a_command_after_one_that_printed_nothing_is_its_own() -> None:
    terminal = fed(run("false", "", 1) + run("sl", "sl: not found\r\n", 127) + f"{A}$ {B}")
    assert terminal.screen.find_failed_command() == ("sl", "sl: not found", 127)


@pytest.mark.parametrize("width", [9, 15, 60])
def test_a_wrapped_command_line_is_whole_after_a_resize(width: int) -> None:
    line = "pytest -q tests/test_checkout.py"
    terminal = fed(run(line, "1 failed, 30 passed in a second or two", 1) + f"{A}$ {B}")
    terminal.screen.resize(9, width)
    assert terminal.screen.find_failed_command() == (line, "1 failed, 30 passed in a second or two", 1)


def test_the_command_line_is_what_the_shell_says_it_is() -> None:
    said = "\x1b]133;C;cmdline_url=echo%20a%3B%20false\x07"
    terminal = fed(f"{A}$ {B}echo a; fa…\r\n{said}a\r\n{done(1)}{A}$ {B}")
    assert terminal.screen.find_failed_command() == ("echo a; false", "a", 1)


def test_a_command_without_a_marked_line_has_its_output() -> None:
    terminal = fed(f"{A}$ sl\r\nsl: not found\r\n{done(127)}{A}$ ")
    assert terminal.screen.find_failed_command() == ("", "sl: not found", 127)


def test_any_mark_in_any_order_is_borne() -> None:
    terminal = fed(done(1) + C + C + B + done(2) + A + done(3) + "\x1b[?1049h" + A + C + done(4) + "\x1b[?1049l")
    terminal.feed("\x1b]133;C;cmdline_url=%ff%\x07\x1b]133;\x07\x1b]133\x07\x1bc" + done(9))
    terminal.screen.resize(1, 1)
    assert terminal.screen.find_failed_command() is None
