"""Commands of a conversation that can be run in a terminal: those the agent or the user ran, and shell code blocks."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from octui.render.markdown.code_blocks import find_code_blocks
from octui.wire.parts import SHELL_TOOLS, Part, TextPart, ToolPart
from octui.wire.shell_quoting import unquote_command

SHELL_LANGUAGES: Final = frozenset({"bash", "sh", "shell", "zsh", "fish", "console", "shell-session", "shellsession"})
_SESSIONS: Final = frozenset({"console", "shell-session", "shellsession"})
"""Languages of code that shows prompts and output as well."""
_PROMPTED: Final = re.compile(r"^\s*(?:\([^()\n]*\) ?)?[$%❯] (.*)$")


@dataclass(frozen=True, slots=True)
class RunnableCommand:
    """A command, and the folder on the server in which it was run or would be."""

    text: str
    directory: str


def get_shell_command(part: ToolPart) -> str:
    """The command of a shell tool as the user would type it; empty for other tools."""
    command = part.state.input.get("command") if part.tool in SHELL_TOOLS else None
    return unquote_command(command) if isinstance(command, str) and command.strip() else ""


def list_runnable_commands(parts: Iterable[Part], directory: str) -> list[RunnableCommand]:
    """Each command once, in the order in which they occur; `directory` is the session's."""
    return list(dict.fromkeys(_iter_commands(parts, directory)))


def _iter_commands(parts: Iterable[Part], directory: str) -> Iterator[RunnableCommand]:
    for part in parts:
        match part:
            case ToolPart():
                if command := get_shell_command(part):
                    yield RunnableCommand(command.strip("\n"), find_command_directory(part, directory))
            case TextPart(synthetic=None | False):
                for language, code in find_code_blocks(part.text):
                    if language.lower() in SHELL_LANGUAGES and (command := read_shell_code(language, code)):
                        yield RunnableCommand(command, directory)
            case _:
                continue


def find_command_directory(part: ToolPart, directory: str) -> str:
    """Where a command runs; `directory` is the session's."""
    chosen = part.state.input.get("workdir")
    return posixpath.join(directory, chosen) if isinstance(chosen, str) and chosen else directory


def read_shell_code(language: str, code: str) -> str:
    """What to type: where code shows prompts, what stands after them, without the output."""
    prompted = [found[1] for line in code.split("\n") if (found := _PROMPTED.match(line))]
    shows_output = language.lower() in _SESSIONS or code.lstrip().startswith("$ ")
    return "\n".join(prompted if prompted and shows_output else [code]).strip("\n")
