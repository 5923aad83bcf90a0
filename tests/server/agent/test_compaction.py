import json

from octui.client import Client
from octui.wire.events import (
    SessionCompacted,
    SessionError,
)
from octui.wire.parts import (
    CompactionPart,
)
from tests.server.agent.turn_results import write_config
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder, record_stream


async def test_a_conversation_is_summed_up_when_somebody_asks(
    here: Client, heard: StreamRecorder, model: ScriptedModel
) -> None:
    session = await here.sessions.create(title="long")
    await here.prompts.send_and_wait(session.id, "say one")
    assert await here.sessions.summarize(session.id, "scripted", "scripted")
    await heard.wait_for_event(SessionCompacted)
    messages = (await here.messages.list(session.id)).messages
    assert any(isinstance(part, CompactionPart) for part in messages[2].parts)
    assert (messages[3].info.mode, messages[3].info.is_summary) == ("compaction", True)
    await here.prompts.send_and_wait(session.id, "say two")
    sent_messages = json.dumps(model.asked[-1].body["messages"])
    assert "Scripted title" in sent_messages
    assert "say one" not in sent_messages


async def test_a_conversation_that_nearly_fills_the_context_is_summed_up_by_itself(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    provider = json.loads((project.path / "opencode.json").read_text())["provider"]
    provider["scripted"]["models"]["scripted"]["limit"] = {"context": 200, "output": 50}
    write_config(project.path, provider=provider)
    await trust_folder(here)
    async with record_stream(here) as ear:
        session = await here.sessions.create(title="small")
        await here.prompts.send_and_wait(session.id, "flood 400")
        await here.prompts.send_and_wait(session.id, "say on")
        await ear.wait_for_event(SessionCompacted)
    messages = (await here.messages.list(session.id)).messages
    assert any(isinstance(part, CompactionPart) and part.auto for held in messages for part in held.parts)
    assert messages[-1].info.role == "assistant"


async def test_what_is_too_long_for_the_model_is_summed_up_and_tried_again(here: Client, heard: StreamRecorder) -> None:
    session = await here.sessions.create(title="too long")
    answer = await here.prompts.send_and_wait(session.id, "fail 400 This model's maximum context length is 5 tokens")
    assert (await heard.wait_for_event(SessionError)).error.name == "ContextOverflowError"
    await heard.wait_for_event(SessionCompacted)
    assert answer.info.error is None
    assert answer.info.finish == "stop"
