import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from octui.config.drafts import Draft, DraftStore


@pytest.fixture
def drafts(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "drafts")


def test_a_draft_belongs_to_its_session_and_its_server(drafts: DraftStore) -> None:
    drafts.save_draft("local", "ses_1", Draft("one"))
    drafts.save_draft("local", "/home/me/shop", Draft("ls", shell=True))
    drafts.save_draft("http://host", "ses_1", Draft("three"))
    assert drafts.load_draft("local", "ses_1") == Draft("one")
    assert drafts.load_draft("local", "/home/me/shop") == Draft("ls", shell=True)
    assert drafts.load_draft("http://host", "ses_1") == Draft("three")
    assert drafts.load_draft("local", "ses_2") is None


def test_a_draft_survives_a_kill(tmp_path: Path) -> None:
    program = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from octui.config.drafts import Draft, DraftStore\n"
        "DraftStore(Path(sys.argv[1])).save_draft('local', 'ses_1', Draft('half a thou'))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    died = subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False)
    assert died.returncode == -signal.SIGKILL
    assert DraftStore(tmp_path).load_draft("local", "ses_1") == Draft("half a thou")


def test_an_empty_draft_leaves_no_file(drafts: DraftStore) -> None:
    drafts.save_draft("local", "ses_1", Draft("something"))
    drafts.save_draft("local", "ses_1", Draft(" \n"))
    assert list(drafts.folder.iterdir()) == []
    drafts.delete_draft("local", "ses_1")
    assert drafts.load_draft("local", "ses_1") is None


def test_a_broken_draft_is_told_and_its_bytes_are_kept(drafts: DraftStore) -> None:
    drafts.save_draft("local", "ses_1", Draft("precious"))
    (file,) = drafts.folder.iterdir()
    file.write_bytes(b'{"text": "precio')
    assert drafts.load_draft("local", "ses_1") is None
    assert len(drafts.problems) == 1
    assert [kept.read_bytes() for kept in drafts.folder.iterdir()] == [b'{"text": "precio']
    assert drafts.load_draft("local", "ses_1") is None
    assert len(drafts.problems) == 1


def test_a_directory_whose_name_is_no_text_can_have_a_draft(drafts: DraftStore) -> None:
    drafts.save_draft("local", os.fsdecode(b"/home/\xff"), Draft("one"))
    assert drafts.load_draft("local", os.fsdecode(b"/home/\xff")) == Draft("one")


def test_nobody_else_may_read_a_draft(drafts: DraftStore) -> None:
    drafts.save_draft("local", "ses_1", Draft("secret"))
    (file,) = drafts.folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert drafts.folder.stat().st_mode & 0o777 == 0o700
