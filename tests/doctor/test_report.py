import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from octui import VERSION
from octui.doctor import environment, report
from octui.doctor.facts import Fact, Section, format_sections, sections_to_json
from octui.server.trust.trust_store import TrustStore
from octui.wire.access.trust import TrustedFolder
from tests.support.real_opencode import unused_port

SECRET = "correct-horse-battery"


@pytest.fixture
def machine(tmp_path: Path) -> dict[str, str]:
    """A HOME with nothing in it, and a PATH with nothing but git."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "home").mkdir()
    git = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    (tmp_path / "bin" / "git").symlink_to(git)
    return {
        "HOME": str(tmp_path / "home"),
        "PATH": str(tmp_path / "bin"),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "OPENCODE_SERVER_PASSWORD": SECRET,
        "OPENAI_API_KEY": SECRET,
        "TERM": "xterm-256color",
    }


def visit(machine: dict[str, str], directory: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "octui", "doctor", *arguments],
        cwd=directory,
        env=machine,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )


def opencode(machine: dict[str, str], *lines: str) -> Path:
    path = Path(machine["PATH"]) / "opencode"
    path.write_text("\n".join([f"#!{sys.executable}", "import sys", *lines]))
    path.chmod(0o755)
    return path


def test_on_a_fresh_machine_it_names_the_embedded_server_and_why(machine: dict[str, str], tmp_path: Path) -> None:
    answer = visit(machine, tmp_path, "--json")
    assert answer.returncode == 0, answer.stderr
    found = json.loads(answer.stdout)
    assert found["starts"] is True
    assert found["octui"]["version"] == VERSION
    assert found["server"]["chosen"] == "octui serve"
    assert "opencode is not on PATH" in found["server"]["why"]
    assert found["server"]["opencode"] is None
    assert found["server"]["embedded_data_folder"].startswith(machine["HOME"])
    assert found["server"]["tried"][0]["place"] == "http://127.0.0.1:4096"
    assert found["directory"]["path"] == str(tmp_path.resolve())
    assert found["terminal"]["colours"] == "256"
    assert found["clipboard"] == {"route": "OSC 52", "confirms": False}


def test_it_shows_no_secret_and_starts_nothing(machine: dict[str, str], tmp_path: Path) -> None:
    for arguments in ((), ("--json",), ("--server", f"http://bob:{SECRET}@127.0.0.1:{unused_port()}")):
        answer = visit(machine, tmp_path, *arguments)
        assert SECRET not in answer.stdout + answer.stderr
    assert not list(Path(machine["HOME"]).rglob("*.db"))


def test_an_opencode_on_path_is_preferred_and_its_version_shown(machine: dict[str, str], tmp_path: Path) -> None:
    path = opencode(machine, "print('1.18.33')")
    found = json.loads(visit(machine, tmp_path, "--json").stdout)
    assert (found["server"]["chosen"], found["server"]["opencode"]) == ("opencode serve", str(path))
    assert found["server"]["opencode_version"] == "1.18.33"
    own = json.loads(visit(machine, tmp_path, "--json", "--embedded").stdout)
    assert (own["server"]["chosen"], own["server"]["why"]) == ("octui serve", "--embedded was given")


def test_an_opencode_that_does_not_run_is_a_trouble(machine: dict[str, str], tmp_path: Path) -> None:
    opencode(machine, "sys.exit('no such luck')")
    answer = visit(machine, tmp_path)
    assert answer.returncode == 1
    assert "✗ chosen" in answer.stdout
    assert "octui --embedded works without it" in answer.stdout


def test_a_named_server_that_is_not_there_ends_with_a_code(machine: dict[str, str], tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{unused_port()}"
    answer = visit(machine, tmp_path, "attach", url)
    assert answer.returncode == 1
    assert f"✗ No server answers at {url}." in answer.stdout
    assert "Not ready" in answer.stdout


def test_a_data_folder_that_is_not_one_is_reported(machine: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "octui").mkdir()
    (tmp_path / "octui" / "data").write_text("")
    answer = visit({**machine, "OCTUI_HOME": str(tmp_path / "octui")}, tmp_path)
    assert answer.returncode == 1
    assert f"{tmp_path / 'octui' / 'data'} is not writable." in answer.stdout


def test_a_broken_configuration_is_named_and_stops_nothing(machine: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "opencode.json").write_text("{ broken")
    answer = visit(machine, tmp_path)
    assert answer.returncode == 0
    assert f"{tmp_path.resolve() / 'opencode.json'} could not be used" in answer.stdout


def test_trusted_folders_are_listed_and_what_waits_here(machine: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "opencode.json").write_text('{"plugin": ["p"]}')
    home = tmp_path / "octui"
    kept = TrustedFolder(root="/srv/shop", digest="d", decision="trusted", time=86_400_000, requests=("mcp mcp.m",))
    TrustStore(home / "data" / "server").save_decision(kept)
    environment = {**machine, "OCTUI_HOME": str(home)}
    answer = visit(environment, tmp_path)
    assert "/srv/shop (1970-01-0" in answer.stdout
    assert "plugin plugin  ← waits until you trust this folder: /trust" in answer.stdout
    listed = json.loads(visit(environment, tmp_path, "--json").stdout)["trusted_folders"]
    assert listed["only_harmless"] == []
    assert listed["trusted"][0].startswith("/srv/shop (")


def test_an_error_in_the_arguments_is_a_sentence(machine: dict[str, str], tmp_path: Path) -> None:
    answer = visit(machine, tmp_path, "missing")
    assert (answer.returncode, answer.stderr) == (2, "octui: No command or directory “missing”.\n")


def test_it_loads_no_textual(machine: dict[str, str], tmp_path: Path) -> None:
    look = "import sys, octui.doctor.report; print('textual' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", look], env=machine, capture_output=True, text=True, cwd=tmp_path)
    assert answer.stdout == "False\n", answer.stderr


def test_what_it_tells_cannot_steer_the_terminal() -> None:
    section = Section("server", (Fact("url", "a\x1b[31mb\n"),), ({"outcome": "found", "sentence": "\x07"},))
    assert "\x1b" not in format_sections([section])
    assert "\x07" not in format_sections([section])


def test_troubles_are_in_the_json_too() -> None:
    sections = [
        Section("server", (Fact("chosen", None, "Nothing runs.", is_problem=True), Fact("why", "so", "a note")))
    ]
    assert sections_to_json(sections) == {"server": {"chosen": None, "why": "so", "troubles": ["Nothing runs."]}}


@pytest.mark.parametrize(
    ("variables", "colours"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, "16 million"),
        ({"TERM": "tmux-256color"}, "256"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "dumb"}, "none"),
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "none: NO_COLOR is set"),
    ],
)
def test_colours_are_read_from_the_environment(variables: dict[str, str], colours: str) -> None:
    facts = {fact.name: fact.value for fact in environment.check_terminal(variables).facts}
    assert facts["colours"] == colours


def test_a_copy_over_ssh_goes_through_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = {fact.name: fact.value for fact in environment.check_clipboard({"SSH_TTY": "/dev/pts/1"}).facts}
    assert facts == {"route": "OSC 52", "confirms": False}
    assert environment.check_terminal({"SSH_TTY": "/dev/pts/1", "KITTY_WINDOW_ID": "1"}).facts[-1].value is True


@pytest.mark.parametrize(("name", "is_problem"), [("dumb", True), ("unknown", True), ("xterm-256color", False)])
def test_a_terminal_that_cannot_move_the_cursor_is_a_problem(name: str, is_problem: bool) -> None:
    terminal = environment.check_terminal({"TERM": name})
    assert [fact.name for fact in terminal.facts if fact.is_problem] == (["TERM"] if is_problem else [])
    assert report.can_start((terminal,)) is not is_problem
