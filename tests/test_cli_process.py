import fcntl
import os
import pty
import re
import signal
import subprocess
import sys
import termios
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import pytest

from octui.arguments.completion import SERVE_FLAGS

HEAVY = ("textual", "rich", "httpx", "websockets", "msgspec", "asyncio", "octui.ui", "octui.client", "octui.backend")

LISTS_HEAVY = f"""
import sys
import octui.cli
sys.argv[1:] = [sys.argv[1]]
try:
    octui.cli.main()
except SystemExit as leaving:
    code = leaving.code
loaded = [name for name in {HEAVY!r} if name in sys.modules]
sys.exit(f"loaded {{loaded}}" if loaded else code)
"""

PARSES = """
import os, sys
from octui.cli import parse_command_line
from octui.config.stdio import claim_terminal
options = parse_command_line.main(sys.argv[1:], standalone_mode=False)
claim_terminal()
secret = options.password.reveal_text() if options.password else None
print(repr((options.prompt, secret, os.isatty(0))))
"""


@pytest.mark.parametrize("argument", ["--version", "--help", "-h"])
def test_the_small_answers_load_nothing_big(argument: str) -> None:
    answer = subprocess.run([sys.executable, "-c", LISTS_HEAVY, argument], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.startswith(("octui ", "Usage: octui "))


def test_the_module_and_the_command_are_the_same_program() -> None:
    module = subprocess.run([sys.executable, "-m", "octui", "--version"], capture_output=True, check=True)
    installed = subprocess.run([Path(sys.executable).with_name("octui"), "--version"], capture_output=True, check=True)
    assert module.stdout == installed.stdout


def test_serving_has_the_flags_of_opencode_and_loads_no_textual() -> None:
    asks = """
import sys
from octui.cli import run_command_line
try:
    run_command_line(["serve", "--help"])
finally:
    print([name for name in ("textual", "octui.ui") if name in sys.modules])
"""
    answer = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    assert "octui serve" in answer.stdout
    assert {*re.findall(r"--[a-z]+", answer.stdout)} == {*SERVE_FLAGS, "--help"}
    assert answer.stdout.endswith("[]\n")


def test_a_server_that_may_not_be_reached_says_why_and_ends(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENCODE")}
    answer = subprocess.run(
        [sys.executable, "-m", "octui", "serve", "--port", "0", "--hostname", "0.0.0.0"],
        env=environment | {"OCTUI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert "OPENCODE_SERVER_PASSWORD" in answer.stderr


def test_it_serves_until_it_is_ended(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "octui", "serve", "--port", "0"],
        env={**os.environ, "OCTUI_HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout is not None
    assert re.fullmatch(r"opencode server listening on http://127\.0\.0\.1:\d+\n", serving.stdout.readline())
    serving.terminate()
    assert serving.wait(20) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    serving.stdout.close()


def test_what_is_piped_in_comes_before_the_prompt_and_the_keyboard_comes_back() -> None:
    assert in_a_terminal(PARSES, "--prompt", "explain", piped=b"line one\nline two\n") == repr(
        ("line one\nline two\nexplain", None, True)
    )


def test_piped_bytes_that_are_no_text_are_replaced() -> None:
    assert in_a_terminal(PARSES, piped=b"\xff\n\n") == repr(("\N{REPLACEMENT CHARACTER}", None, True))


def test_a_keyboard_is_not_waited_for() -> None:
    assert in_a_terminal(PARSES, "--prompt", "hi") == repr(("hi", None, True))


def test_too_much_of_a_prompt_is_refused() -> None:
    assert "too long for a prompt" in in_a_terminal(PARSES, piped=b"x" * 4_000_001)


def test_a_password_is_asked_for_and_does_not_show() -> None:
    shown = in_a_terminal(PARSES, "-p", typed=b"hunter2\n", piped=b"the prompt")
    assert shown.splitlines() == ["Password for the server: ", repr(("the prompt", "hunter2", True))]


def test_no_password_is_no_answer() -> None:
    assert "No password was given." in in_a_terminal(PARSES, "-p", typed=b"\n")


def test_a_password_cannot_be_asked_for_without_a_terminal() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "octui", "-p"], stdin=subprocess.DEVNULL, capture_output=True, start_new_session=True
    )
    assert answer.returncode == 2
    assert answer.stderr == (
        b"octui: There is no terminal where octui could ask for the password; set OPENCODE_SERVER_PASSWORD.\n"
    )


def test_a_warning_goes_to_standard_error_without_the_password() -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "octui", "-p", "hunter2"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert answer.stderr.startswith("octui: A password on the command line shows")
    assert "hunter2" not in answer.stdout + answer.stderr


def in_a_terminal(program: str, *arguments: str, typed: bytes = b"", piped: bytes | None = None) -> str:
    """What shows when the program runs in a terminal of its own, its standard input a pipe if one is given."""
    ours, theirs = pty.openpty()
    source, sink = os.pipe()

    def own_terminal() -> None:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=theirs if piped is None else source,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        preexec_fn=own_terminal,
    )
    os.close(theirs)
    os.close(source)
    shown = b""
    if typed:
        while b"Password" not in shown:
            shown += os.read(ours, 1024)
        os.write(ours, typed)
    with os.fdopen(sink, "wb") as pipe:
        try:
            pipe.write(piped or b"")
            pipe.flush()
        except BrokenPipeError:
            pass
    while True:
        try:
            chunk = os.read(ours, 1024)
        except OSError:  # how Linux tells that the other end of a terminal is closed
            break
        if not chunk:
            break
        shown += chunk
    process.wait(10)
    os.close(ours)
    return shown.decode().replace("\r\n", "\n").strip()


FULL_DISK = Path("/dev/full")
PRINTERS = (("--version",), ("--help",), ("completion", "bash"), ("doctor", "--json"), ("run", "--embedded", "help"))


@pytest.mark.skipif(not FULL_DISK.exists(), reason="no device stands for a full disk here")
@pytest.mark.parametrize("arguments", PRINTERS, ids=" ".join)
def test_a_full_disk_is_one_sentence_and_an_exit_code(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with FULL_DISK.open("w") as full:
        ended = run_octui(arguments, tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert ended.returncode == 1
    assert "octui: The output could not be written: No space left on device." in ended.stderr.splitlines()
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("closed", [">&-", "<&- >&- 2>&-"])
def test_standard_streams_may_be_closed(closed: str, tmp_path: Path) -> None:
    command = f'exec "$@" {closed}'
    for arguments in (("--version",), ("run", "--embedded", "help")):
        shell = ["sh", "-c", command, "sh", sys.executable, "-m", "octui", *arguments]
        assert run_octui((), tmp_path, shell, stdout=subprocess.PIPE).returncode == 0


def run_octui(
    arguments: tuple[str, ...],
    folder: Path,
    command: Sequence[str] = (sys.executable, "-m", "octui"),
    *,
    stdout: int | IO[str],
    stderr: int | None = None,
) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENCODE")}
    own = {"OCTUI_HOME": str(folder / "octui"), "OCTUI_LOCAL_MODELS": "0"}
    return subprocess.run(
        [*command, *arguments], env=environment | own, cwd=folder, stdout=stdout, stderr=stderr, text=True, check=False
    )
