"""What one start compiled, for the next: files beside Python's own compiled ones, and only where it writes those."""

import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import Any


def read_cache_file(name: str) -> Any:
    """What was written last by this version of Python; None without a readable file."""
    with suppress(OSError, ValueError, EOFError, TypeError):
        packed = _locate_file(name).read_bytes()
        if packed.startswith(MAGIC_NUMBER):
            return marshal.loads(memoryview(packed)[len(MAGIC_NUMBER) :])
    return None


def write_cache_file(name: str, content: Any) -> None:
    """Keep code objects, and what they can be kept in, unless Python is to write no compiled code, or may not."""
    if sys.dont_write_bytecode:
        return
    path = _locate_file(name)
    temporary = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(MAGIC_NUMBER + marshal.dumps(content))
        temporary.replace(path)


def _locate_file(name: str) -> Path:
    compiled = Path(cache_from_source(__file__))
    return compiled.with_name(f"{name}.{compiled.stem.partition('.')[2]}.start")
