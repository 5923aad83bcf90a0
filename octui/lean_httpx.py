"""Imports httpx without what octui does not need of it: its command line, and its search for sniffio."""

import importlib
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import cast

_ABSENT = cast(ModuleType, None)
"""Python's mark for a module that does not exist: importing it fails at once."""


def import_httpx() -> None:
    """Import httpx without its optional command line, whose import takes as long again."""
    missing = sys.modules.setdefault("httpx._main", _ABSENT)
    importlib.import_module("httpx")
    if missing is None:
        sys.modules.pop("httpx._main", None)
    if find_spec("sniffio") is None:
        # httpcore tries to import it for every lock that it takes, and Python would search all folders each time: a
        # tenth of what a request costs.
        sys.modules["sniffio"] = _ABSENT
