import json
import sys
from pathlib import Path

from octui.client import Client
from octui.wire.parts import (
    PatchPart,
)
from tests.server.agent.local_web_server import respond_with, serve_answer
from tests.server.agent.turn_results import allow_until_idle, answer_text, fetch_tool_calls, tool_line, write_config
from tests.server.folder_trust import trust_folder
from tests.support import mcp_server
from tests.support.real_opencode import Project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder, record_stream


async def test_a_tool_that_does_not_exist_is_an_invalid_call(here: Client) -> None:
    session = await here.sessions.create()
    answer = await here.prompts.send_and_wait(session.id, tool_line("nosuchtool", x=1))
    (call,) = await fetch_tool_calls(here, session)
    assert call.tool == "invalid"
    assert call.state.input["tool"] == "nosuchtool"
    assert "nosuchtool" in answer_text(answer)


async def test_wrong_arguments_are_an_error_the_model_can_read(here: Client) -> None:
    session = await here.sessions.create()
    await here.prompts.send_and_wait(session.id, tool_line("read", wrong=1))
    (call,) = await fetch_tool_calls(here, session)
    assert (call.tool, call.state.status) == ("read", "error")
    assert "filePath" in call.state.error


async def test_a_change_is_asked_about_with_its_diff_and_can_be_summed_up(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, tool_line("edit", filePath="README.md", oldString="small", newString="big"))
    (asked,) = await allow_until_idle(here, heard, session)
    assert asked.request.permission == "edit"
    assert asked.request.patterns == ("README.md",)
    assert "-A small shop.\n+A big shop.\n" in asked.request.metadata["diff"]
    assert "A big shop." in (project.path / "README.md").read_text()
    messages = (await here.messages.list(session.id)).messages
    patches = [part for message in messages for part in message.parts if isinstance(part, PatchPart)]
    assert [patch.files for patch in patches] == [(str(project.path / "README.md"),)]
    assert messages[0].info.changes is not None
    assert [diff.file for diff in messages[0].info.changes.diffs or ()] == ["README.md"]
    summary = (await here.sessions.get(session.id)).summary
    assert summary is not None
    assert (summary.files, summary.additions, summary.deletions) == (1, 1, 1)


async def test_outputs_too_long_for_a_message_are_cut_and_kept(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, "run seq 1 20000")
    await allow_until_idle(here, heard, session)
    (call,) = await fetch_tool_calls(here, session)
    assert call.state.metadata["truncated"] is True
    assert call.state.output.endswith("20000\n")
    assert call.state.output.startswith("...output truncated...")
    assert len(call.state.output) < 31_000
    kept = Path(call.state.metadata["outputPath"])
    assert kept.read_text() == "".join(f"{number}\n" for number in range(1, 20_001))


async def test_a_tool_of_an_mcp_server_is_called_by_its_name(
    here: Client, heard: StreamRecorder, project: Project, model: ScriptedModel
) -> None:
    demo = {"type": "local", "command": [sys.executable, mcp_server.__file__]}
    write_config(project.path, mcp={"demo": demo}, permission={"demo_*": "ask"})
    await trust_folder(here)
    async with record_stream(here) as ear:
        session = await here.sessions.create(title="mcp")
        await here.prompts.send(session.id, tool_line("demo_add", a=2, b=3))
        (asked,) = await allow_until_idle(here, ear, session)
    assert asked.request.permission == "demo_add"
    (call,) = await fetch_tool_calls(here, session)
    assert (call.tool, call.state.output) == ("demo_add", "5")


async def test_a_patch_changes_several_files_at_once(here: Client, project: Project) -> None:
    provider = json.loads((project.path / "opencode.json").read_text())["provider"]
    provider["scripted"]["models"]["gpt-5-scripted"] = {"name": "Patches"}
    write_config(project.path, provider=provider)
    await trust_folder(here)
    patch = (
        "*** Begin Patch\n*** Add File: new.txt\n+one\n*** Update File: README.md\n@@\n-A small shop.\n+A big shop.\n"
        "*** Update File: src/checkout.py\n*** Move to: src/till.py\n"
        "@@\n-    return sum(items.values())\n+    return 0\n"
        "*** End Patch"
    )
    async with record_stream(here) as ear:
        session = await here.sessions.create(title="patch")
        await here.prompts.send(
            session.id, tool_line("apply_patch", patchText=patch), model=("scripted", "gpt-5-scripted")
        )
        (asked,) = await allow_until_idle(here, ear, session)
    assert set(asked.request.patterns) == {"new.txt", "README.md", "src/checkout.py", "src/till.py"}
    (call,) = await fetch_tool_calls(here, session)
    assert [entry["type"] for entry in call.state.metadata["files"]] == ["add", "update", "move"]
    assert (project.path / "new.txt").read_text() == "one\n"
    assert "A big shop." in (project.path / "README.md").read_text()
    assert not (project.path / "src" / "checkout.py").exists()
    assert (project.path / "src" / "till.py").read_text().endswith("    return 0\n")


async def test_a_page_of_the_web_is_asked_about_and_read(here: Client, heard: StreamRecorder) -> None:
    with serve_answer(respond_with(200, "<title>T</title><h1>Hello</h1>", content_type="text/html")) as port:
        session = await here.sessions.create()
        await here.prompts.send(session.id, tool_line("webfetch", url=f"http://127.0.0.1:{port}/page"))
        (asked,) = await allow_until_idle(here, heard, session)
    assert asked.request.patterns == (f"http://127.0.0.1:{port}/page",)
    (call,) = await fetch_tool_calls(here, session)
    assert call.state.output == "T\n\n# Hello"
    assert call.state.title == f"http://127.0.0.1:{port}/page (text/html)"
