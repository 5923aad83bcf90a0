"""What octui writes to the terminal, whatever becomes of that."""

import os
from collections.abc import Callable
from typing import TextIO


class TolerantWriter:
    """Drops what is written after the terminal was closed, and says once that it was.

    Textual's thread that writes ends with the first error, and soon afterwards a write blocks the event loop forever.
    Nothing is buffered: a buffer that cannot be written fails once more as Python exits, with a code of its own.
    """

    def __init__(self, file: TextIO, report_closed: Callable[[], None]) -> None:
        self._file = file
        self._report_closed = report_closed
        """Called in the thread that writes."""
        self._is_closed = False

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, text: str) -> None:
        rest = memoryview(text.encode(self._file.encoding, self._file.errors or "strict"))
        while rest and not self._is_closed:
            try:
                rest = rest[os.write(self._file.fileno(), rest) :]
            except BlockingIOError:
                # Another program made the terminal non-blocking, as those of Node do.
                os.set_blocking(self._file.fileno(), True)
            except OSError:
                self._is_closed = True
                self._report_closed()

    def flush(self) -> None:
        """Nothing waits to be written."""
