"""Records real programs in a pseudo-terminal, and compares the emulator's screen with tmux's, cell by cell.

    python -m tools.record_programs                    every program that is installed
    python -m tools.record_programs fzf nvim           these
    python -m tools.record_programs --keep FOLDER      and keep what they wrote

It prints a line for each program: how many cells differ in text and in looks, and whether the cursor does. It is no
test, as no machine has all of these programs, and each version writes something else.
"""

import argparse
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import ioctl
from functools import partial
from pathlib import Path
from termios import TIOCSWINSZ
from typing import Final

from octui.term import ByteStream, Screen, split_runs
from octui.term.parser.sgr import format_rendition

COLUMNS: Final = 120
LINES: Final = 40
QUIET_SECONDS: Final = 1.2
"""A program that writes nothing for so long waits for a key."""
MOST_SECONDS: Final = 12.0
"""For each key; some programs write without end."""
MOST_BYTES: Final = 40_000


@dataclass(frozen=True)
class Scene:
    """A program, and the keys that are pressed one after another, each once it is quiet."""

    command: tuple[str, ...]
    keys: tuple[str, ...] = ()


RICH: Final = """
import time
from rich.console import Console
from rich.progress import track
from rich.table import Table
console = Console()
table = Table("duck", "price", title="Shop")
table.add_row("[green]mallard[/]", "12")
table.add_row("[link=https://example.com]teal[/link]", "[bold]9[/]")
console.print(table)
for _ in track(range(20), "packing"):
    time.sleep(0.02)
"""

SCENES: Final = {
    "fzf": Scene(("fzf", "--preview=cat {}", "--border"), ("shop", "\x7f\x7f", "\x1b[B", "\x1bOA", "\t")),
    "mc": Scene(("mc", "--nosubshell"), ("\x1b[B", "\x1b[B", "\t", "\x1b9", "\x1b[C", "\x1b[B")),
    "dialog": Scene(
        ("dialog", "--colors", "--menu", "A \\Z1red\\Zn shop", "15", "50", "4", "1", "duck", "2", "goose"),
        ("\x1b[B", "\t", "\x1b[Z"),
    ),
    "chafa": Scene(("chafa", "--format=symbols", "--size=60x20", "picture.ppm")),
    "rich": Scene((sys.executable, "-c", RICH)),
    "zsh": Scene(("zsh", "-f", "-i"), ("echo duck\r", "ls -", "\t", "\x03", "print -P '%F{red}goose%f'\r", "\x1bOA")),
    "fish": Scene(("fish", "--no-config", "-i"), ("echo duck\r", "ec", "\x1b[C", "\x03", "ls --co", "\t", "\x03")),
    "emacs": Scene(("emacs", "-nw", "-Q", "shop.py"), ("\x0e\x0e", "\x1bx", "dired\r", "\r", "\x18" + "2", "\x13duck")),
    "nvim": Scene(
        ("nvim", "-u", "NONE", "shop.py"), (":syntax on\r", "Gzz", ":vsplit\r", "/def\r", "ix\x1b", ":terminal\r")
    ),
    "btop": Scene(("btop", "--utf-force"), ("2", "\x1b[B", "h")),
    "npm": Scene(("npm", "init"), ("\r", "\r", "a shop\r")),
}


def record_program(scene: Scene, folder: Path) -> bytes:
    """What the program writes, up to a bound that may lie in the middle of a frame."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execvpe(scene.command[0], scene.command, _make_environment(folder))
    ioctl(terminal, TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
    written = b""
    screen = Screen(COLUMNS, LINES)
    screen.write_process_input = partial(_send_text, terminal)  # type: ignore[method-assign]  # as pyte is used
    stream = ByteStream(screen)
    try:
        for keys in ("", *scene.keys):
            os.write(terminal, keys.encode())
            for chunk in _read_until_quiet(terminal, QUIET_SECONDS if written else MOST_SECONDS):
                written += chunk
                stream.feed(chunk)
            if len(written) >= MOST_BYTES:
                break
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    return written[:MOST_BYTES]


def _send_text(terminal: int, text: str) -> None:
    os.write(terminal, text.encode())


def _read_until_quiet(terminal: int, patience: float) -> Iterator[bytes]:
    """`patience` is for the first bytes."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end and select.select([terminal], [], [], patience)[0]:
        patience = QUIET_SECONDS
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            return
        yield chunk


def _make_environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "PYTHONPATH") if name in os.environ}
    return {
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "HOME": str(folder),
        "PS1": "$ ",
    } | kept


def show_in_tmux(written: bytes) -> tuple[Screen, tuple[int, int]]:
    """tmux's screen of the same bytes, read into a grid, and its cursor."""
    with _make_tmux(written) as run:
        rows = run("capture-pane", "-p", "-e").split("\n")[:LINES]
        column, line = run("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
    grid = Screen(COLUMNS, LINES)
    stream = ByteStream(grid)
    # tmux writes line drawing as letters, between SO and SI.
    stream.feed(b"\x1b)0")
    for number, row in enumerate(rows, 1):
        stream.feed(f"\x1b[{number};1H{row}".encode())
    return grid, (int(column), int(line))


@contextmanager
def _make_tmux(written: bytes) -> Iterator["TmuxCall"]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "written").write_bytes(written)
        # The marker is seen only by the tmux server, in the title of its pane, once everything was read.
        script = f"stty raw -echo; cat {folder}/written; printf '\\033[s\\030\\033]2;all\\033\\\\'; exec sleep 60"
        call = TmuxCall(f"{folder}/socket")
        call(
            "-f",
            "/dev/null",
            "new-session",
            "-d",
            "-x",
            str(COLUMNS),
            "-y",
            str(LINES),
            script,
            ";",
            "set",
            "status",
            "off",
        )
        try:
            end = time.monotonic() + MOST_SECONDS
            while call("display-message", "-p", "#{pane_title}").strip() != "all" and time.monotonic() < end:
                time.sleep(0.05)
            yield call
        finally:
            call("kill-server")


@dataclass(frozen=True)
class TmuxCall:
    """Runs commands of a tmux of its own."""

    socket: str

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(["tmux", "-S", self.socket, *arguments], capture_output=True, text=True, check=True)
        return done.stdout


def list_cells(screen: Screen) -> list[list[tuple[str, str]]]:
    """Each cell's text and look, row by row; a blank without a look is nothing."""
    rows = []
    for row in screen.shown:
        cells = [(sign, format_rendition(look)) for text, look in split_runs(row) for sign in text]
        while cells and cells[-1] == (" ", "0"):
            cells.pop()
        rows.append(cells)
    return rows


def compare_screens(written: bytes) -> str:
    """Where the emulator and tmux differ, in a line."""
    screen = Screen(COLUMNS, LINES)
    # tmux 3.3 knows no synchronized output, and shows a frame that is not finished.
    ByteStream(screen).feed(written + b"\x1b[?2026l")
    theirs, cursor = show_in_tmux(written)
    text = looks = 0
    for mine, other in zip(list_cells(screen), list_cells(theirs), strict=True):
        # Its capture ends with the last text of a row, whatever the background behind it.
        while len(mine) > len(other) and mine[-1][0] == " ":
            mine.pop()
        length = max(len(mine), len(other))
        padded = [[*row, *[(" ", "0")] * (length - len(row))] for row in (mine, other)]
        text += sum(one[0] != two[0] for one, two in zip(*padded, strict=True))
        looks += sum(one[0] == two[0] and one[1] != two[1] for one, two in zip(*padded, strict=True))
    seen = (screen.seen_cursor.x, screen.seen_cursor.y)
    return f"{text} cells of text, {looks} of looks differ; cursor {'same' if seen == cursor else f'{seen}, {cursor}'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help=f"some of {', '.join(SCENES)}")
    parser.add_argument("--keep", type=Path, help="a folder for what was recorded")
    options = parser.parse_args()
    for name in options.names or SCENES:
        scene = SCENES[name]
        if shutil.which(scene.command[0]) is None:
            sys.stdout.write(f"{name:8} not installed\n")
            continue
        with tempfile.TemporaryDirectory() as home:
            folder = Path(home) / "shop"
            folder.mkdir()
            (folder / "shop.py").write_text("def sell(duck: str) -> int:\n    return 12  # é, 鴨\n" * 40)
            pixels = bytes(part for y in range(64) for x in range(64) for part in (x * 4, y * 4, 128))
            (folder / "picture.ppm").write_bytes(b"P6 64 64 255\n" + pixels)
            written = record_program(scene, folder)
        sys.stdout.write(f"{name:8} {len(written):6} bytes: {compare_screens(written)}\n")
        sys.stdout.flush()
        if options.keep is not None:
            options.keep.mkdir(parents=True, exist_ok=True)
            (options.keep / f"{name}.bin").write_bytes(written)


if __name__ == "__main__":
    main()
