import asyncio
from typing import Any

import pytest

from octui.client import Client, ServerFailed
from octui.wire.events import (
    MessageUpdated,
    PartDelta,
    PartUpdated,
    SessionError,
    SessionIdle,
    SessionStatus,
    SessionUpdated,
)
from octui.wire.parts import (
    ReasoningPart,
    StepFinishPart,
    StepStartPart,
    TextPart,
    ToolPart,
)
from tests.server.agent.turn_results import allow_until_idle, answer_text, fetch_tool_calls, tool_line, wait_for_idle
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder
from tests.support.waiting import ask_until


async def test_the_events_of_a_turn_are_in_order_and_its_deltas_add_up(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    reply = await here.prompts.send_and_wait(session.id, "think hard about it\nsay one\nsay two")
    await wait_for_idle(heard, session)
    kinds = [
        type(event.part).__name__ if isinstance(event, PartUpdated) else type(event).__name__
        for event in heard.events
        if isinstance(event, PartUpdated | MessageUpdated | SessionStatus | SessionIdle)
    ]
    assert kinds[:4] == ["MessageUpdated", "TextPart", "SessionStatus", "MessageUpdated"]
    assert kinds[-3:] == ["MessageUpdated", "SessionStatus", "SessionIdle"]
    parts = [kind for kind in kinds if kind.endswith("Part")]
    assert parts == [
        "TextPart",
        "StepStartPart",
        "ReasoningPart",
        "ReasoningPart",
        "TextPart",
        "TextPart",
        "StepFinishPart",
    ]
    said = next(part for part in reply.parts if isinstance(part, TextPart))
    deltas = [event.delta for event in heard.events if isinstance(event, PartDelta) and event.part_id == said.id]
    assert "".join(deltas) == said.text == "one\ntwo\n"
    assert [part.text for part in reply.parts if isinstance(part, ReasoningPart)] == ["hard about it "]
    assert reply.info.finish == "stop"
    assert reply.info.tokens.output > 0
    assert reply.info.time.completed is not None


async def test_a_session_without_a_name_is_named_by_the_model(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    await here.prompts.send_and_wait(session.id, "say hello")
    named = await heard.wait_for_event(SessionUpdated, lambda event: not event.info.title.startswith("New session"))
    assert named.info.title == "Scripted title"


async def test_a_session_with_a_name_keeps_it(here: Client, model: ScriptedModel) -> None:
    session = await here.sessions.create(title="Mine")
    await here.prompts.send_and_wait(session.id, "say hello")
    assert (await here.sessions.get(session.id)).title == "Mine"
    assert all(asked.has_tools for asked in model.asked)


async def test_a_call_shows_what_it_prints_and_how_it_ended(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    await here.prompts.send(session.id, "run echo first; exit 3")
    await allow_until_idle(here, heard, session)
    (call,) = await fetch_tool_calls(here, session)
    assert call.state.output == "first\n"
    assert (call.state.metadata["exit"], call.state.title) == (3, "echo first; exit 3")
    states = [
        event.part.state.status
        for event in heard.events
        if isinstance(event, PartUpdated) and isinstance(event.part, ToolPart)
    ]
    assert states[:2] == ["pending", "running"]
    assert states[-1] == "completed"


async def test_a_queue_is_answered_by_one_message(here: Client, heard: StreamRecorder, model: ScriptedModel) -> None:
    session = await here.sessions.create()
    first = asyncio.create_task(here.prompts.send_and_wait(session.id, "say begun\nhold more\nsay first"))
    await heard.wait_for_event(PartDelta)
    await here.prompts.send(session.id, "say second")
    third = asyncio.create_task(here.prompts.send_and_wait(session.id, "say third"))
    await ask_until(lambda: here.messages.list(session.id), lambda page: len(page.messages) >= 4)
    model.release("more")
    answers = await asyncio.gather(first, third)
    assert [answer_text(answer) for answer in answers] == ["third\n", "third\n"]
    said = [answer_text(message) for message in (await here.messages.list(session.id)).messages]
    assert said == ["say begun\nhold more\nsay first", "begun\nfirst\n", "say second", "say third", "third\n"]


@pytest.mark.parametrize(
    "message_id",
    [
        "msg_f47ac10b-58cc-4372-a567-0e02b2c3d479",
        "msg_zzzzzzzzzzzzzzzzzzzzzzzzzz",
        "msg_ffffffffffff00000000000000",
        "msg_~~~~~~~~~~~~",
        "msg_000000000000aaaaaaaaaaaaaa",
        "msg",
    ],
)
async def test_a_prompt_is_answered_once_with_any_id(here: Client, model: ScriptedModel, message_id: str) -> None:
    session = await here.sessions.create(title="Ids")
    await here.prompts.send_and_wait(session.id, "say before")
    answer = await here.prompts.send_and_wait(session.id, "say between", message_id=message_id)
    await here.prompts.send_and_wait(session.id, "say after")
    assert (answer_text(answer), answer.info.parent_id) == ("between\n", message_id)
    said = [answer_text(message) for message in (await here.messages.list(session.id)).messages]
    assert said == ["say before", "before\n", "say between", "between\n", "say after", "after\n"]
    assert len([asked for asked in model.asked if asked.has_tools]) == 3


@pytest.mark.parametrize(("script", "steps"), [("run echo hi\nfinish length", 2), ("say half a sen\nfinish length", 1)])
async def test_an_answer_that_is_cut_goes_on_only_with_the_results_of_its_calls(
    here: Client, heard: StreamRecorder, model: ScriptedModel, script: str, steps: int
) -> None:
    session = await here.sessions.create(title="Cut")
    await here.prompts.send(session.id, script)
    await allow_until_idle(here, heard, session)
    assert len(model.asked) == steps


async def test_a_refusal_of_the_provider_is_shown_in_its_words(here: Client) -> None:
    session = await here.sessions.create()
    answer = await here.prompts.send_and_wait(session.id, "fail 401 no such key")
    assert answer.info.error is not None
    assert answer.info.error.name == "APIError"
    assert answer.info.error.message == "no such key"
    assert answer.info.error.data["statusCode"] == 401


async def test_a_provider_that_is_busy_is_asked_again(
    here: Client, heard: StreamRecorder, model: ScriptedModel
) -> None:
    session = await here.sessions.create(title="busy")
    await here.prompts.send(session.id, "fail 429 slow down")
    retried = await heard.wait_for_event(SessionStatus, lambda event: event.status.type == "retry")
    assert (retried.status.attempt, retried.status.message) == (1, "slow down")
    assert retried.status.next > 0
    assert (await here.sessions.list_statuses())[session.id].type == "retry"
    await here.sessions.abort(session.id)
    await wait_for_idle(heard, session)
    assert len(model.asked) == 1


async def test_what_a_broken_answer_had_said_is_taken_back_before_it_is_asked_for_again(
    here: Client, heard: StreamRecorder
) -> None:
    session = await here.sessions.create(title="broken")
    await here.prompts.send(session.id, "say half\ndrop")
    await heard.wait_for_event(SessionStatus, lambda event: event.status.type == "retry")
    assert answer_text((await here.messages.list(session.id)).messages[-1]) == ""
    await here.sessions.abort(session.id)


async def test_an_unknown_agent_is_named_in_the_error(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create()
    with pytest.raises(ServerFailed, match="poet"):
        await here.prompts.send_and_wait(session.id, "say x", agent="poet")
    assert "build" in (await heard.wait_for_event(SessionError)).error.message
    assert (await here.messages.list(session.id)).messages == ()


async def test_each_step_is_begun_and_ended_and_counted(
    here: Client, heard: StreamRecorder, model: ScriptedModel
) -> None:
    session = await here.sessions.create(title="steps")
    await here.prompts.send_and_wait(session.id, tool_line("glob", pattern="*.md"))
    answers = [held for held in (await here.messages.list(session.id)).messages if held.info.role == "assistant"]
    assert [answer.info.finish for answer in answers] == ["tool-calls", "stop"]
    for answer in answers:
        assert isinstance(answer.parts[0], StepStartPart)
        assert isinstance(answer.parts[-1], StepFinishPart)
    spent = (await here.sessions.get(session.id)).tokens
    assert spent is not None
    assert spent.output == sum(answer.info.tokens.output for answer in answers)


async def test_an_answer_that_has_to_satisfy_a_schema_comes_as_a_value(here: Client, model: ScriptedModel) -> None:
    session = await here.sessions.create(title="structured")
    wanted = {"type": "json_schema", "schema": {"type": "object", "properties": {"a": {"type": "integer"}}}}
    body = {"parts": [{"type": "text", "text": 'say {"a": 1}'}], "format": wanted}
    answer = await here.transport.send_json("POST", f"/session/{session.id}/message", dict[str, Any], body)
    assert answer["info"]["structured"] == {"a": 1}
    assert model.asked[0].body["response_format"]["json_schema"]["schema"] == wanted["schema"]
