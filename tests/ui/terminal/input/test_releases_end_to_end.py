"""Releases of keys, from a terminal around octui that tells of them to a program in one of octui's own."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.ui.input.release_reports import ASK_RELEASES, START_RELEASES, STOP_RELEASES
from tests.platform.pty_program import PtyProgram
from tests.platform.test_terminal_restored import at_home
from tests.support.real_opencode import EMBEDDED, RealServer
from tests.ui.terminal.input.test_keys_end_to_end import END, PROGRAM

pytestmark = pytest.mark.slow

OPEN_TERMINAL = b"\x1b[120;5u\x1b[96;;96u"
LEAVE, LEFT = b"\x1b[93;5u", b"\x1b[93;5:3u"
ENTER_AGAIN = b"\x1b[120;5u\x1b[106;;106u"


def paste(text: str) -> bytes:
    return f"\x1b[200~{text}\x1b[201~".encode()


def test_only_a_program_that_asked_hears_of_releases(
    shared_servers: Callable[[str], RealServer], tmp_path: Path
) -> None:
    folder, file = tmp_path / "project", tmp_path / "keys"
    folder.mkdir()
    command = [sys.executable, "-m", "octui", "attach", shared_servers(EMBEDDED).url, "--dir", str(folder)]
    with PtyProgram(command, at_home(tmp_path / "home", TERM="xterm-kitty"), size=(100, 30)) as outer:
        outer.read_until(ASK_RELEASES.encode())
        os.write(outer.terminal, b"\x1b[?31u")
        start = outer.read_until(b"live")
        os.write(outer.terminal, OPEN_TERMINAL)
        shell = outer.read_until(b"back to chat", start)
        assert START_RELEASES.encode() not in outer.output[start:]
        os.write(outer.terminal, paste(f"{sys.executable} {PROGRAM} '\\x1b[>31u' {file} {END}") + b"\x1b[13u")
        asked = outer.read_until(START_RELEASES.encode(), shell)
        # The Enter that started it comes up now, which the program does not know to be down.
        os.write(outer.terminal, b"\x1b[13;1:3u\x1b[97;;97u\x1b[97;1:2;97u\x1b[97;1:3u")
        # Who leaves with a key held down releases it, and that of leaving is none of the program's.
        os.write(outer.terminal, b"\x1b[98;;98u" + LEAVE)
        left = outer.read_until(STOP_RELEASES.encode(), asked)
        os.write(outer.terminal, LEFT + b"\x1b[98;1:3u" + ENTER_AGAIN)
        again = outer.read_until(START_RELEASES.encode(), left)
        os.write(outer.terminal, paste(END))
        outer.read_until(STOP_RELEASES.encode(), again)
    assert file.read_bytes() == b"\x1b[97;;97u\x1b[97;1:2;97u\x1b[97;1:3u\x1b[98;;98u\x1b[98;1:3u"
