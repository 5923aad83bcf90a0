"""Ask a terminal, or the desktop, to say something: the sequences and programs for it, by terminal."""

import base64
import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import Final

SECONDS: Final = 5.0
"""How long a desktop's program may take."""

HOOK_SECONDS: Final = 30
"""How long the user's own command may take."""
PUSH_TITLE: Final = "\x1b[22;2t"
POP_TITLE: Final = "\x1b]2;\x1b\\\x1b[23;2t"
"""An empty title first, for terminals that cannot remember the one before."""

_ROUTES_BY_PROGRAM: Final[Mapping[str, str]] = {
    "iTerm.app": "osc9",
    "iTerm2": "osc9",
    "WezTerm": "osc777",
    "ghostty": "osc777",
    "kitty": "osc99",
}
_ROUTES_BY_TERM: Final[tuple[tuple[str, str], ...]] = (
    ("xterm-kitty", "osc99"),
    ("xterm-ghostty", "osc777"),
    ("foot", "osc777"),
    ("rxvt", "osc777"),
    ("wezterm", "osc777"),
)


def choose_route(environment: Mapping[str, str] = os.environ) -> str:
    """`osc9`, `osc99` or `osc777`, as this terminal understands it; `desktop` where that is not known, or `off`."""
    if environment.get("KITTY_WINDOW_ID"):
        return "osc99"
    for name in ("LC_TERMINAL", "TERM_PROGRAM"):
        if route := _ROUTES_BY_PROGRAM.get(environment.get(name, "")):
            return route
    term = environment.get("TERM", "")
    if term in ("linux", "dumb"):
        return "off"
    for prefix, route in _ROUTES_BY_TERM:
        if term.startswith(prefix):
            return route
    return "desktop" if find_desktop_program(environment) else "osc777"


def find_desktop_program(environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The program that shows a notification on this desktop; none over SSH, where it would be the wrong one."""
    if environment.get("SSH_CONNECTION") or environment.get("SSH_TTY"):
        return ()
    if (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")) and shutil.which("notify-send"):
        return ("notify-send", "--app-name=octui", "--")
    if shutil.which("osascript"):
        script = "display notification (item 2 of argv) with title (item 1 of argv)"
        return ("osascript", "-e", "on run argv", "-e", script, "-e", "end run")
    return ()


def make_notification(route: str, title: str, text: str, environment: Mapping[str, str] = os.environ) -> str:
    """The sequence for a terminal, through tmux if need be; both texts are made safe."""
    title, text = drop_controls(title), drop_controls(text)
    match route:
        case "osc9":
            sequence = f"\x1b]9;{title}: {text}\x1b\\"
        case "osc99":
            head, body = (base64.b64encode(part.encode()).decode() for part in (title, text))
            sequence = f"\x1b]99;i=octui:d=0:e=1;{head}\x1b\\\x1b]99;i=octui:d=1:e=1:p=body;{body}\x1b\\"
        case "osc777":
            # A semicolon ends a field.
            sequence = f"\x1b]777;notify;{title.replace(';', ',')};{text.replace(';', ',')}\x1b\\"
        case _:
            return ""
    return wrap_for_tmux(sequence) if environment.get("TMUX") else sequence


def make_title(title: str) -> str:
    """The sequence that names the window; tmux takes it for the pane's title."""
    return f"\x1b]2;{drop_controls(title)}\x1b\\"


def wrap_for_tmux(sequence: str) -> str:
    """For the terminal around tmux, where `allow-passthrough` is on."""
    return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def drop_controls(text: str) -> str:
    """One line without anything that could end or begin a sequence, or is not seen."""
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()


def notify_desktop(title: str, text: str) -> None:
    """Show a notification; raises OSError where that fails. Blocks: call it in a thread."""
    program = find_desktop_program()
    if not program:
        raise OSError("there is no notify-send or osascript for this desktop")
    try:
        subprocess.run(
            [*program, drop_controls(title), drop_controls(text)],
            check=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.SubprocessError as error:
        raise OSError(f"{program[0]} failed: {error}") from error


def run_hook(command: str, facts: Mapping[str, str]) -> None:
    """Run the user's own command in a shell, with what happened in its environment; raises OSError. Blocks."""
    environment = os.environ | {name: drop_controls(value) for name, value in facts.items()}
    try:
        subprocess.run(
            command,
            shell=True,
            check=True,
            timeout=HOOK_SECONDS,
            env=environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except subprocess.CalledProcessError as error:
        raise OSError(f"it exited with code {error.returncode}") from error
    except subprocess.SubprocessError as error:
        raise OSError(f"it did not end within {HOOK_SECONDS} seconds") from error
