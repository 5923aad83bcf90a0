"""Signals that end the program: octui exits as it would by itself, and restores the terminal."""

import os
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

EXIT_TIMEOUT: Final = 8.0
"""Seconds; longer than it takes to stop a server that octui started."""

_EXIT_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def install_exit_handlers(exit_with: Callable[[int], None]) -> None:
    """Call `exit_with` with the exit code for the signal, and end the process by force if it does not exit in time.

    A closed terminal may never accept what is still to be written to it.
    """

    def handle_signal(number: int, _: FrameType | None) -> None:
        code = 128 + number
        timer = threading.Timer(EXIT_TIMEOUT, os._exit, (code,))
        timer.daemon = True
        timer.start()
        exit_with(code)

    for number in _EXIT_SIGNALS:
        signal.signal(number, handle_signal)
