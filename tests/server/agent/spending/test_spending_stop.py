import pytest

from octui.client import Client
from octui.wire.events import QuestionAsked, SessionError
from octui.wire.requests import Question
from octui.wire.sessions import Rule, Session
from tests.server.agent.turn_results import answer_text, tool_line, wait_for_idle, write_config
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder

pytestmark = pytest.mark.slow

READ = tool_line("read", filePath="README.md")


async def fetch_error(client: Client, session: Session) -> str | None:
    last = (await client.messages.list(session.id)).messages[-1]
    return last.info.error.message if last.info.error is not None else None


async def wait_for_question(heard: StreamRecorder, *, after: int = 0) -> Question:
    return (await heard.wait_for_event(QuestionAsked, after=after)).request


async def test_at_a_limit_the_user_decides_whether_it_goes_on(
    here: Client, heard: StreamRecorder, project: Project, model: ScriptedModel
) -> None:
    write_config(project.path, spending={"turn": {"calls": 1}})
    await trust_folder(here)
    session = await here.sessions.create(title="Shop")
    await here.prompts.send(session.id, READ)
    (item,) = (asked := await wait_for_question(heard)).questions
    assert item.question == "This turn has used 1 model call. Continue?"
    assert [choice.label for choice in item.options] == ["Continue", "Stop here"]
    await here.questions.reply(asked.id, [["Continue"]])
    await wait_for_idle(heard, session)
    assert await fetch_error(here, session) is None

    place = len(heard.items)
    await here.prompts.send(session.id, READ)
    asked = await wait_for_question(heard, after=place)
    await here.questions.reply(asked.id, [["Stop here"]])
    await wait_for_idle(heard, session, after=place)
    stopped = "This turn has used 1 model call. The turn was stopped there. Send another prompt to go on."
    assert await fetch_error(here, session) == stopped
    failed = await heard.wait_for_event(SessionError, after=place)
    assert failed.error is not None
    assert failed.error.message == stopped

    answered = await here.prompts.send_and_wait(session.id, "say hello")
    assert answer_text(answered).strip() == "hello"


async def test_the_model_call_for_a_title_counts(here: Client, heard: StreamRecorder, project: Project) -> None:
    write_config(project.path, spending={"turn": {"calls": 2}})
    await trust_folder(here)
    session = await here.sessions.create()
    await here.prompts.send(session.id, READ)
    (item,) = (await wait_for_question(heard)).questions
    assert item.question == "This turn has used 2 model calls. Continue?"


async def test_money_is_counted_by_prices_and_over_the_whole_session(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    write_config(project.path, spending={"session": {"cost": 0.5}})
    priced = project.path / "opencode.json"
    priced.write_text(
        priced.read_text().replace('"name": "Scripted", "tool_call"', '"cost": {"input": 100000}, "tool_call"')
    )
    await trust_folder(here)
    session = await here.sessions.create(title="Shop")
    spent = 0.0
    while spent < 0.5:
        await here.prompts.send_and_wait(session.id, "say hello")
        spent = (await here.sessions.get(session.id)).cost or 0.0
    place = len(heard.items)
    await here.prompts.send(session.id, "say hello")
    asked = await wait_for_question(heard, after=place)
    assert asked.questions[0].question == f"This session has used ${spent:,.2f}. Continue?"
    await here.questions.reject(asked.id)
    await wait_for_idle(heard, session, after=place)
    assert "The turn was stopped there." in (await fetch_error(here, session) or "")


async def test_where_no_question_may_be_asked_the_turn_ends_with_an_error(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    write_config(project.path, spending={"turn": {"calls": 1}})
    await trust_folder(here)
    session = await here.sessions.create(
        title="Shop", permission=(Rule(permission="question", pattern="*", action="deny"),)
    )
    await here.prompts.send(session.id, READ)
    await wait_for_idle(heard, session)
    assert "No question may be asked here, so the turn ended." in (await fetch_error(here, session) or "")
    assert await here.questions.list() == ()


async def test_subagents_use_the_budget_of_the_prompt(here: Client, heard: StreamRecorder, project: Project) -> None:
    write_config(project.path, spending={"turn": {"calls": 1}})
    await trust_folder(here)
    session = await here.sessions.create(title="Shop")
    task = tool_line("task", description="Look", prompt="say hello", subagent_type="general")
    await here.prompts.send(session.id, task)
    asked = await wait_for_question(heard)
    (child,) = await here.sessions.list_children(session.id)
    assert asked.session_id == child.id
    await here.questions.reply(asked.id, [["Stop here"]])
    await wait_for_idle(heard, session)
    assert "This turn has used 1 model call." in (await fetch_error(here, child) or "")
    assert "This turn has used 1 model call." in (await fetch_error(here, session) or "")
