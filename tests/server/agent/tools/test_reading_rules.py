"""Searches and listings of the agent keep to the rules for reading, and to the project."""

import pytest

from octui.client import Client
from octui.wire.events import PermissionAsked
from tests.server.agent.turn_results import (
    allow_until_idle,
    fetch_tool_calls,
    tool_line,
    wait_for_idle,
    write_config,
)
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.stream_recorder import StreamRecorder

pytestmark = pytest.mark.slow


@pytest.fixture
def guarded(project: Project) -> Project:
    write_config(project.path, permission={"read": {"vault/*": "deny"}})
    (project.path / "vault").mkdir()
    for file in ("open.txt", ".env", "vault/key.txt", "[a] {b}.txt", "*"):
        (project.path / file).write_text(f"canary in {file}\n")
    (project.path / "linked.txt").symlink_to(".env")
    (project.path / "way").symlink_to("vault")
    return project


async def run_tools(here: Client, heard: StreamRecorder, *lines: str) -> list[str]:
    """The outputs of these calls, after everything was rejected that was asked about."""
    session = await here.sessions.create()
    await here.prompts.send(session.id, "\n".join(lines))
    await wait_for_idle(heard, session)
    return [call.state.output or call.state.error for call in await fetch_tool_calls(here, session)]


async def test_searches_leave_out_what_may_not_be_read_and_say_so(
    here: Client, heard: StreamRecorder, guarded: Project
) -> None:
    await trust_folder(here)
    searched, named, through_link, listed, globbed, starred = await run_tools(
        here,
        heard,
        tool_line("grep", pattern="canary"),
        tool_line("grep", pattern="canary", path="[a] {b}.txt"),
        tool_line("grep", pattern="canary", path="way"),
        tool_line("list"),
        tool_line("glob", pattern="**/*"),
        tool_line("grep", pattern="canary", path="*"),
    )
    assert "canary in open.txt" in searched
    assert "canary in .env" not in searched
    assert "canary in vault" not in searched
    assert "2 files that the user must be asked about first (.env, linked.txt), and 1 file that a rule" in searched
    assert "Found 1 match\n" in named
    assert through_link.startswith("No files found\n\n(Not included: 1 file that a rule denies reading.)")
    for names in (listed, globbed):
        assert ".env" in names
        assert "key.txt" not in names
        assert "1 file that a rule denies reading" in names
    assert "Found 1 match\n" in starred


async def test_reading_through_a_link_is_asked_about_like_the_file(
    here: Client, heard: StreamRecorder, guarded: Project
) -> None:
    await trust_folder(here)
    session = await here.sessions.create()
    calls = (
        tool_line("read", filePath="linked.txt"),
        tool_line("grep", pattern="canary", path=".env"),
        tool_line("read", filePath="way/key.txt"),
        tool_line("edit", filePath="way/key.txt", oldString="canary", newString="bird"),
    )
    await here.prompts.send(session.id, "\n".join(calls))
    asked = await allow_until_idle(here, heard, session)
    assert {event.request.permission: event.request.patterns for event in asked} | {"read": ()} == {
        "read": (),
        "edit": ("way/key.txt",),
    }
    assert sorted(tuple(event.request.patterns) for event in asked if event.request.permission == "read") == [
        (".env",),
        ("linked.txt",),
    ]
    linked, searched, denied, _ = await fetch_tool_calls(here, session)
    assert "canary in .env" in linked.state.output
    assert "canary in .env" in searched.state.output
    assert "specified a rule" in denied.state.error


async def test_where_every_file_is_asked_about_a_search_asks_for_its_folder(
    here: Client, heard: StreamRecorder, guarded: Project
) -> None:
    write_config(guarded.path, permission={"read": "ask"})
    await trust_folder(here)
    session = await here.sessions.create()
    await here.prompts.send(session.id, tool_line("grep", pattern="canary", path="."))
    asked = (await heard.wait_for_event(PermissionAsked)).request
    assert (asked.permission, asked.patterns, asked.always) == ("read", ("*",), ("*",))
    await here.permissions.reply(asked.id, "once")
    await wait_for_idle(heard, session)
    (call,) = await fetch_tool_calls(here, session)
    assert "canary in vault/key.txt" in call.state.output
    assert "canary in .env" not in call.state.output
