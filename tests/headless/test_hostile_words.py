"""What servers and files call themselves, on a terminal without a screen."""

import asyncio
from pathlib import Path

import pytest

from octui.cli import run_command_line
from octui.config.running_instances import InstanceFile, RunningInstance
from tests.support.faulty_server import run_faulty_server
from tests.support.fuzzing.deceptive_server import UNSAFE, HostileServer


def check_words(printed: str) -> None:
    assert [line for line in printed.splitlines() if UNSAFE.search(line.replace("\t", " "))] == []


async def test_an_export_names_the_session_without_obeying_its_title(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with run_faulty_server(HostileServer(tmp_path).reply) as server:
        arguments = ["export", "--attach", server.url, "--dir", str(tmp_path), "-o", str(tmp_path / "a.md")]
        assert await asyncio.to_thread(run_command_line, arguments) == 0
        said = capfd.readouterr().err
        assert "The last session is ses_" in said and "\\u{202e}gnp.exe" in said
        check_words(said)
        assert await asyncio.to_thread(run_command_line, [*arguments[:-2], "ses_none"]) != 0
        check_words(capfd.readouterr().err)


def test_a_folder_and_a_word_are_shown_and_not_obeyed(capfd: pytest.CaptureFixture[str]) -> None:
    file = InstanceFile()
    file.write_instance(RunningInstance(url="http://127.0.0.1:1", directory="/\u202eshop\x1b]0;x\x07\nnew"))
    try:
        assert run_command_line(["ctl", "list"]) == 0
    finally:
        file.remove_instance()
    assert "\t/\\u{202e}shop␛]0;x␇␤new\t" in capfd.readouterr().out
    assert run_command_line(["./\x1b]0;x\x07"]) == 2
    said = capfd.readouterr().err
    assert "There is no directory ./␛]0;x␇." in said
    check_words(said)
