import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from octui.wire.shell_quoting import needs_quoting, quote_for_server, unquote_command

SHELLS = [shell for shell in ("bash", "zsh") if shutil.which(shell)]
COMMANDS = [
    "echo plain",
    "x=5; echo $x ${x} $((x + 1)) $(echo sub) `echo tick`",
    "echo '$x `y` \\n' \"\\$x\" \\\\",
    "echo one\necho 'two\tthree'",
    "for i in 1 2; do echo $i; done",
]


def as_json_string(command: str) -> str:
    escaped = command.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_spelled_command_run_twice_does_what_it_does_once(shell: str, command: str) -> None:
    once = subprocess.run([shell, "-c", command], capture_output=True)
    twice = subprocess.run(
        [shell, "-c", f"eval {as_json_string(quote_for_server(command))}", "opencode"], capture_output=True
    )
    assert twice.stdout == once.stdout


@given(st.text(alphabet="$`\n\tab{}()0+IFS:12' \\"))
@settings(max_examples=300)
def test_what_was_typed_can_be_shown_again(command: str) -> None:
    if any(spelling in command for spelling in ("${0+$}", "$(printf", "${IFS:")):
        return
    assert unquote_command(quote_for_server(command)) == command


def test_a_command_without_anything_to_spell_is_left_alone() -> None:
    assert not needs_quoting("git status --short")
    assert quote_for_server("git status --short") == "git status --short"
