"""Signals that end the program: it leaves as it would by itself, and the terminal is again what it was."""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

EXIT_TIMEOUT: Final = 8.0
"""Longer than it takes to end a server of ours."""

_EXIT_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def install_exit_handlers(leave: Callable[[int], None]) -> None:
    """Call `leave` with the exit code that tells of the signal; who does not manage to leave is ended all the same.

    A terminal that is gone may never take what is still to be written to it.
    """

    def handle_signal(number: int, _: FrameType | None) -> None:
        code = 128 + number
        end = threading.Timer(EXIT_TIMEOUT, os._exit, (code,))
        end.daemon = True
        end.start()
        leave(code)

    for number in _EXIT_SIGNALS:
        signal.signal(number, handle_signal)
