import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from octui.client import Client
from octui.server.agent.session_runner import SessionRunner
from octui.server.agent.user_input.prompt_intake import PromptBody, TextPartInput, find_recipient
from octui.server.instance import Instance
from octui.wire.events import (
    MessageUpdated,
    PartDelta,
    PartUpdated,
    PermissionAsked,
    QuestionAsked,
    SessionError,
    SessionStatus,
)
from octui.wire.parts import (
    TextPart,
    ToolPart,
)
from octui.wire.sessions import Session
from tests.server.agent.turn_results import answer_text, fetch_tool_calls, tool_line
from tests.server.conftest import Running
from tests.server.folder_trust import trust_folder_now
from tests.support.processes import is_alive
from tests.support.real_opencode import Project
from tests.support.stream_recorder import StreamRecorder, record_stream
from tests.support.waiting import wait_until_true

QUESTION = tool_line("question", questions=[{"question": "Which?", "header": "Which", "options": [{"label": "This"}]}])


@dataclass
class Inside:
    """A server in the test's own loop, so that something can happen before an answer begins."""

    client: Client
    instance: Instance

    @property
    def runs(self) -> SessionRunner:
        return self.instance.get_service(SessionRunner)

    async def save_prompt(self, session: Session, text: str) -> str:
        prompt = PromptBody(parts=(TextPartInput(text=text),))
        return await self.runs.enqueue_prompt(session, prompt, find_recipient(self.instance, session, prompt))

    async def list_answers(self, session: Session) -> list[tuple[str | None, str | None]]:
        """The prompt of each answer, and the error it ended with."""
        messages = (await self.client.messages.list(session.id)).messages
        answers = [message.info for message in messages if message.info.role == "assistant"]
        return [(info.parent_id, info.error.name if info.error is not None else None) for info in answers]


@pytest.fixture
async def inside(app_server: Running, project: Project) -> AsyncIterator[Inside]:
    await asyncio.to_thread(trust_folder_now, app_server.url, project.directory, None)
    async with Client(app_server.url, directory=project.directory) as client:
        yield Inside(client, await app_server.server.instances.open_instance(project.directory))


async def test_giving_up_in_the_middle_keeps_what_was_said(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    waiting = asyncio.create_task(here.prompts.send_and_wait(session.id, "slow 2000 10"))
    await heard.wait_for_event(PartDelta)
    await here.sessions.abort(session.id)
    answer = await waiting
    assert answer.info.error is not None
    assert answer.info.error.is_aborted
    assert answer.info.time.completed is not None
    (text,) = [part for part in answer.parts if isinstance(part, TextPart)]
    assert text.text.startswith("word0 ")
    assert text.time is not None
    assert text.time.end is not None
    assert (await heard.wait_for_event(SessionError)).error.is_aborted
    assert await here.sessions.list_statuses() == {}


async def test_giving_up_ends_a_command_and_all_it_started(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    session = await here.sessions.create()
    marker = project.path / "ticks"
    ticking = f"(sh -c 'echo $PPID' > {marker}; while true; do sleep 0.02; done) &"
    command = f"{ticking} until [ -s {marker} ]; do sleep 0.01; done; echo started; wait"
    await here.prompts.send(session.id, f"run {command}")
    asked = (await heard.wait_for_event(PermissionAsked)).request
    await here.permissions.reply(asked.id, "once")
    await heard.wait_for_event(
        PartUpdated,
        lambda event: isinstance(event.part, ToolPart) and event.part.state.metadata.get("output") == "started\n",
    )
    await here.sessions.abort(session.id)
    (call,) = await fetch_tool_calls(here, session)
    assert (call.state.status, call.state.error) == ("error", "Tool execution aborted")
    assert call.state.metadata["output"] == "started\n"
    assert call.state.metadata["interrupted"] is True
    assert not is_alive(int(marker.read_text()))


async def test_giving_up_leaves_nothing_to_be_answered(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, f"run rm x\n{QUESTION}")
    await heard.wait_for_event(PermissionAsked)
    await heard.wait_for_event(QuestionAsked)
    await here.sessions.abort(session.id)
    assert await here.permissions.list() == ()
    assert await here.questions.list() == ()
    assert {call.state.error for call in await fetch_tool_calls(here, session)} == {"Tool execution aborted"}


async def test_a_prompt_after_one_that_was_given_up_is_answered(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, "hold never")
    await heard.wait_for_event(SessionStatus)
    await here.sessions.abort(session.id)
    assert answer_text(await here.prompts.send_and_wait(session.id, "say again")) == "again\n"


async def test_giving_up_a_session_gives_up_those_below_it(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    await here.prompts.send(
        session.id, tool_line("task", description="wait", prompt="run sleep 60", subagent_type="general")
    )
    await heard.wait_for_event(PermissionAsked)
    await here.sessions.abort(session.id)
    assert await here.sessions.list_statuses() == {}
    assert await here.permissions.list() == ()
    (child,) = await here.sessions.list_children(session.id)
    assert [call.state.error for call in await fetch_tool_calls(here, child)] == ["Tool execution aborted"]


async def test_changes_made_before_an_abort_are_reported(here: Client, heard: StreamRecorder, project: Project) -> None:
    session = await here.sessions.create()
    lines = tool_line("write", filePath="made.txt", content="x\n") + "\nrun sleep 60"
    await here.prompts.send(session.id, lines)
    for asked in await heard.wait_for_events(PermissionAsked, 2):
        await here.permissions.reply(asked.request.id, "once")
    await wait_until_true((project.path / "made.txt").exists)
    await here.sessions.abort(session.id)
    assert [call.state.status for call in await fetch_tool_calls(here, session)] == ["completed", "error"]


async def test_a_prompt_right_after_giving_up_is_answered(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    for number in range(5):
        await here.prompts.send(session.id, "hold never")
        giving_up = asyncio.create_task(here.sessions.abort(session.id))
        answer = await here.prompts.send_and_wait(session.id, f"say answer {number}")
        await giving_up
        if answer.info.error is None:
            assert answer_text(answer) == f"answer {number}\n"
        else:
            assert answer.info.error.is_aborted
    assert await here.sessions.list_statuses() == {}


async def test_a_prompt_given_up_before_its_answer_began_is_answered_with_that(inside: Inside) -> None:
    session = await inside.client.sessions.create()
    given_up = await inside.save_prompt(session, "hold never")
    inside.runs.start_run(session.id)
    await inside.runs.abort_session(session.id)
    assert await inside.list_answers(session) == [(given_up, "MessageAbortedError")]
    assert answer_text(await inside.client.prompts.send_and_wait(session.id, "say again")) == "again\n"


async def test_a_prompt_given_up_while_it_waited_is_answered_with_that(inside: Inside) -> None:
    session = await inside.client.sessions.create()
    first = await inside.save_prompt(session, "hold never")
    async with record_stream(inside.client) as heard:
        inside.runs.start_run(session.id)
        await heard.wait_for_event(MessageUpdated, lambda event: event.info.role == "assistant")
    second = await inside.save_prompt(session, "say second")
    await inside.runs.abort_session(session.id)
    assert await inside.list_answers(session) == [(first, "MessageAbortedError"), (second, "MessageAbortedError")]


async def test_a_prompt_sent_during_a_command_of_the_user_gets_its_own_answer(inside: Inside, project: Project) -> None:
    session = await inside.client.sessions.create()
    async with record_stream(inside.client) as heard:
        running = inside.client.prompts.run_shell(session.id, "until [ -e go ]; do sleep 0.01; done", agent="build")
        command = asyncio.create_task(running)
        await heard.wait_for_event(PartUpdated, lambda event: isinstance(event.part, ToolPart))
        waiting = asyncio.create_task(inside.client.prompts.send_and_wait(session.id, "say mine"))
        await heard.wait_for_event(PartUpdated, lambda event: getattr(event.part, "text", "") == "say mine")
    (project.path / "go").touch()
    assert answer_text(await waiting) == "mine\n"
    await command


async def test_a_prompt_sent_while_a_command_is_given_up_gets_its_own_answer(inside: Inside) -> None:
    session = await inside.client.sessions.create()
    async with record_stream(inside.client) as heard:
        command = asyncio.create_task(inside.client.prompts.run_shell(session.id, "sleep 60", agent="build"))
        await heard.wait_for_event(PartUpdated, lambda event: isinstance(event.part, ToolPart))
    giving_up = asyncio.create_task(inside.runs.abort_session(session.id))
    await asyncio.sleep(0)
    prompt = PromptBody(parts=(TextPartInput(text="say mine"),))
    assert answer_text(await inside.runs.prompt_session(session, prompt)) == "mine\n"
    await giving_up
    await command
