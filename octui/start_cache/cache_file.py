"""What one start compiled, for the next: files beside Python's own compiled ones, and only where it writes those."""

import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any


def read_cache_file(name: str) -> Any:
    """What was written last by this version of Python; None without a readable file."""
    # Mapped, as memory of that size would not be given back.
    with (
        suppress(OSError, ValueError, EOFError, TypeError),
        _locate_file(name).open("rb") as file,
        mmap(file.fileno(), 0, access=ACCESS_READ) as packed,
        memoryview(packed) as view,
        view[: len(MAGIC_NUMBER)] as version,
        view[len(MAGIC_NUMBER) :] as content,
    ):
        return marshal.loads(content) if version == MAGIC_NUMBER else None
    return None


def can_write_cache_files() -> bool:
    """Whether Python is to write compiled code, and may do so here."""
    folder = _locate_file("any").parent
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return not sys.dont_write_bytecode and os.access(folder, os.W_OK)


def write_cache_file(name: str, content: Any) -> None:
    """Keep code objects, and what they can be kept in, where that is possible."""
    if not can_write_cache_files():
        return
    path = _locate_file(name)
    temporary = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        temporary.write_bytes(MAGIC_NUMBER + marshal.dumps(content))
        temporary.replace(path)


def _locate_file(name: str) -> Path:
    compiled = Path(cache_from_source(__file__))
    return compiled.with_name(f"{name}.{compiled.stem.partition('.')[2]}.start")
