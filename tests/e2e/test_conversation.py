import asyncio

import pytest

from octui.client import Client
from tests.e2e.conftest import QUICKEST, QUICKEST_OF_ALL, StartOctui, say, shows
from tests.support.real_opencode import Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.tmux_terminal import Terminal, requires_tmux
from tests.support.waiting import ask_until, wait_until_true

pytestmark = [pytest.mark.real, requires_tmux]

quickest = pytest.mark.parametrize("server", QUICKEST_OF_ALL, indirect=True)


async def only_session(watcher: Client) -> str:
    sessions = await watcher.sessions.list()
    assert len(sessions) == 1
    return sessions[0].id


async def test_a_reply_streams_and_ends(octui: Terminal, model: ScriptedModel) -> None:
    await say(octui, "say first words\nhold more\nsay last words")
    # What is streamed is on the screen while the model still holds the rest back.
    await octui.wait_for(lambda rows: any(row.strip() == "first words" for row in rows))
    assert not any(row.strip() == "last words" for row in await octui.screen())
    model.release("more")
    await octui.wait_for(lambda rows: any(row.strip() == "last words" for row in rows))
    await octui.wait_for("▣ Build")


async def test_allowed_once_it_runs_once(octui: Terminal, watcher: Client) -> None:
    await say(octui, "run echo ran-$((40+2))")
    await octui.wait_for(shows("△ Run", "Allow once", "enter confirm"))
    await octui.send("Enter")
    await octui.wait_for("ran-42")
    await octui.wait_for(lambda rows: not any("Allow once" in row for row in rows))
    await say(octui, "run echo ran-$((50+3))")
    await octui.wait_for(shows("△ Run", "Allow once"))
    assert len(await watcher.permissions.list()) == 1


async def test_allowed_always_it_does_not_ask_again(octui: Terminal, watcher: Client) -> None:
    await say(octui, "run echo one-$((1+1))")
    await octui.wait_for(shows("Allow always: echo …", "enter confirm"))
    await octui.send("Right")
    await octui.wait_for("[ Allow always")
    await octui.send("Enter")
    await octui.wait_for(shows("echo *", "Confirm", "enter confirm"))
    await octui.send("Enter")
    await octui.wait_for("one-2")
    await octui.wait_for("▣ Build")
    await say(octui, "run echo two-$((2+2))")
    await octui.wait_for("two-4")
    assert await watcher.permissions.list() == ()


@quickest
async def test_a_rejection_with_a_reason_reaches_the_agent(octui: Terminal, model: ScriptedModel) -> None:
    await say(octui, "run rm -rf build")
    await octui.wait_for(shows("Reject with a note…", "enter confirm"))
    await octui.send("Right", "Right", "Right")
    await octui.wait_for("[ Reject with a note… ]")
    await octui.send("Enter")
    await octui.wait_for("enter reject and send")
    await octui.type("use make clean instead")
    await octui.wait_for("use make clean instead")
    await octui.send("Enter")
    await octui.wait_for("Done.")
    told = [text for asked in model.asked for text in [str(asked.body["messages"])] if "make clean" in text]
    assert told


@quickest
async def test_leaving_a_card_decides_nothing(octui: Terminal, watcher: Client) -> None:
    await say(octui, "run echo later")
    await octui.wait_for(shows("Allow once", "enter confirm"))
    await octui.send("Escape")
    await octui.wait_for("ctrl+y")
    assert len(await watcher.permissions.list()) == 1


async def test_a_question_is_answered(octui: Terminal) -> None:
    asked = (
        '{"questions": [{"question": "Which db?", "header": "DB", "options": '
        '[{"label": "SQLite", "description": "small"}, {"label": "Postgres", "description": "big"}]}]}'
    )
    await say(octui, f"tool question {asked}")
    await octui.wait_for(shows("Which db?", "SQLite", "Postgres", "enter select"))
    await octui.send("Down")
    await octui.wait_for("› ○ 2. Postgres")
    await octui.send("Enter")
    await octui.wait_for(lambda rows: any("→ Postgres" in row for row in rows))
    await octui.wait_for("Done.")


async def test_escape_twice_aborts(octui: Terminal, watcher: Client) -> None:
    await say(octui, "slow 2000 20")
    await octui.wait_for("word3")
    await octui.send("Escape")
    await octui.wait_for("esc again to interrupt")
    await octui.send("Escape")
    await octui.wait_for("interrupted")
    assert await watcher.sessions.list_statuses() == {}


async def test_undo_takes_back_the_prompt_and_the_file_and_redo_brings_both_again(
    octui: Terminal, project: Project
) -> None:
    target = project.path / "made.txt"
    await say(octui, f'tool write {{"filePath": "{target}", "content": "made here\\n"}}')
    await octui.wait_for(shows("Allow once", "enter confirm"))
    await octui.send("Enter")
    await octui.wait_for("Done.")
    await octui.wait_for("▣ Build")
    assert target.read_text() == "made here\n"
    await octui.send("C-x")
    await octui.send("u")
    await octui.wait_for("undone")
    assert not target.exists()
    await octui.wait_for(lambda rows: any("tool write" in row for row in rows[-10:]))
    await octui.send("C-x")
    await octui.send("r")
    await octui.wait_until_gone("undone")
    await octui.wait_for("Done.")
    assert target.read_text() == "made here\n"


@quickest
async def test_the_model_chosen_is_the_one_that_answers(octui: Terminal, model: ScriptedModel) -> None:
    await octui.wait_for("Scripted")
    await octui.send("C-x")
    await octui.send("m")
    await octui.wait_for(shows("Models", "Second Scripted"))
    await octui.type("second")
    await octui.wait_for(lambda rows: any("›" in row and "Second Scripted" in row for row in rows))
    await octui.send("Enter")
    await octui.wait_for("Build · Second Scripted")
    await say(octui, "say answered by the second")
    await octui.wait_for("▣ Build · Second Scripted")
    # The line is there as soon as the answer begins, before the model is asked.
    await wait_until_true(lambda: model.models_asked("answered by the second"))
    assert model.models_asked("answered by the second") == ["second"]


@pytest.mark.parametrize("own_server", QUICKEST, indirect=True)
async def test_a_reply_goes_on_after_the_server_was_killed(
    own_server: RealServer, project: Project, start_octui: StartOctui
) -> None:
    terminal = await start_octui("attach", own_server.url, "--dir", project.directory)
    await terminal.wait_for("● live")
    await say(terminal, "say before the end")
    await terminal.wait_for("▣ Build")
    await asyncio.to_thread(own_server.kill)
    await terminal.wait_for("○")
    await terminal.type("a draft that must survive")
    await asyncio.to_thread(own_server.start)
    await terminal.wait_for("● live")
    async with Client(own_server.url, directory=project.directory) as other:
        await other.prompts.send_and_wait(await only_session(other), "say while octui looked on")
    await terminal.wait_for("while octui looked on")
    await terminal.wait_for("a draft that must survive")


@quickest
async def test_what_was_asked_before_octui_began_is_shown(
    start_octui: StartOctui, server: RealServer, project: Project, watcher: Client
) -> None:
    session = await watcher.sessions.create(title="Waiting since before")
    await watcher.prompts.send(session.id, "run echo patience", agent="build")
    await ask_until(watcher.permissions.list)
    terminal = await start_octui("attach", server.url, "--dir", project.directory)
    await terminal.wait_for(shows("Needs you", "1 to answer"))
    await terminal.send("Enter")
    await terminal.wait_for(shows("△ Run", "echo patience", "enter confirm"))
    await terminal.send("Enter")
    await terminal.wait_for("Done.")


async def test_a_subagents_ask_is_shown_in_the_session_that_began_it(octui: Terminal) -> None:
    await say(octui, 'tool task {"description": "look", "prompt": "run echo deep", "subagent_type": "general"}')
    await octui.wait_for(shows("△ Run", "General (subagent)", "echo deep", "enter confirm"))
    await octui.send("Enter")
    await octui.wait_for("Done.")


@quickest
async def test_an_ask_answered_elsewhere_goes_away(octui: Terminal, watcher: Client) -> None:
    await say(octui, "run echo elsewhere")
    await octui.wait_for("Allow once")
    (request,) = await watcher.permissions.list()
    await watcher.permissions.reply(request.id, "once")
    await octui.wait_until_gone("Allow once")
    await octui.wait_for("Done.")
