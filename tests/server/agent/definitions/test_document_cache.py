"""A folder of thousands of agents is read once, and again where something changed."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.server.agent.definitions import document_cache
from octui.server.agent.definitions.agents import collect_agents
from octui.server.agent.definitions.document_cache import DocumentCache
from octui.server.agent.definitions.frontmatter import MarkdownDocument, read_markdown_document
from octui.server.config.loader import Configuration

LONG_AGO = 60.0
"""Seconds; a file that was changed just now is read each time."""


class CountingReader:
    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, path: Path) -> MarkdownDocument | None:
        self.read.append(path.name)
        return read_markdown_document(path)


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> CountingReader:
    """The clock is ahead, since nothing can set the time of a file's last change."""
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + LONG_AGO)
    return CountingReader()


def _write_agent(folder: Path, number: int, about: str = "Helps") -> Path:
    file = folder / "agents" / f"helper{number}.md"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"---\ndescription: {about}\nmode: subagent\n---\nYou help.\n")
    return file


def test_agents_are_read_once_until_a_file_changes(
    tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = DocumentCache(reader)
    monkeypatch.setattr("octui.server.agent.definitions.definition_files.DOCUMENT_CACHE", cache)
    for number in range(50):
        _write_agent(tmp_path, number)
    config = Configuration(user_folders=(tmp_path,))
    first = collect_agents(config)
    assert collect_agents(config) == first
    assert len(reader.read) == 50
    file = _write_agent(tmp_path, 7, "Knows")
    os.utime(file, ns=(first_time := 10**18, first_time))
    assert collect_agents(config)["helper7"].description == "Knows"
    assert reader.read[50:] == ["helper7.md"]
    _write_agent(tmp_path, 7, "Hears")
    os.utime(file, ns=(first_time, first_time))
    assert collect_agents(config)["helper7"].description == "Hears"


@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text("---\n: [\n---\n")])
def test_a_file_that_goes_or_breaks_is_noticed(
    tmp_path: Path, reader: CountingReader, change: Callable[[Path], object]
) -> None:
    cache, file = DocumentCache(reader), _write_agent(tmp_path, 1)
    before = cache.read_document(file)
    change(file)
    for _ in range(2):
        now = cache.read_document(file)
        assert now != before
        assert now is None or now.problem is not None
    assert len(reader.read) == 3


def test_a_file_that_was_just_changed_is_read_each_time(tmp_path: Path) -> None:
    reader = CountingReader()
    cache, file = DocumentCache(reader), _write_agent(tmp_path, 1)
    cache.read_document(file)
    cache.read_document(file)
    assert len(reader.read) == 2


def test_what_is_kept_is_bounded(tmp_path: Path, reader: CountingReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document_cache, "MAX_KEPT_BYTES", 200)
    cache = DocumentCache(reader)
    files = [_write_agent(tmp_path, number) for number in range(10)]
    for file in files:
        cache.read_document(file)
    for file in reversed(files):
        cache.read_document(file)
    assert 10 < len(reader.read) < 20
