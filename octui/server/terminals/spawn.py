"""Starts a program on a new pseudo-terminal."""

import asyncio
import fcntl
import os
import struct
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path

from octui.server.git.environment import build_child_environment
from octui.server.orphans.watch import ORPHAN_WATCH

ROWS, COLUMNS = 24, 80


class TerminalStartError(Exception):
    """The program does not exist or cannot be executed; `str()` is one sentence for the user."""


async def spawn_on_pty(
    command: str, arguments: Sequence[str], directory: str, environment: Mapping[str, str]
) -> tuple[asyncio.subprocess.Process, int]:
    """The process, leader of a new session, and our side of its terminal."""
    ORPHAN_WATCH.start_reaper()
    our_end, child_end = os.openpty()
    try:
        set_pty_size(our_end, ROWS, COLUMNS)
        os.set_blocking(our_end, False)
        process = await asyncio.create_subprocess_exec(
            command,
            *arguments,
            cwd=directory,
            env=build_child_environment() | {"TERM": "xterm-256color", "OPENCODE_TERMINAL": "1"} | dict(environment),
            stdin=child_end,
            stdout=child_end,
            stderr=child_end,
            start_new_session=True,
            preexec_fn=_set_controlling_terminal,
        )
    except (OSError, ValueError) as refused:
        os.close(our_end)
        raise TerminalStartError(_explain_start_failure(command, directory, refused)) from refused
    except BaseException:
        os.close(our_end)
        raise
    finally:
        os.close(child_end)
    return process, our_end


def set_pty_size(terminal: int, rows: int, columns: int) -> None:
    """Set a terminal's size; the kernel notifies the program."""
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _set_controlling_terminal() -> None:
    """Runs in the child before the program: ctrl+c and job control need a controlling terminal."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _explain_start_failure(command: str, directory: str, refused: OSError | ValueError) -> str:
    if not Path(directory).is_dir():
        return f"Cannot start a terminal: no such folder: {directory}."
    reason = refused.strerror if isinstance(refused, OSError) and refused.strerror else str(refused)
    return f"{command} cannot be started: {reason}."
