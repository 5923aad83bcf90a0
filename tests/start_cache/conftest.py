"""A folder of its own for what Python and octui keep of a start."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from octui.start_cache.lifetime import save_start_cache


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    yield tmp_path
    save_start_cache()
