"""The terminal as a shell expects it, after a program that could not restore it itself."""

import os
import termios
import threading
from typing import Final

RESET_SEQUENCES: Final = "".join(
    (
        "\x18\x1b\\",  # the end of a sequence that was cut
        "\x1b[?2026l",  # synchronized output
        "\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1005l\x1b[?1006l\x1b[?1015l\x1b[?1016l",  # mouse
        "\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[?2031l",  # focus reports, bracketed paste, resize reports, dark or light
        "\x1b[<9u",  # kitty's keyboard protocol, which each screen has of its own: before leaving the alternate one
        "\x1b[23;2t",  # the name the window had, where it was remembered
        "\x1b7\x1b[?1049l",  # without an alternate screen to leave, the cursor stays where it is
        "\x1b[?7h\x1b[?25h\x1b[0 q\x1b[?1l\x1b>\x1b(B\x0f\x1b[0m",  # wrapping, cursor, keypad, characters, colours
    )
)
"""Terminals ignore what they do not know, and what is already so."""

_INPUT_ON: Final = termios.ICRNL | termios.IXON | termios.BRKINT
_INPUT_OFF: Final = termios.INLCR | termios.IGNCR | termios.IXOFF
_OUTPUT_ON: Final = termios.OPOST | termios.ONLCR
_LOCAL_ON: Final = termios.ISIG | termios.ICANON | termios.IEXTEN | termios.ECHO | termios.ECHOE | termios.ECHOK


def reset_terminal() -> None:
    """Switch off every mode that octui uses, and let the terminal edit and echo lines; raises OSError without one."""
    terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    try:
        remaining = RESET_SEQUENCES.encode()
        while remaining:
            remaining = remaining[os.write(terminal, remaining) :]
        _enable_line_editing(terminal)
    except termios.error as error:
        raise OSError(*error.args) from error
    finally:
        os.close(terminal)


def try_reset_terminal(timeout: float) -> None:
    """Reset it in at most so many seconds: a closed or stopped terminal may never accept what is written to it."""

    def reset() -> None:
        try:
            reset_terminal()
        except OSError:
            return

    thread = threading.Thread(target=reset, daemon=True)
    thread.start()
    thread.join(timeout)


def _enable_line_editing(terminal: int) -> None:
    """Undo what octui changes in the terminal's settings; the user's own, such as the erase key, stay."""
    attributes = termios.tcgetattr(terminal)
    attributes[0] = attributes[0] & ~_INPUT_OFF | _INPUT_ON
    attributes[1] |= _OUTPUT_ON
    attributes[3] |= _LOCAL_ON
    attributes[6][termios.VMIN], attributes[6][termios.VTIME] = 1, 0
    # Flushes the input: mouse and focus reports that came meanwhile are not commands for the shell.
    termios.tcsetattr(terminal, termios.TCSAFLUSH, attributes)
