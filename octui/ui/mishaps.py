"""Faults of octui's own: kept in a log without a single value in it, told in one sentence."""

import traceback
from datetime import datetime
from pathlib import Path

from octui.config.folders import log_folder

LARGEST = 1_000_000
"""Bytes of log beyond which it begins anew."""


def record(error: BaseException) -> Path:
    """Append the traceback, without locals and without the error's own words, which may quote what was typed.

    Raises OSError when the log cannot be written.
    """
    path = log_folder() / "octui.log"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > LARGEST:
        path.unlink()
    frames = "".join(traceback.format_tb(error.__traceback__))
    with path.open("a", encoding="utf-8") as log:
        path.chmod(0o600)
        log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {type(error).__module__}.{type(error).__qualname__}\n{frames}\n")
    return path
