"""What was on disk when the user was asked is not what is there when they answer.

A test changes the disk while the request is pending, so that the order of things is always the same.
"""

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from octui.client import Client
from octui.wire.events import PermissionAsked
from tests.server.agent.turn_results import answer_text, fetch_tool_calls, tool_line, wait_for_idle, write_config
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.stream_recorder import StreamRecorder

SECRET = "canary-4711\n"
Change = Callable[[Path, Path], None]


@pytest.fixture
def outside(project: Project) -> Path:
    """A folder of the user's, with a file of each name that the tests use."""
    folder = project.path.parent / "mine"
    folder.mkdir()
    for name in ("notes.txt", "key"):
        (folder / name).write_text(SECRET)
    (project.path / "src").mkdir(exist_ok=True)
    (project.path / "src" / "notes.txt").write_text("one\ntwo\n")
    return folder


def link_the_file(project: Path, outside: Path) -> None:
    file = project / "src" / "notes.txt"
    file.unlink()
    file.symlink_to(outside / "notes.txt")


def link_the_folder(project: Path, outside: Path) -> None:
    shutil.rmtree(project / "src")
    (project / "src").symlink_to(outside)


def change_the_text(project: Path, _: Path) -> None:
    (project / "src" / "notes.txt").write_text("one\ntwo\nthree, by hand\n")


def make_a_pipe(project: Path, _: Path) -> None:
    file = project / "src" / "notes.txt"
    file.unlink()
    os.mkfifo(file)


PATCH = "*** Begin Patch\n*** {}\n*** End Patch"
CHANGING = {
    "edit": tool_line("edit", filePath="src/notes.txt", oldString="two", newString="2"),
    "write": tool_line("write", filePath="src/notes.txt", content="new\n"),
    "patch": tool_line("apply_patch", patchText=PATCH.format("Update File: src/notes.txt\n@@\n one\n-two\n+2")),
    "delete": tool_line("apply_patch", patchText=PATCH.format("Delete File: src/notes.txt")),
}


@pytest.mark.parametrize("change", [link_the_file, link_the_folder, change_the_text, make_a_pipe])
@pytest.mark.parametrize("line", CHANGING.values(), ids=CHANGING)
async def test_nothing_is_written_but_what_was_shown(
    here: Client, heard: StreamRecorder, project: Project, outside: Path, line: str, change: Change
) -> None:
    if "apply_patch" in line:
        await offer_patches(here, project)
    error = await change_while_asked(here, heard, line, lambda: change(project.path, outside))
    assert "while the user was asked" in error or "not a regular file" in error or "leads elsewhere" in error
    assert {file.name: file.read_text() for file in outside.iterdir()} == {"notes.txt": SECRET, "key": SECRET}
    if change is change_the_text:
        assert (project.path / "src" / "notes.txt").read_text().endswith("by hand\n")


async def test_a_file_that_was_made_meanwhile_is_not_overwritten(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    made = project.path / "made.txt"
    line = tool_line("write", filePath="made.txt", content="new\n")
    assert "was changed" in await change_while_asked(here, heard, line, lambda: made.write_text("by hand\n"))
    assert made.read_text() == "by hand\n"


@pytest.mark.parametrize("change", [link_the_file, link_the_folder, make_a_pipe])
async def test_nothing_else_is_read_than_was_asked_about(
    here: Client, heard: StreamRecorder, project: Project, outside: Path, change: Change
) -> None:
    write_config(project.path, permission={"read": {"src/notes*": "ask"}})
    await trust_folder(here)
    line = tool_line("read", filePath="src/notes.txt")
    error = await change_while_asked(here, heard, line, lambda: change(project.path, outside))
    assert "cannot be read" in error or "not a regular file" in error
    assert SECRET.strip() not in str((await here.messages.list((await here.sessions.list())[0].id)).messages)


async def test_a_script_is_judged_again_once_the_user_has_answered(
    here: Client, heard: StreamRecorder, project: Project, outside: Path
) -> None:
    write_config(project.path, permission={"bash": {"*": "allow", "rm *": "deny"}})
    await trust_folder(here)
    script = project.path / "good.sh"
    script.write_text("ls\n")
    line = f"run cat {outside}/key && sh good.sh"
    error = await change_while_asked(here, heard, line, lambda: script.write_text("rm src/notes.txt\n"))
    assert "is denied" in error
    assert (project.path / "src" / "notes.txt").exists()


async def test_a_script_in_a_template_is_judged_again_once_the_user_has_answered(
    here: Client, heard: StreamRecorder, project: Project, outside: Path
) -> None:
    write_config(project.path, permission={"bash": {"*": "allow", "rm *": "deny"}})
    commands = project.path / ".opencode" / "command"
    commands.mkdir(parents=True)
    (commands / "look.md").write_text(f"say !`cat {outside}/key && sh good.sh`\n")
    await trust_folder(here)
    script = project.path / "good.sh"
    script.write_text("ls\n")
    session = await here.sessions.create()
    running = asyncio.create_task(here.prompts.run_command(session.id, "look"))
    asked = (await heard.wait_for_event(PermissionAsked)).request
    script.write_text("rm src/notes.txt\n")
    await here.permissions.reply(asked.id, "once")
    assert "is denied" in answer_text(await running)
    assert (project.path / "src" / "notes.txt").exists()


async def test_a_folder_to_run_in_is_asked_about_where_it_leads(
    here: Client, heard: StreamRecorder, project: Project, outside: Path
) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, tool_line("bash", command="touch made", workdir="src"))
    first = (await heard.wait_for_event(PermissionAsked)).request
    assert first.permission == "bash"
    link_the_folder(project.path, outside)
    mark = len(heard.items)
    await here.permissions.reply(first.id, "once")
    second = (await heard.wait_for_event(PermissionAsked, after=mark)).request
    assert (second.permission, second.patterns) == ("external_directory", (f"{outside}/*",))
    await here.permissions.reply(second.id, "reject")
    await wait_for_idle(heard, session)
    assert not (outside / "made").exists()


async def offer_patches(here: Client, project: Project) -> None:
    """Only some models are offered the tool for patches, and these no other for editing."""
    provider = json.loads((project.path / "opencode.json").read_text())["provider"]
    provider["scripted"]["models"]["gpt-5-scripted"] = {"name": "Patches"}
    write_config(project.path, provider=provider, model="scripted/gpt-5-scripted")
    await trust_folder(here)


async def change_while_asked(here: Client, heard: StreamRecorder, line: str, change: Callable[[], object]) -> str:
    """Prompt for one call, allow the only thing that is asked after a change, and return the call's error."""
    session = await here.sessions.create()
    await here.prompts.send(session.id, line)
    asked = (await heard.wait_for_event(PermissionAsked)).request
    change()
    await here.permissions.reply(asked.id, "once")
    await wait_for_idle(heard, session)
    (call,) = await fetch_tool_calls(here, session)
    assert call.state.status == "error"
    return call.state.error
