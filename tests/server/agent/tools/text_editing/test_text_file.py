import os
from pathlib import Path

import pytest

from octui.server.agent.tools.text_editing.text_file import read_text_file, write_text_file
from octui.server.agent.tools.tool import ToolFailed


def test_writing_keeps_line_ends_marks_modes_and_links(tmp_path: Path) -> None:
    file, link = tmp_path / "a.sh", tmp_path / "link.sh"
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    file.chmod(0o755)
    link.symlink_to(file)
    held = read_text_file(link)
    assert held.with_own_line_ends("x\ny") == "x\r\ny"
    write_text_file(link, held.text.replace("two", "2"), has_bom=held.has_bom)
    assert file.read_bytes() == b"\xef\xbb\xbfone\r\n2\r\n"
    assert file.stat().st_mode & 0o777 == 0o755
    assert link.is_symlink()


def test_a_pipe_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ToolFailed, match="not a regular file"):
        read_text_file(tmp_path / "pipe")
