"""The clipboard: which way a copy took, said as it is."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CopyResult:
    """What is known of a copy: `sure` only when a program took the text and said so."""

    route: str
    is_confirmed: bool


_TOOLS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("", ("clip.exe",)),
)


def find_clipboard_tool(environment: Mapping[str, str] = os.environ) -> tuple[str, ...] | None:
    """The clipboard program of this desktop; none over SSH, where it would fill the wrong machine's clipboard."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return None
    for variable, command in _TOOLS:
        if (not variable or environment.get(variable)) and shutil.which(command[0]):
            return command
    return None


def copy_with_tool(text: str) -> CopyResult | None:
    """Hand the text to the desktop's clipboard program; None when there is none or it failed. Blocks: use a thread."""
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


def osc52_result(environment: Mapping[str, str] = os.environ) -> CopyResult:
    """What sending OSC 52 amounts to here: nobody answers it, so nothing is certain."""
    if environment.get("TMUX"):
        return CopyResult("OSC 52 through tmux, which needs `set -g set-clipboard on`", is_confirmed=False)
    return CopyResult("OSC 52", is_confirmed=False)


def format_copy_message(what: str, copied: CopyResult) -> str:
    """What the toast says."""
    if copied.is_confirmed:
        return f"Copied {what} with {copied.route}"
    return f"Sent {what} to the terminal's clipboard ({copied.route}); the terminal does not confirm it"
