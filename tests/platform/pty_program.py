"""A program in a bare pseudo-terminal: the bytes it writes, the modes it leaves on, and how it ends."""

import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from types import TracebackType
from typing import Self

WAIT_SECONDS = 30.0

_MODE = re.compile(rb"\x1b\[\?(\d+)([hl])")
_KITTY_PUSH = re.compile(rb"\x1b\[>\d+u")
_KITTY_POP = re.compile(rb"\x1b\[<(\d*)u")


class PtyProgram:
    """Everything the program has written so far is `output`; the other end of its terminal is `terminal`."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], size: tuple[int, int] = (80, 24)
    ) -> None:
        self.output = b""
        self.terminal, theirs = pty.openpty()
        columns, rows = size
        ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.settings = termios.tcgetattr(self.terminal)
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=dict(environment),
            start_new_session=True,
            preexec_fn=lambda: ioctl(0, termios.TIOCSCTTY, 0),
        )
        # Kept open: the settings that the program leaves are read after its end.
        self._theirs = theirs
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
        os.close(self._theirs)
        if not self._is_closed:
            os.close(self.terminal)

    def close_terminal(self) -> int:
        """Close the window around the program; the exit code with which it ends."""
        os.close(self.terminal)
        self._is_closed = True
        return self.process.wait(WAIT_SECONDS)

    def read_until(self, wanted: bytes, after: int = 0) -> int:
        """Read on until it has written this after so many bytes, and return the place behind it."""
        deadline = time.monotonic() + WAIT_SECONDS
        while (found := self.output.find(wanted, after)) < 0:
            if time.monotonic() > deadline:
                raise TimeoutError(f"waited for {wanted!r} in {self.output[after:][-2000:]!r}")
            self._read_output(0.1)
        return found + len(wanted)

    def wait_until_stopped(self) -> None:
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)
        while self._read_output(0):
            pass

    def wait_until_ended(self) -> int:
        deadline = time.monotonic() + WAIT_SECONDS
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"still running after {self.output[-2000:]!r}")
            self._read_output(0.05)
        while self._read_output(0):
            pass
        return self.process.returncode

    def find_modes_on(self) -> set[str]:
        """The private modes that are set after all it has written; `kitty` for the keyboard protocol."""
        modes: set[str] = set()
        for number, switch in _MODE.findall(self.output):
            (modes.add if switch == b"h" else modes.discard)(number.decode())
        pushed = len(_KITTY_PUSH.findall(self.output))
        popped = sum(int(count or 1) for count in _KITTY_POP.findall(self.output))
        return modes | ({"kitty"} if pushed > popped else set())

    def has_its_settings_back(self) -> bool:
        return termios.tcgetattr(self.terminal) == self.settings

    def _read_output(self, timeout: float) -> bool:
        if not select.select([self.terminal], [], [], timeout)[0]:
            return False
        self.output += os.read(self.terminal, 65536)
        return True
