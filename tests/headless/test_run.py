import json
import threading
from pathlib import Path

import pytest

from octui.client import Client
from octui.headless.run.permission_rules import AllowRule, AllowRules, format_allow_rule
from octui.wire.requests import Permission
from tests.headless.conftest import RunCommand
from tests.support.processes import wait_until
from tests.support.real_opencode import NEWEST, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.waiting import PATIENCE_SECONDS

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_an_answer_goes_to_standard_output_and_a_session_is_continued(
    run_command: RunCommand, project: Project, model: ScriptedModel
) -> None:
    first = run_command("run", "--title", "First words", "say", "hello")
    assert (first.code, first.out) == (0, "hello\n")
    assert first.err.startswith("> build · scripted · ses_")
    session_id = first.err.split()[-1]
    (project.path / "notes.txt").write_text("remember the milk\n")
    again = run_command("run", "-c", "-m", "scripted/second", "-f", str(project.path / "notes.txt"), "say again")
    assert (again.code, again.out) == (0, "again\n")
    assert "second" in again.err and session_id in again.err
    assert model.models_asked("say again") == ["second"]
    assert "remember the milk" in json.dumps(next(one.body for one in model.asked if one.model == "second"))
    events = [json.loads(line) for line in run_command("run", "--format", "json", "think hm\nsay x").out.splitlines()]
    assert [event["type"] for event in events] == ["step_start", "text", "step_finish", "result"]
    assert events[1]["part"]["text"].strip() == "x"
    assert events[-1]["exitCode"] == 0
    assert {event["sessionID"] for event in events} == {events[0]["sessionID"]} != {session_id}


def test_what_is_not_allowed_is_refused_and_says_so_with_its_exit_code(run_command: RunCommand) -> None:
    refused = run_command("run", "say first\nrun ls src")
    assert (refused.code, refused.out) == (3, "first\n")
    assert "△ Refused: bash ls src" in refused.err
    assert "--allow 'bash:ls src' would allow it." in refused.err
    allowed = run_command("run", "--allow", "bash:ls *", "run ls src")
    assert allowed.code == 0
    assert "> checkout.py" in allowed.out
    assert "△ Allowed: bash ls src" in allowed.err and "$ ls src" in allowed.err
    asked = run_command(
        "run", "--auto", 'tool question {"questions":[{"question":"Which?","header":"W","options":[]}]}'
    )
    assert asked.code == 3
    assert "? Not answered: Which?" in asked.err


def test_what_cannot_work_is_one_sentence_and_an_exit_code(run_command: RunCommand) -> None:
    failed = run_command("run", "fail 401 no such key")
    assert failed.code == 1
    assert failed.out == ""
    assert "no such key" in failed.err
    for arguments, sentence in (
        (("-m", "scripted/scriptet", "hi"), "Did you mean scripted/scripted"),
        (("--agent", "nope", "hi"), "There is no agent nope on this server. It has build"),
        (("--command", "nope"), "There is no command nope on this server."),
        (("-s", "ses_0000000000000000000000000", "hi"), "There is no session ses_0000000000000000000000000"),
    ):
        missing = run_command("run", *arguments)
        assert (missing.code, missing.out) == (1, "")
        assert sentence in missing.err


def test_an_interruption_ends_the_run_on_the_server(
    run_command: RunCommand, server: RealServer, project: Project, model: ScriptedModel
) -> None:
    def interrupt_when_asked() -> None:
        import os
        import signal

        wait_until(lambda: model.models_asked("hold on"), patience=PATIENCE_SECONDS)
        os.kill(os.getpid(), signal.SIGINT)

    waiting = threading.Thread(target=interrupt_when_asked)
    waiting.start()
    ended = run_command("run", "say begun\nhold on")
    waiting.join()
    assert ended.code == 130
    assert "The run was interrupted." in ended.err
    assert list_running(server, project) == {}


def list_running(server: RealServer, project: Project) -> dict[str, object]:
    import asyncio

    async def ask() -> dict[str, object]:
        async with Client(server.url, directory=project.directory) as client:
            return dict(await client.sessions.list_statuses())

    return asyncio.run(ask())


@pytest.mark.parametrize("server", [NEWEST], indirect=True)
def test_a_command_of_the_server_is_run_with_its_arguments(run_command: RunCommand, project: Project) -> None:
    commands = project.path / ".opencode" / "command"
    commands.mkdir(parents=True)
    (commands / "greet.md").write_text("say hello $ARGUMENTS\n")
    ended = run_command("run", "--command", "greet", "Bob")
    assert (ended.code, ended.out) == (0, "hello Bob\n")


def test_a_server_that_does_not_answer_is_one_sentence(free_port: int, capfd: pytest.CaptureFixture[str]) -> None:
    from octui.cli import run_command_line

    assert run_command_line(["run", "--attach", f"127.0.0.1:{free_port}", "hi"]) == 4
    out, err = capfd.readouterr()
    assert out == "" and len(err.splitlines()) == 1


def test_arguments_without_a_meaning_are_refused(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from octui.cli import run_command_line

    for arguments, sentence in (
        ([], "There is no prompt"),
        (["-f", "missing.txt", "hi"], "There is no file missing.txt to attach."),
        (["-m", "sonnet", "hi"], "-m takes PROVIDER/MODEL"),
        (["--fork", "hi"], "--fork needs a session"),
        (["--format", "yaml", "hi"], "yaml"),
        (["--allow", "bad:", "hi"], "'bad:' has no pattern; bad:* or bad allows all of it."),
        (["--allow", "bash", "--allow", ":git *", "hi"], "':git *' names no permission."),
        (["--allow", "", "hi"], "'' names no permission."),
        (["--allow", "git status", "hi"], "'git status' is not the name of a permission."),
        (["--allow", "bash(git *)", "hi"], "'bash(git *)' is not the name of a permission."),
    ):
        assert run_command_line(["run", *arguments]) == 2
        assert sentence in capfd.readouterr().err


@pytest.mark.parametrize(
    ("rule", "permission", "patterns", "allowed"),
    [
        ("bash", "bash", ("rm -rf /",), True),
        ("bash:git *", "bash", ("git status",), True),
        ("bash:git *", "bash", ("git",), True),
        ("bash:git *", "bash", ("git status", "rm x"), False),
        ("bash:git *", "bash", ("gitk",), False),
        ("bash:git *", "edit", ("git x",), False),
        ("edit:src/*", "edit", ("src/deep/file.py",), True),
        ("edit:src/?.py", "edit", ("src/ab.py",), False),
        ("bash:a.c", "bash", ("abc",), False),
        ("bash:ls *", "bash", (), False),
        ("*", "webfetch", ("https://host/x",), True),
        ("bash:echo *", "bash", ("echo a\nrm b",), True),
    ],
)
def test_a_rule_allows_only_what_it_names(rule: str, permission: str, patterns: tuple[str, ...], allowed: bool) -> None:
    request = Permission(id="per_1", permission=permission, patterns=patterns)
    assert AllowRules((AllowRule.from_text(rule),)).allows_request(request) is allowed


def test_the_rule_that_is_suggested_can_be_pasted_into_a_shell() -> None:
    request = Permission(id="per_1", permission="bash", patterns=("echo 'it'",))
    assert format_allow_rule(request) == "'bash:echo '\\''it'\\'''"
