"""pyte's own tests against the emulator, in a process where pyte's names mean octui's classes.

pyte is LGPL, and its tests are no part of this project; they are in its source distribution, not in its wheel.
"""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pyte

from octui.term import ByteStream, Screen, Stream

_FILES: Final = ("test_screen.py", "test_stream.py", "test_input_output.py")
"""The others test the history and the list of dirty lines, for which octui has its own."""
_FAILED: Final = re.compile(r"^FAILED \S*?::(\S+)", re.MULTILINE)

DEVIATIONS: Final[Mapping[str, str]] = {
    "test_colors256": "colour 0 of 256 is that of SGR 30, which a theme may define; pyte gives two colours",
    "test_resize": "a narrower screen wraps its lines, pyte cuts them off",
    "test_set_mode": "132 columns (DECCOLM) only where they are allowed (mode 40), as in xterm",
    "test_draw_width2_line_end": "a wide character that does not fit goes to the next line",
    "test_save_cursor": "one cursor is saved, as in DEC's terminals, not a stack of them",
    "test_restore_cursor_out_of_bounds": "a reset forgets the saved cursor",
    "test_cursor_position": "with margins, a position below them is the last line in them, and not ignored",
    "test_erase_in_display": "`CSI ? 3 J` does not exist; `CSI 3 J` erases the scrollback",
    "test_report_device_attributes": "it is a VT220 with colours, not a VT102",
    "test_unknown_sequences": "`CSI Z` is known: tabs back",
    "test_interrupt": "SUB ends a sequence, and is not printed",
}
"""Tests that fail on purpose, with the reason."""


def run_pyte_suite(folder: Path) -> set[str]:
    """The names of the tests that fail, of those in this folder."""
    command = (sys.executable, "-m", "pytest", "-p", __name__, "-p", "no:xdist", "-p", "no:cacheprovider")
    options = ("-q", "-rf", "--tb=no", "-c", "/dev/null", "--rootdir", str(folder))
    files = [str(folder / name) for name in _FILES]
    done = subprocess.run((*command, *options, *files), capture_output=True, check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(done.stdout.decode(errors="replace"))
    return set(_FAILED.findall(done.stdout.decode(errors="replace")))


def pytest_configure() -> None:
    """Called by pytest in the process of the suite."""
    pyte.Screen, pyte.Stream, pyte.ByteStream = Screen, Stream, ByteStream  # type: ignore[misc,assignment]  # on purpose
