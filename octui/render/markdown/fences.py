"""Code for a Markdown text, quoted so that nothing inside it can end it."""

import re
from typing import Final

_FENCES: Final = re.compile(r"^\s*(`{3,})", re.M)


def format_inline_code(text: str) -> str:
    """Code on one line, whatever is in it."""
    line = text.replace("\n", " ")
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    marks = "`" * (longest + 1)
    return f"{marks} {line} {marks}" if longest else f"`{line}`"


def format_code_fence(text: str, language: str) -> str:
    """A code block that nothing inside can end."""
    longest = max((len(run) for run in _FENCES.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"
