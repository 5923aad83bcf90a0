import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from octui.start_cache.compiled_before import CompiledBefore


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(CompiledBefore, "all", [])
    monkeypatch.setattr(CompiledBefore, "is_in_use", True)


def _start(sources: Iterable[str]) -> set[str]:
    """A start that uses these sources; returns those it had to compile."""
    compiled = CompiledBefore[str]("sources")
    new = {source for source in sources if compiled.find_compiled(source) is None}
    for source in new:
        compiled.add_compiled(source, f"{source} compiled")
    compiled.save_compiled()
    return new


def test_starts_of_two_kinds_in_turn_compile_nothing_twice() -> None:
    assert _start("abcdef") == {*"abcdef"}
    assert _start("abcdgh") == {*"gh"}
    assert _start("abcdef") == set()
    assert _start("abcdgh") == set()


def test_what_most_starts_do_not_use_any_more_is_dropped() -> None:
    _start("abcdef")
    assert _start("ghijkl") == {*"ghijkl"}
    assert _start("abc") == {*"abc"}
