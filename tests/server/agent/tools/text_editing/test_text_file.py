"""A file that cannot be written is what it was before."""

import resource
import signal
import subprocess
import sys
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
    write_text_file(link.resolve(), text, has_bom=True)
    assert link.is_symlink()
    assert hard.read_text("utf-8-sig") == file.read_text("utf-8-sig") == text
    assert file.stat().st_mode & 0o777 == 0o755


def test_no_link_is_followed_that_is_not_in_the_real_path(tmp_path: Path) -> None:
    """As one that takes the place of a file or a folder between the last look and the writing."""
    outside, project = tmp_path / "outside", tmp_path / "project"
    for folder in (outside, project):
        folder.mkdir()
    (outside / "a.txt").write_text("old\n")
    (project / "src").symlink_to(outside)
    (project / "a.txt").symlink_to(outside / "a.txt")
    (project / "new.txt").symlink_to(outside / "new.txt")
    for name in ("src/a.txt", "src/new.txt", "a.txt", "new.txt", "src/deeper/new.txt"):
        with pytest.raises(ToolFailed, match="cannot be written"):
            write_text_file(project / name, "new\n")
    assert {path.name: path.read_text() for path in outside.iterdir()} == {"a.txt": "old\n"}


END_IN_MID_WRITE = """
import os, signal, sys
from pathlib import Path
from octui.config.secure_files import write_secure_file
from octui.server.agent.tools.text_editing.text_file import write_text_file
from octui.server.private_files import write_private_file

place, writer, moment = Path(sys.argv[1]), sys.argv[2], sys.argv[3]

def end(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "before the new file takes its place":
    os.replace = os.rename = os.link = end
else:
    # As much as fits is written, and then the process ends.
    import resource
    signal.signal(signal.SIGXFSZ, end)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
body = "new" * 20
match writer:
    case "tool":
        write_text_file(place, body)
    case "server":
        write_private_file(place, body.encode())
    case "octui":
        write_secure_file(place, body.encode())
"""


@pytest.mark.parametrize("moment", ["before the new file takes its place", "half way"])
@pytest.mark.parametrize("writer", ["tool", "server", "octui"])
def test_a_sudden_end_leaves_the_file_as_it_was(tmp_path: Path, writer: str, moment: str) -> None:
    file = tmp_path / "file.json"
    file.write_text("old\n")
    ended = subprocess.run([sys.executable, "-c", END_IN_MID_WRITE, str(file), writer, moment], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert file.read_text() == "old\n"
    if writer == "tool":
        file.unlink()
        subprocess.run([sys.executable, "-c", END_IN_MID_WRITE, str(file), writer, moment], check=False)
        assert not file.exists()
