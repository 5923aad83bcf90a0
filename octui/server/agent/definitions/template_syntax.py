"""What the template of a slash command can do besides being text: run shell commands and attach files."""

import re
from collections.abc import Iterator
from typing import Final

SHELL_SNIPPET: Final = re.compile(r"!`([^`\n]+)`")
FILE_REFERENCE: Final = re.compile(r"(?<![\w`])@(\.?[^\s`,.]*(?:\.[^\s`,.]+)*)")
_SHELL_WITH_ARGUMENTS: Final = re.compile(r"![$A-Z0-9]*`")
_ARGUMENT: Final = re.compile(r"\$[$A-Z0-9]*")


def can_run_shell(template: str) -> bool:
    """Whether it can run a shell command, with whatever arguments: those in `!$1` may be empty."""
    return _SHELL_WITH_ARGUMENTS.search(template) is not None


def list_file_references(template: str) -> Iterator[str]:
    """The paths after `@`, also those that only show once the arguments are filled in with nothing."""
    for text in (template, _ARGUMENT.sub("", template)):
        yield from (name for name in FILE_REFERENCE.findall(text) if name)
