"""Whatever ends or stops octui, the shell gets its terminal back."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from octui.platform.exit_signals import find_exit_signals
from tests.platform.pty_program import PtyProgram

pytestmark = pytest.mark.slow

AT_REST = {"7", "25"}
"""Wrapping and a visible cursor."""

UNREACHABLE = "http://127.0.0.1:9"

IGNORES_ITS_END = """
import sys, time
from octui.platform import exit_signals
exit_signals.EXIT_TIMEOUT = 0.1
exit_signals.install_exit_handlers(lambda code: None)
sys.stdout.write("\\x1b[?1049h\\x1b[?1003h\\x1b[?2004h\\x1b[?25l\\x1b[>29u")
sys.stdout.flush()
while True:
    time.sleep(60)
"""

SHOWS_A_CRASH = """
from octui.ui.crash.aftermath import show_crash
from octui.ui.crash.app import CrashApp
from octui.ui.crash.report import make_crash_report
show_crash(CrashApp(make_crash_report(ValueError(), "")))
"""

NEVER_ENDED_BY_FORCE = """
import signal, sys
from octui.platform import exit_signals
exit_signals.EXIT_TIMEOUT = 3600
if sys.argv.pop(1) == "without a signal":
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
from octui.cli import main
sys.exit(main())
"""


def at_home(tmp_path: Path, **variables: str) -> dict[str, str]:
    foreign = ("OPENCODE", "OCTUI_", "COLUMNS", "LINES", "TMUX", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**kept, "OCTUI_HOME": str(tmp_path), "TERM": "xterm-256color", **variables}


def octui(tmp_path: Path, **variables: str) -> PtyProgram:
    return PtyProgram([sys.executable, "-m", "octui", "attach", UNREACHABLE], at_home(tmp_path, **variables))


ENDINGS = ("SIGQUIT", "SIGABRT", "SIGUSR1", "SIGRTMIN")


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_signal_that_ends_it_leaves_the_terminal_as_it_was(tmp_path: Path, ending: str) -> None:
    number = int(getattr(signal, ending))
    with octui(tmp_path) as program:
        program.read_until(b"\x1b[?2004h")
        program.read_until(b"127.0.0.1:9")
        assert {"1049", "1003", "1004", "2004", "kitty"} <= program.find_modes_on()
        assert not program.has_its_settings_back()
        program.process.send_signal(number)
        assert program.wait_until_ended() == 128 + number
        assert program.find_modes_on() == AT_REST
        assert program.has_its_settings_back()


def test_a_signal_ends_the_screen_after_a_crash_too(tmp_path: Path) -> None:
    with PtyProgram([sys.executable, "-c", SHOWS_A_CRASH], at_home(tmp_path)) as program:
        program.read_until(b"start again")
        program.process.send_signal(signal.SIGTERM)
        assert program.wait_until_ended() == 0
        assert program.find_modes_on() == AT_REST
        assert program.has_its_settings_back()


def test_sigusr2_asks_for_the_terminals_colours_again_and_does_not_end_it(tmp_path: Path) -> None:
    with octui(tmp_path) as program:
        place = program.read_until(b"127.0.0.1:9", program.read_until(b"\x1b[?2004h"))
        program.process.send_signal(signal.SIGUSR2)
        program.read_until(b"\x1b]11;?", place)
        program.process.send_signal(signal.SIGQUIT)
        assert program.wait_until_ended() == 128 + signal.SIGQUIT


def test_every_signal_that_would_end_it_is_handled() -> None:
    named = {"SIGHUP", "SIGINT", "SIGQUIT", "SIGABRT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGTERM", "SIGXCPU"}
    assert {getattr(signal, name) for name in named} <= find_exit_signals()
    assert not find_exit_signals() & {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD, signal.SIGWINCH, signal.SIGSEGV}


def test_a_signal_it_was_started_to_ignore_stays_ignored() -> None:
    program = """
import signal
from octui.platform.exit_signals import install_exit_handlers
signal.signal(signal.SIGHUP, signal.SIG_IGN)
install_exit_handlers(lambda code: None)
print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN, signal.getsignal(signal.SIGTERM) is signal.SIG_DFL)
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout == "True False\n"


def test_an_end_by_force_restores_the_terminal_too(tmp_path: Path) -> None:
    with PtyProgram([sys.executable, "-c", IGNORES_ITS_END], at_home(tmp_path)) as program:
        program.read_until(b"u")
        program.process.send_signal(signal.SIGTERM)
        assert program.wait_until_ended() == 143
        assert program.find_modes_on() == AT_REST


def test_after_sigkill_octui_reset_restores_the_terminal(tmp_path: Path) -> None:
    # Without job control, the shell does not mend the terminal's settings itself.
    script = '"$0" -m octui attach "$1"; stty -a; "$0" -m octui reset; echo reset $?; stty -a'
    with PtyProgram(["bash", "-c", script, sys.executable, UNREACHABLE], at_home(tmp_path)) as program:
        program.read_until(b"127.0.0.1:9", program.read_until(b"\x1b[?2004h"))
        shell = program.process.pid
        (child,) = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()
        os.kill(int(child), signal.SIGKILL)
        place = program.read_until(b"reset 0")
        assert program.wait_until_ended() == 0
        before, after = program.output[:place].split(), program.output[place:].split()
        assert {b"-icanon", b"-isig", b"-echo", b"-icrnl"} <= set(before)
        assert {b"icanon", b"isig", b"echo", b"icrnl"} <= set(after)
        assert program.find_modes_on() == AT_REST


def test_reset_without_a_terminal_says_so() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "octui", "reset"], capture_output=True, text=True, start_new_session=True, check=False
    )
    assert answer.returncode == 1
    assert answer.stderr.startswith("octui: There is no terminal to reset")


@pytest.mark.parametrize("stopping", [signal.SIGTSTP, signal.SIGSTOP, signal.SIGCONT])
def test_a_stopped_process_continues_with_one_reader_of_keys_and_restores_the_terminal(
    tmp_path: Path, stopping: signal.Signals
) -> None:
    with octui(tmp_path) as program:
        program.read_until(b"127.0.0.1:9", program.read_until(b"\x1b[?2004h"))
        program.process.send_signal(stopping)
        if stopping is not signal.SIGCONT:
            program.wait_until_stopped()
        if stopping is signal.SIGTSTP:
            assert program.find_modes_on() == AT_REST
            assert program.has_its_settings_back()
        before = len(program.output)
        program.process.send_signal(signal.SIGCONT)
        # It is painted once more, whole.
        program.read_until(b"127.0.0.1:9", program.read_until(b"\x1b[?2004h", before))
        program.process.send_signal(signal.SIGTERM)
        assert program.wait_until_ended() == 143
        assert program.find_modes_on() == AT_REST
        assert program.has_its_settings_back()


def test_stale_sizes_of_the_environment_are_ignored(tmp_path: Path) -> None:
    with octui(tmp_path, COLUMNS="31", LINES="7") as program:
        program.read_until(b"127.0.0.1:9", program.read_until(b"\x1b[?2004h"))
        program.read_until(b"\x1b[24;1H")


def test_output_that_is_ascii_shows_no_escapes(tmp_path: Path) -> None:
    with octui(tmp_path, PYTHONIOENCODING="ascii") as program:
        program.read_until(b"127.0.0.1:9", program.read_until(b"\x1b[?2004h"))
        program.process.send_signal(signal.SIGTERM)
        program.wait_until_ended()
        assert program.output.isascii()
        assert b"\\u" not in program.output


@pytest.mark.parametrize("name", ["dumb", "unknown"])
def test_a_terminal_that_cannot_be_drawn_on_gets_a_sentence(tmp_path: Path, name: str) -> None:
    with octui(tmp_path, TERM=name) as program:
        assert program.wait_until_ended() == 2
        assert program.output.startswith(b"octui: The screen needs a terminal that moves the cursor")
        assert b"\x1b" not in program.output


@pytest.mark.parametrize("told", ["by a signal", "without a signal"])
def test_it_exits_when_its_window_is_closed(tmp_path: Path, told: str) -> None:
    command = [sys.executable, "-c", NEVER_ENDED_BY_FORCE, told, "attach", UNREACHABLE]
    with PtyProgram(command, at_home(tmp_path)) as program:
        program.read_until(b"octui")
        assert program.close_terminal() == 128 + signal.SIGHUP
