"""Logging: warnings go to stderr, everything goes to a rotating file."""

import logging
import os
import sys
from logging.handlers import RotatingFileHandler

from octui.server import server_paths

FILE = "server.log"
MAX_BYTES = 1_000_000
KEPT = 2

LINE = logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")


def configure_logging() -> None:
    """Set up logging; without the file when it cannot be written."""
    near = logging.StreamHandler(sys.stderr)
    near.setLevel(logging.WARNING)
    handlers: list[logging.Handler] = [near]
    folder = server_paths.locate_log_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(folder / FILE, os.O_RDWR | os.O_CREAT, 0o600))
        handlers.append(RotatingFileHandler(folder / FILE, maxBytes=MAX_BYTES, backupCount=KEPT, encoding="utf-8"))
    except OSError as problem:
        sys.stderr.write(f"Could not write a log file in {folder}: {problem.strerror or problem}.\n")
    for handler in handlers:
        handler.setFormatter(LINE)
        logging.getLogger().addHandler(handler)
    logging.getLogger("octui.server").setLevel(logging.DEBUG)
