"""Asks a terminal for a keyboard mode and writes what it gets to a file: `print_keys.py SETTING FILE END`."""

import os
import sys
import termios
import tty
from pathlib import Path

SHOW, HIDE = "\x1b[?1049hready", "\x1b[<9u\x1b[>4;0m\x1b[?1l\x1b>\x1b[?1049l"


def write_text(text: str) -> None:
    os.write(1, text.encode())


def main(setting: str, file: str, end: str) -> None:
    before = termios.tcgetattr(0)
    tty.setraw(0)
    write_text(SHOW + setting.encode("ascii").decode("unicode_escape"))
    received = b""
    while not received.endswith(end.encode()):
        received += os.read(0, 65536)
    Path(file).write_bytes(received.removesuffix(end.encode()))
    termios.tcsetattr(0, termios.TCSAFLUSH, before)
    write_text(f"{HIDE}\x1b[2J\x1b[Hkeys written\n")


main(*sys.argv[1:])
