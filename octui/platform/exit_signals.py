"""Signals that end the program: octui exits as it would by itself, and restores the terminal."""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

from octui.platform.terminal_reset import try_reset_terminal

EXIT_TIMEOUT: Final = 8.0
"""Seconds; longer than it takes to stop a server that octui started."""

_RESET_TIMEOUT: Final = 0.5
"""Seconds."""

_OTHER_SIGNALS: Final = frozenset(
    getattr(signal, name)
    for name in (
        *("SIGKILL", "SIGSTOP"),  # cannot be handled
        *("SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGCONT"),  # job control
        *("SIGCHLD", "SIGURG", "SIGWINCH", "SIGINFO"),  # end no program
        *("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGTRAP", "SIGSYS", "SIGEMT"),  # no Python runs after a fault
    )
    if hasattr(signal, name)
)


def install_exit_handlers(exit_with: Callable[[int], None]) -> None:
    """Call `exit_with` with the exit code for the signal, and end the process by force if it does not exit in time.

    Every signal counts that would end the process, but for those it was started to ignore, as under `nohup`.
    """

    def handle_signal(number: int, _: FrameType | None) -> None:
        code = 128 + number
        timer = threading.Timer(EXIT_TIMEOUT, _exit_by_force, (code,))
        timer.daemon = True
        timer.start()
        exit_with(code)

    for number in find_exit_signals():
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handle_signal)


def find_exit_signals() -> set[int]:
    """The signals of this platform that end a program which does not handle them, real-time signals included."""
    return {int(number) for number in signal.valid_signals() - _OTHER_SIGNALS}


def _exit_by_force(code: int) -> None:
    try_reset_terminal(_RESET_TIMEOUT)
    os._exit(code)
