"""What one start compiled, for the next: files beside Python's own compiled ones, and only where it writes those."""

import mmap
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import Final

MAX_STANDARD_STREAM: Final = 2
"""The highest number of a descriptor that a standard stream has."""


def read_cache_file(name: str) -> memoryview:
    """What was written last by this version of Python; empty without it. It is mapped, and so takes no memory."""
    with suppress(OSError, ValueError), _locate_file(name).open("rb") as file:
        if file.fileno() <= MAX_STANDARD_STREAM:
            # That stream was closed. What is mapped stays open, and would be taken for it.
            return memoryview(b"")
        packed = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        if packed[: len(MAGIC_NUMBER)] == MAGIC_NUMBER:
            return packed[len(MAGIC_NUMBER) :]
    return memoryview(b"")


def write_cache_file(name: str, content: bytes) -> None:
    """Keep it, unless Python is to write no compiled code, or may not."""
    if sys.dont_write_bytecode:
        return
    path = _locate_file(name)
    temporary = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(MAGIC_NUMBER + content)
        temporary.replace(path)


def _locate_file(name: str) -> Path:
    compiled = Path(cache_from_source(__file__))
    return compiled.with_name(f"{name}.{compiled.stem.partition('.')[2]}.start")
