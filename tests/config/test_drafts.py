import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from octui.config.drafts import Draft, Drafts


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_a_draft_belongs_to_its_session_and_its_server(drafts: Drafts) -> None:
    drafts.keep("local", "ses_1", Draft("one"))
    drafts.keep("local", "/home/me/shop", Draft("ls", shell=True))
    drafts.keep("http://host", "ses_1", Draft("three"))
    assert drafts.read("local", "ses_1") == Draft("one")
    assert drafts.read("local", "/home/me/shop") == Draft("ls", shell=True)
    assert drafts.read("http://host", "ses_1") == Draft("three")
    assert drafts.read("local", "ses_2") is None


def test_a_draft_survives_a_kill(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from octui.config.drafts import Draft, Drafts\n"
        "Drafts(Path(sys.argv[1])).keep('local', 'ses_1', Draft('half a thou'))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert died.returncode == -signal.SIGKILL
    assert Drafts(tmp_path).read("local", "ses_1") == Draft("half a thou")


def test_an_empty_draft_leaves_no_file(drafts: Drafts) -> None:
    drafts.keep("local", "ses_1", Draft("something"))
    drafts.keep("local", "ses_1", Draft(" \n"))
    assert list(drafts.folder.iterdir()) == []
    drafts.forget("local", "ses_1")
    assert drafts.read("local", "ses_1") is None


def test_a_broken_draft_is_told_and_its_bytes_are_kept(drafts: Drafts) -> None:
    drafts.keep("local", "ses_1", Draft("precious"))
    (file,) = drafts.folder.iterdir()
    file.write_bytes(b'{"text": "precio')
    assert drafts.read("local", "ses_1") is None
    assert len(drafts.complaints) == 1
    assert [kept.read_bytes() for kept in drafts.folder.iterdir()] == [b'{"text": "precio']
    assert drafts.read("local", "ses_1") is None
    assert len(drafts.complaints) == 1


def test_a_directory_whose_name_is_no_text_can_have_a_draft(drafts: Drafts) -> None:
    drafts.keep("local", os.fsdecode(b"/home/\xff"), Draft("one"))
    assert drafts.read("local", os.fsdecode(b"/home/\xff")) == Draft("one")


def test_nobody_else_may_read_a_draft(drafts: Drafts) -> None:
    drafts.keep("local", "ses_1", Draft("secret"))
    (file,) = drafts.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert drafts.folder.stat().st_mode & 0o777 == 0o700
