"""Formats terminal output as a block for the prompt."""

from typing import Final

from octui.render.markdown.fences import format_code_fence
from octui.term import ShellCommand
from octui.ui.terminal.session import PROMPT_ENDS, TerminalSession

MAX_QUOTED_LENGTH: Final = 20_000
"""Maximum number of characters quoted; longer text keeps its end."""
MAX_SEARCHED_ROWS: Final = 5_000
"""Rows of scrollback in which the last command is looked for by its prompt."""
MIN_PROMPT_LENGTH: Final = 3


def extract_last_output(live: TerminalSession) -> str:
    """Output of the last command, by the shell's marks or its prompts; otherwise the contents of the screen."""
    emulator = live.emulator
    output = emulator.find_last_output()
    if output is None:
        cursor = emulator.seen_cursor
        above = len(emulator.scrollback)
        lines = emulator.get_text(max(0, above - MAX_SEARCHED_ROWS), above + cursor.y).split("\n")[:-1]
        output = find_output_between_prompts(lines, emulator.display[cursor.y][: cursor.x])
    if output is None:
        output = emulator.get_text(len(emulator.scrollback))
    return output.strip("\n")


def find_output_between_prompts(lines: list[str], prompt: str) -> str | None:
    """What stands between the prompt at the cursor and the last one like it that has a command after it.

    None if there are only other lines, or if the prompt is too short to tell it from output: `# ` begins headings too.
    """
    bare = prompt.rstrip()
    if len(bare) < MIN_PROMPT_LENGTH or not bare.endswith(PROMPT_ENDS):
        return None
    command = next(
        (at for at in reversed(range(len(lines))) if lines[at].startswith(prompt) and lines[at] != bare), None
    )
    if command is None:
        # After a `clear`, and in a new terminal, there are no lines but prompts.
        return None if set(lines) - {"", bare} else ""
    end = len(lines)
    while end > command + 1 and lines[end - 1] == bare:
        end -= 1
    # A prompt of several lines begins with the same ones.
    above = command
    while above > 0 and end > command + 1 and lines[above - 1] == lines[end - 1] and lines[end - 1].strip():
        above, end = above - 1, end - 1
    return "\n".join(lines[command + 1 : end])


def format_quote(name: str, text: str) -> str:
    """A fenced block that names its source and cannot be closed by its contents."""
    return f"From the terminal {name}:\n{format_code_fence(_cut_beginning(text), '')}\n"


def format_failure(name: str, command: ShellCommand) -> str:
    """The command that failed and what it printed, as a block like `format_quote`'s."""
    output = _cut_beginning(command.output.strip("\n"))
    line = f"$ {command.line}" if command.line else ""
    how = f"failed with exit code {command.exit_code}"
    text = "\n".join(filter(None, (line, output)))
    return f"A command {how} in the terminal {name}:\n{format_code_fence(text, 'console')}\n"


def _cut_beginning(text: str) -> str:
    cut = len(text) - MAX_QUOTED_LENGTH
    return f"[{cut:,} characters before this are left out]\n{text[cut:]}" if cut > 0 else text
