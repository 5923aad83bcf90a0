import asyncio
import os
import stat
from pathlib import Path

import pytest

from octui.cli import run_command_line
from octui.config.running_instances import InstanceFile, RunningInstance, get_running_folder, list_running_instances
from octui.config.secret import Secret
from octui.headless.connection import CommandFailed
from octui.headless.remote_control import choose_instance
from tests.support.faulty_server import Request, make_response, reply_healthy_then, run_faulty_server


def make_instance(pid: int, directory: str) -> RunningInstance:
    return RunningInstance(pid=pid, url="http://127.0.0.1:1", directory=directory)


def test_the_octui_of_this_directory_is_found_or_the_nearest_above_or_the_only_one() -> None:
    work, shop, deep = make_instance(1, "/code"), make_instance(2, "/code/shop"), make_instance(3, "/code/shop/src")
    found = choose_instance([work, shop, deep], "/code/shop/tests", None)
    assert found is shop
    assert choose_instance([work, shop, deep], "/elsewhere", 3) is deep
    assert choose_instance([shop], "/elsewhere", None) is shop
    for instances, pid, sentence in (
        ([], None, "No octui is running"),
        ([shop, deep], None, "2 octui programs are running elsewhere, none of them here: choose one with --pid."),
        ([shop], 9, "No octui runs with the process id 9. Running: --pid 2 in /code/shop."),
    ):
        with pytest.raises(CommandFailed, match=sentence):
            choose_instance(instances, "/elsewhere", pid)


def test_where_octui_runs_is_private_and_goes_with_it(tmp_path: Path) -> None:
    instance = RunningInstance(url="http://127.0.0.1:1", directory="/shop", username="u", password=Secret("hunter2"))
    file = InstanceFile()
    file.write_instance(instance)
    (found,) = list_running_instances()
    assert (found.pid, found.directory, found.password) == (os.getpid(), "/shop", Secret("hunter2"))
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.path.parent.stat().st_mode) == 0o700
    content = file.path.read_bytes()
    file.remove_instance()
    assert list(get_running_folder().iterdir()) == []
    # What a killed octui left behind is ignored and removed, even when its process id is in use again.
    file.path.write_bytes(content)
    file.path.with_suffix(".lock").touch()
    assert list_running_instances() == []
    assert list(get_running_folder().iterdir()) == []


def test_what_cannot_be_sent_is_a_sentence_and_an_exit_code(capfd: pytest.CaptureFixture[str], free_port: int) -> None:
    for arguments, code, sentence in (
        (["submit-prompt"], 4, "No octui is running"),
        (["append-promt", "x"], 2, "Did you mean “octui ctl append-prompt”?"),
        (["append-prompt"], 2, "There is no text"),
        (["execute-command", "sesion.new"], 2, "octui has no command “sesion.new”. Did you mean “session.new”?"),
        (["select-session", "x"], 2, "is not a session id"),
        (["submit-prompt", "--attach", f"127.0.0.1:{free_port}"], 4, "127.0.0.1"),
    ):
        assert run_command_line(["ctl", *arguments]) == code
        assert sentence in capfd.readouterr().err


async def test_each_control_goes_by_the_servers_route_for_it_or_is_published() -> None:
    async def accept(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(make_response("200 OK", "application/json", b"true"))
        await writer.drain()

    async with run_faulty_server(reply_healthy_then(accept)) as server:
        for arguments, path in (
            (["append-prompt", "x"], "append-prompt"),
            (["submit-prompt"], "submit-prompt"),
            (["clear-prompt"], "clear-prompt"),
            (["open-help"], "open-help"),
            (["open-sessions"], "open-sessions"),
            (["open-models"], "open-models"),
            # OpenCode's own route opens the sessions.
            (["open-themes"], "publish"),
            (["execute-command", "session.new"], "execute-command"),
            (["execute-command", "session.export"], "publish"),
            (["show-toast", "x"], "show-toast"),
        ):
            assert await asyncio.to_thread(run_command_line, ["ctl", *arguments, "--attach", server.url]) == 0
            assert server.requests[-1].path == f"/tui/{path}"


def test_bash_completes_from_the_parsers(tmp_path: Path) -> None:
    import subprocess
    import sys

    program = tmp_path / "octui"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m octui "$@"\n')
    program.chmod(0o755)
    script = """
        eval "$(octui completion bash)"
        compopt() { :; }
        offer() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
            _octui_completion octui; echo "${COMPREPLY[*]}"
        }
        offer octui ""
        offer octui run --fo
        offer octui ctl execute-command theme.
        offer octui serve --m
    """
    answer = subprocess.run(
        ["bash", "--norc", "-c", script],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"},
        cwd=Path(__file__).parents[2],
    )
    words, flags, commands, serve = answer.stdout.splitlines()
    assert {"run", "export", "ctl", "attach", "serve", "doctor", "completion"} <= set(words.split())
    assert flags.split() == ["--fork", "--format"]
    assert commands.split()[0] == "theme.switch"
    assert serve == "--mdns"
