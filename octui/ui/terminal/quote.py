"""Formats terminal output as a block for the prompt."""

import re
from typing import Final

from octui.ui.terminal.session import TerminalSession

MOST: Final = 20_000
"""Maximum number of characters quoted; longer text keeps its end."""
_FENCE: Final = re.compile(r"`{3,}")


def extract_last_output(live: TerminalSession) -> str:
    """Output of the last command, where the shell marks it; otherwise the contents of the screen."""
    output = live.emulator.find_last_output()
    if output is None:
        above = len(live.emulator.scrollback)
        output = live.emulator.get_text(above)
    return output.strip("\n")


def format_quote(name: str, text: str) -> str:
    """A fenced block that names its source and cannot be closed by its contents."""
    cut = len(text) - MOST
    if cut > 0:
        text = f"[{cut:,} characters before this are left out]\n{text[cut:]}"
    longest = max((len(found.group()) for found in _FENCE.finditer(text)), default=2)
    fence = "`" * max(3, longest + 1)
    return f"From the terminal {name}:\n{fence}\n{text}\n{fence}\n"
