"""An image that a program in a terminal prints, in a terminal around octui that draws kitty's images."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.term.grid.placeholders import PLACEHOLDER
from tests.platform.pty_program import PtyProgram
from tests.platform.test_terminal_restored import at_home
from tests.support.real_opencode import EMBEDDED, RealServer
from tests.ui.files.test_picture_terminals import GRAPHICS_OK

pytestmark = pytest.mark.slow

PRINT = r"printf '\033_Ga=T,f=24,s=1,v=1,c=3,r=2;/wAA\033\\'"
SENT = re.compile(rb"\x1b_Ga=T,U=1,q=2,f=24,s=1,v=1,i=(\d+),c=3,r=2,m=0;/wAA\x1b\\")


def find_number(program: PtyProgram, start: int) -> int:
    match = SENT.search(program.output, start)
    assert match is not None
    return int(match[1])


def test_it_is_sent_when_it_is_seen_and_forgotten_with_its_terminal_or_with_octui(
    shared_servers: Callable[[str], RealServer], tmp_path: Path
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    command = [sys.executable, "-m", "octui", "attach", shared_servers(EMBEDDED).url, "--dir", str(folder)]
    variables = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}
    with PtyProgram(command, at_home(tmp_path / "home", **variables), size=(100, 30)) as program:
        program.read_until(b"\x1b[>q")
        os.write(program.terminal, f"{GRAPHICS_OK}\x1bP>|kitty(0.35.2)\x1b\\".encode())
        start = program.read_until(b"live")
        os.write(program.terminal, b"\x18`")
        shell = program.read_until(b"back to chat", start)
        os.write(program.terminal, f"{PRINT}\r".encode())
        sent = program.read_until(b"a=T,U=1", shell)
        shown = program.read_until(PLACEHOLDER.encode(), sent)
        number = find_number(program, shell)
        colour = f"38;2;{number >> 16};{number >> 8 & 255};{number & 255}".encode()
        assert colour in program.output[sent:shown]
        # With the terminal, its image goes.
        os.write(program.terminal, b"exit\r")
        ended = program.read_until(b"Press enter to close", shown)
        os.write(program.terminal, b"\r")
        closed = program.read_until(f"a=d,d=I,q=2,i={number}\x1b".encode(), ended)
        # So it does with octui.
        os.write(program.terminal, b"\x18`")
        shell = program.read_until(b"back to chat", closed)
        os.write(program.terminal, f"{PRINT}\r".encode())
        shown = program.read_until(PLACEHOLDER.encode(), shell)
        number = find_number(program, shell)
        program.process.terminate()
        program.wait_until_ended()
        assert f"a=d,d=I,q=2,i={number}\x1b".encode() in program.output[shown:]
