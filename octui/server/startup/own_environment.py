"""The environment of this process, which every program of the same user can read."""

import os
from contextlib import suppress

FILLER = b"*"


def take_variable(name: str) -> str | None:
    """The value of a variable, of which no trace is left: neither for what this process starts nor for who looks.

    `/proc/PID/environ` and `ps` show the memory that the kernel filled when the process started, whatever became of
    the variables since: the value is overwritten there.
    """
    value = os.environ.get(name)
    if value is None:
        return None
    with suppress(OSError, AttributeError, ValueError):
        _overwrite_variable(name)
    os.environ.pop(name, None)
    return value


def _overwrite_variable(name: str) -> None:
    """Raises OSError or AttributeError where there is no C library to ask."""
    # Slow to load, and needed by a server with a password only.
    import ctypes

    library = ctypes.CDLL(None)
    library.getenv.restype = ctypes.c_void_p
    library.getenv.argtypes = [ctypes.c_char_p]
    if address := library.getenv(os.fsencode(name)):
        ctypes.memset(address, FILLER[0], len(ctypes.string_at(address)))
