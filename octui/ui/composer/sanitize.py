"""What is pasted or restored into a prompt, without control characters: pure."""

import re
from typing import Final

_ESCAPES: Final = re.compile(
    "\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # colours, cursor movement
    "|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?"  # titles, links, clipboard
    "|[PX^_][^\x1b]*(?:\x1b\\\\)?"  # strings for devices
    r"|[ -/]*[0-~]"
    ")?"
)
_BREAKS: Final = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def sanitize_prompt(text: str) -> str:
    """The text as a prompt may hold it: one kind of line break, tabs, and no control characters or escape sequences."""
    return _CONTROLS.sub("", _BREAKS.sub("\n", _ESCAPES.sub("", text)))
