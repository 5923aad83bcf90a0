import os
from pathlib import Path

import pytest

from octui.server.agent.tools.read import read_path
from octui.server.agent.tools.tool import ToolFailed


def test_a_file_is_read_with_line_numbers_and_an_end_note(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one\ntwo\nthree\n")
    read = read_path(file)
    assert read.output == (
        f"<path>{file}</path>\n<type>file</type>\n<content>\n1: one\n2: two\n3: three\n\n"
        "(End of file - total 3 lines)\n</content>"
    )
    assert read.metadata["display"]["totalLines"] == 3
    part = read_path(file, 2, 1)
    assert "2: two\n\n(Showing lines 2-2 of 3. Use offset=3 to continue.)" in part.output
    with pytest.raises(ToolFailed, match="only 3 lines"):
        read_path(file, 9)


def test_a_directory_is_read_as_its_entries(tmp_path: Path) -> None:
    (tmp_path / "b.txt").touch()
    (tmp_path / "A").mkdir()
    assert "<entries>\nA/\nb.txt\n\n(2 entries)\n</entries>" in read_path(tmp_path).output


def test_binary_files_are_refused_and_images_attached(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\0\1\2")
    with pytest.raises(ToolFailed, match="Cannot read binary file"):
        read_path(tmp_path / "a.bin")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n")
    (attached,) = read_path(tmp_path / "a.png").attachments
    assert attached.url == "data:image/png;base64,iVBORw0K"
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ToolFailed, match="not a regular file"):
        read_path(tmp_path / "pipe")


def test_a_missing_file_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "checkout.py").touch()
    with pytest.raises(ToolFailed, match=r"(?s)File not found.*checkout\.py"):
        read_path(tmp_path / "chekout.py")
