"""octui's own log, for `--print-logs`: one line an entry, with the level first, as OpenCode writes its own."""

import os
from contextlib import suppress
from datetime import datetime
from typing import Final

from octui.config.options import Options

LEVELS: Final = ("DEBUG", "INFO", "WARN", "ERROR")
DEFAULT_LEVEL: Final = "INFO"
MAX_ENTRY_LENGTH: Final = 2_000


class LogStream:
    """Writes to a descriptor that is not the screen; nothing is written without one."""

    def __init__(self, descriptor: int | None, level: str = DEFAULT_LEVEL) -> None:
        self._descriptor = descriptor
        self._least = LEVELS.index(level)

    @classmethod
    def from_options(cls, options: Options) -> "LogStream":
        return cls(options.log_descriptor, options.log_level or DEFAULT_LEVEL)

    def write_entry(self, level: str, text: str) -> None:
        """Write a line, if its level counts; a reader that has ended is not a reason to stop."""
        if self._descriptor is None or LEVELS.index(level) < self._least:
            return
        moment = datetime.now().isoformat(timespec="seconds")
        line = f"{level:<5} {moment} service=octui {' '.join(text.split())[:MAX_ENTRY_LENGTH]}\n"
        with suppress(OSError):
            os.write(self._descriptor, line.encode(errors="replace"))
