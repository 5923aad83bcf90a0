import subprocess
from pathlib import Path

import pytest

from octui.server.agent.guide.sentences.intents import ToolIntent
from octui.server.agent.guide.sentences.parser import parse_sentence


@pytest.mark.parametrize(
    ("said", "before", "after"),
    [
        ("replace 0.2 with $1@/x everywhere", "0.2 0x2\n", "$1@/x 0x2\n"),
        ("set version to 1.2.0 in a.txt", 'version = "1.0"\nmyversion = 1\n', 'version = "1.2.0"\nmyversion = 1\n'),
        ("set the version to 1.2.0 in a.txt", '  "version": "1.0",\n', '  "version": "1.2.0",\n'),
        ('add "it\'s $5" at the top of a.txt', "x\ny\n", "it's $5\nx\ny\n"),
        ("delete lines 2-3 of a.txt", "1\n2\n3\n4\n", "1\n4\n"),
        ("delete the last line of a.txt", "1\n2\n", "1\n"),
        ('remove all lines with "b/c" from a.txt', "1\nb/c\n", "1\n"),
        ('insert "new" after line 1 of a.txt', "1\n2\n", "1\nnew\n2\n"),
        ("remove trailing whitespace in a.txt", "a  \n b\n", "a\n b\n"),
    ],
)
def test_a_text_is_changed_as_was_said(said: str, before: str, after: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(before)
    intent = parse_sentence(said)
    assert isinstance(intent, ToolIntent)
    subprocess.run(str(intent.arguments["command"]), shell=True, cwd=tmp_path, check=True)
    assert file.read_text() == after
