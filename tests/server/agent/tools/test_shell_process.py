import asyncio
import os
from pathlib import Path

import pytest

from octui.server.agent.tools.shell_process import run_in_shell


async def test_a_background_process_does_not_keep_the_command_running(tmp_path: Path) -> None:
    ended = await run_in_shell(
        "sleep 600 & echo done; echo $!", tmp_path, lambda _: None, timeout=300, outputs=tmp_path
    )
    said, left = ended.output.split()
    assert (said, ended.exit_code) == ("done", 0)
    os.kill(int(left), 9)  # It still runs: its parent did not wait for it.


async def test_a_timeout_kills_the_whole_process_group(tmp_path: Path) -> None:
    ended = await run_in_shell(
        "echo begun; (sleep 60; echo late > late) & wait", tmp_path, lambda _: None, timeout=0.3, outputs=tmp_path
    )
    assert (ended.timed_out, ended.exit_code, ended.output) == (True, None, "begun\n")


async def test_output_is_streamed(tmp_path: Path) -> None:
    shown: list[str] = []
    seen = asyncio.Event()

    def show(text: str) -> None:
        shown.append(text)
        seen.set()

    gate = tmp_path / "gate"
    os.mkfifo(gate)
    running = asyncio.create_task(
        run_in_shell(f"printf 'caf\\303'; cat {gate}; printf '\\251\\n'", tmp_path, show, timeout=20, outputs=tmp_path)
    )
    await seen.wait()
    assert shown[-1] == "caf"
    await asyncio.to_thread(gate.write_text, "")
    assert (await running).output == "café\n"
    assert shown[-1] == "café\n"


async def test_the_servers_password_is_not_given_to_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENCODE_SERVER_PASSWORD", "hunter2")
    ended = await run_in_shell("env", tmp_path, lambda _: None, timeout=20, outputs=tmp_path)
    assert "hunter2" not in ended.output
    assert "TERM=dumb" in ended.output
