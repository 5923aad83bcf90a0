"""A file that cannot be written is what it was before."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from octui.server.agent.tools.text_editing.text_file import write_text_file
from octui.server.agent.tools.tool import ToolFailed


@contextmanager
def limit_files(size: int) -> Iterator[None]:
    """No file may become larger, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [100, 150])
def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, room: int) -> None:
    file = tmp_path / "a.py"
    file.write_text("old\n" * 25)
    with limit_files(room), pytest.raises(ToolFailed, match=r"a\.py cannot be written"):
        write_text_file(file, "new\n" * 50)
    assert file.read_text() == "old\n" * 25
    with limit_files(room), pytest.raises(ToolFailed, match=r"b\.py cannot be written"):
        write_text_file(tmp_path / "b.py", "new\n" * 50)
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


def test_text_that_is_no_text_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("old\n")
    with pytest.raises(ToolFailed, match="cannot be written"):
        write_text_file(file, "half a pair \ud800\n")
    assert file.read_text() == "old\n"


@pytest.mark.parametrize("text", ["", "x", "longer than it was\n", "été\n"])
def test_links_and_modes_stay(tmp_path: Path, text: str) -> None:
    file, link, hard = tmp_path / "a.sh", tmp_path / "link", tmp_path / "hard"
    file.write_text("old\n")
    file.chmod(0o755)
    link.symlink_to(file)
    hard.hardlink_to(file)
    write_text_file(link, text, has_bom=True)
    assert link.is_symlink()
    assert hard.read_text("utf-8-sig") == file.read_text("utf-8-sig") == text
    assert file.stat().st_mode & 0o777 == 0o755


def test_a_link_that_leads_nowhere_yet_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "new.txt")
    write_text_file(tmp_path / "link", "x")
    assert (tmp_path / "new.txt").read_text() == "x"
