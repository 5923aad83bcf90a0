"""Copy to the clipboard with a desktop tool or OSC 52, and say which of them was used."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from octui.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CopyResult:
    """How a text was copied; `is_confirmed` only if a program accepted it and reported success."""

    route: str
    is_confirmed: bool


TMUX_ROUTE: Final = "tmux's buffer"

_TOOLS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("", ("clip.exe",)),
)


async def copy_by_best_route(text: str, send_to_terminal: Callable[[str], None]) -> CopyResult:
    """Copy with the desktop's tool, or by OSC 52, which `send_to_terminal` writes, and tmux's buffer."""
    result = await asyncio.to_thread(copy_with_tool, text)
    if result is not None:
        return result
    # Also sent through tmux: it may have to pass it on itself, and octui's own paste key finds it.
    send_to_terminal(text)
    return await asyncio.to_thread(copy_with_tmux, text) or make_osc52_result()


def find_clipboard_tool(environment: Mapping[str, str] = os.environ) -> tuple[str, ...] | None:
    """The clipboard tool of this desktop; none over SSH, where it would fill the clipboard of the wrong machine."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return None
    for variable, command in _TOOLS:
        if (not variable or environment.get(variable)) and shutil.which(command[0]):
            return command
    return None


def copy_with_tool(text: str) -> CopyResult | None:
    """Copy with the desktop's clipboard tool; None if there is none or it failed. Blocks: call it in a thread."""
    command = find_clipboard_tool()
    if command is None:
        return None
    try:
        subprocess.run(
            command, input=text.encode(), check=True, timeout=5, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return CopyResult(command[0], is_confirmed=True)


def copy_with_tmux(text: str, environment: Mapping[str, str] = os.environ) -> CopyResult | None:
    """Copy to tmux's buffer, from where tmux passes it on to the terminal if it may; None where that fails. Blocks."""
    if not environment.get("TMUX") or shutil.which("tmux") is None:
        return None
    try:
        subprocess.run(
            ("tmux", "load-buffer", "-w", "-"),
            input=text.encode(),
            check=True,
            timeout=5,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return CopyResult(TMUX_ROUTE, is_confirmed=True)


def make_osc52_result(environment: Mapping[str, str] = os.environ) -> CopyResult:
    """The result of sending OSC 52: terminals never answer it, so it is never confirmed."""
    if environment.get("TMUX"):
        return CopyResult("OSC 52 through tmux, which needs `set -g set-clipboard on`", is_confirmed=False)
    return CopyResult("OSC 52", is_confirmed=False)


def format_copy_message(label: str, result: CopyResult) -> str:
    """The sentence for the notification."""
    if result.route == TMUX_ROUTE:
        return f"Copied {label} to {TMUX_ROUTE}; whether the terminal's clipboard has it is not known"
    if result.is_confirmed:
        return f"Copied {label} with {result.route}"
    return f"Sent {label} to the terminal's clipboard ({result.route}); the terminal does not confirm it"
