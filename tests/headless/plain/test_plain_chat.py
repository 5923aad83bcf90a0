"""Line mode, fed by a pipe, against the embedded server."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from octui import VERSION
from octui.cli import run_command_line
from tests.server.embedded import EmbeddedServer

pytestmark = pytest.mark.slow

REPLACE = "replace return a + b with return a - b in f.py"

Talk = Callable[..., str]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "f.py").write_text("def add(a, b):\n    return a + b\n")
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return folder


@pytest.fixture
def talk(
    embedded: EmbeddedServer,
    shop: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Talk:
    """Run `octui --plain` with these lines on its standard input; returns everything it wrote."""
    monkeypatch.setenv("OCTUI_HOME", str(tmp_path / "octui"))

    def run(*lines: str, arguments: tuple[str, ...] = ()) -> str:
        typed = tmp_path / "typed"
        typed.write_text("".join(f"{line}\n" for line in lines))
        with typed.open() as source:
            monkeypatch.setattr("sys.stdin", source)
            code = run_command_line(["--plain", "--server", embedded.url, "--dir", str(shop), *arguments])
        out, err = capfd.readouterr()
        assert (code, err) == (0, "")
        assert out.isprintable() or set(out) - {"\n"} == {c for c in out if c.isprintable()}, "no escape sequence"
        return out

    return run


def test_a_prompt_is_answered_in_lines_and_the_session_can_be_continued(talk: Talk) -> None:
    out = talk("/help", "", "help \\", "please", "/sessions", "", "/nonsense", "/quit")
    assert f"octui {VERSION}, line mode, on embedded" in out
    assert "/model [NAME]   choose the model" in out
    assert "\nAnswer" in out
    assert "  1. " in out
    assert "Error: There is no command nonsense on this server." in out
    session_id = out.rstrip().rpartition(" -s ")[2]
    assert session_id.startswith("ses_")
    again = talk(arguments=("-s", session_id))
    assert "You: help \nplease" in again
    assert "\nAnswer" in again
    assert "You: help" not in talk(arguments=("-s", session_id, "--no-replay"))


def test_a_permission_is_shown_in_full_and_needs_a_number(talk: Talk, shop: Path) -> None:
    out = talk(REPLACE, "", "yes", "9", "1")
    assert "Permission needed: Edit f.py" in out
    assert "-    return a + b" in out and "+    return a - b" in out
    assert "  1. Allow once\n  2. Allow always: " in out
    assert out.count("That is not a number from 1 to 4.") == 3
    assert "Allowed once." in out
    assert "Tool edit, done:" in out
    assert "return a - b" in (shop / "f.py").read_text()


def test_the_last_prompt_is_taken_back_with_its_changes(talk: Talk, shop: Path) -> None:
    out = talk("/undo", REPLACE, "1", "/undo", "/undo")
    assert f"Undone: {REPLACE}" in out
    assert out.count("There is no prompt to undo.") == 2
    assert "return a + b" in (shop / "f.py").read_text()


def test_the_end_of_the_input_allows_nothing(talk: Talk, shop: Path) -> None:
    out = talk(REPLACE)
    assert "Rejected." in out
    assert "return a + b" in (shop / "f.py").read_text()


def test_an_agent_is_chosen_by_number_or_name(talk: Talk) -> None:
    out = talk("/agent plan", "/agent", "1", "/agent nobody", "/model nothing")
    assert "Agent: plan" in out
    assert "Agent, 1 to " in out
    assert "There is no agent “nobody”." in out


def test_a_server_that_is_not_there_is_one_sentence(capfd: pytest.CaptureFixture[str]) -> None:
    code = run_command_line(["--plain", "--server", "http://127.0.0.1:9"])
    out, _ = capfd.readouterr()
    assert code == 4
    assert out.startswith("Error: ")
    assert len(out.splitlines()) == 1


def test_a_simple_terminal_is_offered_line_mode(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(os, "isatty", lambda _: True)
    assert run_command_line(["--server", "http://127.0.0.1:9"]) == 2
    assert "`octui --plain` works here, line by line." in capfd.readouterr().err
