"""Pictures in terminals that draw them in kitty's way, as sixels, or not at all."""

import os
import re
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.term.grid.placeholders import PLACEHOLDER
from octui.ui.input.picture_support import (
    ASK_SIXELS,
    PictureProtocol,
    TerminalGraphics,
    TerminalGraphicsReported,
    can_ask_graphics,
    list_questions,
    parse_graphics_reply,
)
from octui.ui.input.terminal_parser import TerminalParser
from tests.platform.pty_program import PtyProgram
from tests.platform.test_terminal_restored import at_home
from tests.render.files.test_picture import make_png
from tests.support.real_opencode import EMBEDDED, RealServer

GRAPHICS_OK = "\x1b_Gi=7299956;OK\x1b\\"


@pytest.mark.parametrize(
    ("replies", "draws"),
    [
        ([GRAPHICS_OK, "\x1bP>|kitty(0.35.2)\x1b\\"], True),
        (["\x1bP>|ghostty 1.1.3\x1b\\", GRAPHICS_OK], True),
        ([GRAPHICS_OK, "\x1bP>|WezTerm 20240203-110809\x1b\\"], False),
        ([GRAPHICS_OK], False),
        (["\x1bP>|kitty(0.35.2)\x1b\\"], False),
        (["\x1b_Gi=7299956;EINVAL:no\x1b\\", "\x1bP>|kitty(0.35.2)\x1b\\"], False),
        (["\x1b_Gi=1;OK\x1b\\", "\x1bP>|kitty(0.35.2)\x1b\\"], False),
        ([GRAPHICS_OK, "\x1bP>|kittyhawk\x1b\\"], False),
    ],
)
def test_only_a_terminal_that_says_so_draws_pictures(replies: list[str], draws: bool) -> None:
    graphics = TerminalGraphics()
    for reply in replies:
        if (report := parse_graphics_reply(reply)) is not None:
            graphics.note_report(report)
    assert (graphics.protocol is PictureProtocol.KITTY) is draws


@pytest.mark.parametrize(
    ("replies", "protocol", "cell"),
    [
        (["\x1b[?62;4;22c"], PictureProtocol.SIXEL, None),
        (["\x1b[6;18;9t", "\x1b[?1;2;4c"], PictureProtocol.SIXEL, (9, 18)),
        (["\x1b[?62;22c"], PictureProtocol.BLOCKS, None),
        # 4 is the kind of the terminal here, and a part of other numbers there.
        (["\x1b[?4;22c", "\x1b[?62;14;41c", "\x1b[6;0;0t"], PictureProtocol.BLOCKS, None),
        ([GRAPHICS_OK, "\x1b[?62;4;52c", "\x1bP>|kitty(0.35.2)\x1b\\"], PictureProtocol.KITTY, None),
    ],
)
def test_a_terminal_with_attribute_4_draws_sixels(
    replies: list[str], protocol: PictureProtocol, cell: tuple[int, int] | None
) -> None:
    graphics = TerminalGraphics()
    for message in TerminalParser().feed("".join(replies)):
        assert isinstance(message, TerminalGraphicsReported)
        graphics.note_report(message)
    assert (graphics.protocol, graphics.cell_size) == (protocol, cell)


@pytest.mark.parametrize(
    ("environment", "asks"),
    [
        ({"TERM": "xterm-kitty"}, True),
        ({"TERM": "linux"}, False),
        ({"TERM": "tmux-256color"}, False),
        ({"TERM": "xterm-256color", "TMUX": "/tmp/tmux"}, False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, False),
    ],
)
def test_a_terminal_that_would_show_the_question_is_not_asked(environment: dict[str, str], asks: bool) -> None:
    assert can_ask_graphics(environment) is asks
    assert (ASK_SIXELS in list_questions(environment)) is (environment["TERM"] != "linux")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with one picture."""
    pytest.importorskip("PIL")
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "logo.png").write_bytes(make_png(40, 40, b"\xff\x00\x00\xff"))
    return folder


@pytest.mark.slow
def test_a_picture_is_sent_shown_and_forgotten_when_it_is_left(
    shared_servers: Callable[[str], RealServer], pictures: Path, tmp_path: Path
) -> None:
    address = shared_servers(EMBEDDED).url
    command = [sys.executable, "-m", "octui", "attach", address, "--dir", str(pictures)]
    variables = {"TERM": "xterm-kitty", "COLORTERM": "truecolor"}
    with PtyProgram(command, at_home(tmp_path / "home", **variables), size=(100, 30)) as program:
        program.read_until(b"a=q")
        program.read_until(b"\x1b[>q")
        os.write(program.terminal, f"{GRAPHICS_OK}\x1bP>|kitty(0.35.2)\x1b\\".encode())
        program.read_until(b"live")
        os.write(program.terminal, b"\x18f")
        program.read_until(b"logo.png")
        os.write(program.terminal, b"logo")
        sent = program.read_until(b"a=T,U=1")
        shown = program.read_until(PLACEHOLDER.encode(), sent)
        match = re.search(rb"a=T,U=1,q=2,f=100,i=(\d+),c=4,r=2,m=0;([^\x1b]*)\x1b", program.output)
        assert match is not None and b64decode(match[2]).startswith(b"\x89PNG")
        number = int(match[1])
        colour = f"38;2;{number >> 16};{number >> 8 & 255};{number & 255}".encode()
        assert colour in program.output[sent:shown]
        os.write(program.terminal, b"\x1b")
        filter_empty = program.read_until(b" close", shown)
        os.write(program.terminal, b"\x1b")
        program.read_until(f"a=d,d=I,q=2,i={number}".encode(), filter_empty)


@pytest.mark.slow
def test_sixels_are_drawn_over_half_blocks_and_again_once_nothing_covers_them(
    shared_servers: Callable[[str], RealServer], pictures: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "octui", "attach", shared_servers(EMBEDDED).url, "--dir", str(pictures)]
    variables = {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with PtyProgram(command, at_home(tmp_path / "home", **variables), size=(100, 30)) as program:
        program.read_until(ASK_SIXELS.encode())
        os.write(program.terminal, b"\x1b[6;20;10t\x1b[?62;4c")
        program.read_until(b"live")
        os.write(program.terminal, b"\x18f")
        program.read_until(b"logo.png")
        os.write(program.terminal, b"logo")
        blocks = program.read_until("▀".encode())
        begun = program.read_until(b"\x1bP0;1;0q", blocks)
        drawn = program.read_until(b"\x1b8", begun)
        match = re.search(rb"\x1b7\x1b\[\d+;\d+H\x1bP0;1;0q\"1;1;40;40#[^\x1b]*\x1b\\\x1b8", program.output)
        assert match is not None
        # Opened, with a dialog above it, and without.
        os.write(program.terminal, b"\r")
        opened = program.read_until(b"\x1bP0;1;0q", program.read_until(b" bytes", drawn))
        os.write(program.terminal, b"\x10")
        covered = program.read_until(b"Commands", opened)
        os.write(program.terminal, b"\x1b")
        program.read_until(b"\x1bP0;1;0q", covered)
