"""Gives large pieces of memory back to the system as soon as they are free."""

import sys
from functools import lru_cache
from typing import Final

LARGE: Final = 1 << 18
"""Bytes of what is kept apart from everything else."""
_MMAP_THRESHOLD: Final = -3
"""`M_MMAP_THRESHOLD` in glibc's malloc.h."""


@lru_cache(maxsize=1)
def keep_large_memory_apart() -> None:
    """Call this before something large is read.

    glibc takes what grows beyond a limit from the system alone, where it can grow in place. It raises that limit to
    32 MB with what is freed; what grows among small things is copied, and leaves holes that are never given back.
    """
    if sys.platform != "linux":
        return
    # Loaded with the first large answer: the start has none.
    import ctypes

    set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    if set_option is not None:
        set_option(_MMAP_THRESHOLD, LARGE)
