"""Runs a shell command in a terminal of the server: people can open it in their clients, watch it and type into it."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from octui.server.agent.tools.shell_process import CapturedOutput, ProcessResult, find_user_shell
from octui.server.terminals.service import TerminalService, UnknownTerminal
from octui.server.terminals.spawn import TerminalStartError

_TITLE_LENGTH: Final = 60
_ENVIRONMENT: Final = {"PAGER": "cat", "GIT_PAGER": "cat", "OCTUI": "1"}
"""A pager would wait for keys that an agent does not press."""
_SEQUENCE: Final = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~])|[\x00-\x07\x0b\x0c\x0e-\x1a]"
)
_OVERWRITTEN: Final = re.compile(r"[^\n]*\r(?!\n)(?=[^\n])")


async def run_in_terminal(
    service: TerminalService,
    command: str,
    directory: Path,
    show: Callable[[str, str], None],
    *,
    timeout: float | None,
    outputs: Path,
) -> ProcessResult:
    """Run a command to completion; `show` gets its output and the terminal's id.

    When cancelled or timed out, the terminal is closed. Raises OSError when it cannot be started.
    """
    title = f"$ {command.strip().partition(chr(10))[0][:_TITLE_LENGTH]}"
    try:
        pty = await service.create_terminal(
            command=find_user_shell(), args=["-c", command], cwd=str(directory), title=title, env=_ENVIRONMENT
        )
    except TerminalStartError as refused:
        raise OSError(str(refused)) from refused
    printed = CapturedOutput(lambda text: show(text, pty.id), outputs)
    terminal = service.find_terminal(pty.id)
    reader = terminal.add_reader(0)
    show("", pty.id)
    exit_code, timed_out = None, False
    try:
        async with asyncio.timeout(timeout):
            while text := await terminal.read_output(reader):
                printed.add_text(text)
            exit_code = await terminal.wait_for_exit()
    except TimeoutError:
        timed_out = True
    finally:
        terminal.remove_reader(reader)
        with suppress(UnknownTerminal):
            await service.remove_terminal(pty.id)
        printed.close_output()
    text = extract_printed_lines(printed.text)
    return ProcessResult(text, exit_code, timed_out, printed.truncated, printed.output_path)


def extract_printed_lines(text: str) -> str:
    """What remains to be read of output for a terminal: without sequences, and of a line that was rewritten its end."""
    lines = _SEQUENCE.sub("", text).replace("\r\n", "\n")
    return _OVERWRITTEN.sub("", lines).replace("\r", "")
