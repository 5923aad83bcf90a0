from octui.client import Client
from octui.wire.events import (
    PermissionAsked,
)
from octui.wire.parts import (
    SubtaskPart,
)
from octui.wire.prompt import SubtaskInput
from tests.server.agent.turn_results import fetch_tool_calls, tool_line, wait_for_idle
from tests.server.folder_trust import trust_folder
from tests.support.real_opencode import Project
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import StreamRecorder


async def test_the_plan_agent_is_not_offered_what_changes_files(here: Client, model: ScriptedModel) -> None:
    session = await here.sessions.create(title="plan")
    await here.prompts.send_and_wait(session.id, "say hello", agent="plan")
    await here.prompts.send_and_wait(session.id, "say hello", agent="build")
    offered = [{tool["function"]["name"] for tool in asked.body["tools"]} for asked in model.asked]
    assert not offered[0] & {"edit", "write"}
    assert {"read", "bash", "grep", "todowrite"} <= offered[0]
    assert {"edit", "write"} <= offered[1]


async def test_tools_that_a_prompt_switches_off_stay_off(here: Client, model: ScriptedModel) -> None:
    session = await here.sessions.create(title="tools")
    await here.prompts.send_and_wait(session.id, "say one", tools={"bash": False, "write": False})
    await here.prompts.send_and_wait(session.id, "say two")
    for asked in model.asked:
        assert not {"bash", "write", "edit"} & {tool["function"]["name"] for tool in asked.body["tools"]}


async def test_instructions_and_the_prompts_own_words_are_in_the_system_prompt(
    here: Client, project: Project, model: ScriptedModel
) -> None:
    (project.path / "AGENTS.md").write_text("Always use tabs.\n")
    session = await here.sessions.create(title="system")
    await here.prompts.send_and_wait(session.id, "say hello", system="Be terse.")
    system = model.asked[0].body["messages"][0]
    assert system["role"] == "system"
    assert "Always use tabs." in system["content"]
    assert system["content"].endswith("Be terse.")
    assert project.directory in system["content"]


async def test_a_variant_is_an_option_of_the_request(here: Client, model: ScriptedModel) -> None:
    session = await here.sessions.create(title="variant")
    await here.prompts.send_and_wait(session.id, "say hello", model=("scripted", "scripted"), variant="high")
    assert model.asked[0].body["reasoning_effort"] == "high"


async def test_an_agent_of_ones_own_has_its_prompt_its_model_and_its_last_step(
    here: Client, project: Project, model: ScriptedModel
) -> None:
    folder = project.path / ".opencode" / "agent"
    folder.mkdir(parents=True)
    (folder / "poet.md").write_text(
        "---\ndescription: rhymes\nmode: primary\nmodel: scripted/second\nsteps: 1\npermission:\n  bash: deny\n---\n"
        "You are a poet.\n"
    )
    await trust_folder(here)
    assert "poet" in [agent.name for agent in await here.catalog.list_agents() if agent.is_selectable]
    session = await here.sessions.create(title="poem")
    answer = await here.prompts.send_and_wait(session.id, "say hello", agent="poet")
    assert answer.info.model_key.model_id == "second"
    (asked,) = model.asked
    assert asked.body["messages"][0]["content"].startswith("You are a poet.")
    assert "tools" not in asked.body


async def test_a_subagent_works_in_a_session_below_and_brings_back_its_words(
    here: Client, heard: StreamRecorder
) -> None:
    session = await here.sessions.create()
    work = tool_line("task", description="look below", prompt="run echo deep", subagent_type="general")
    await here.prompts.send(session.id, work)
    asked = (await heard.wait_for_event(PermissionAsked)).request
    (child,) = await here.sessions.list_children(session.id)
    assert asked.session_id == child.id
    assert child.title == "look below (@general subagent)"
    await here.permissions.reply(asked.id, "once")
    await wait_for_idle(heard, session)
    (call,) = await fetch_tool_calls(here, session)
    assert call.state.metadata["sessionId"] == child.id
    assert "deep" in call.state.output
    assert call.state.output.startswith(f'<task id="{child.id}" state="completed">')


async def test_what_an_agent_must_not_do_its_subagents_must_not_either(
    here: Client, heard: StreamRecorder, project: Project
) -> None:
    session = await here.sessions.create()
    inner = tool_line("write", filePath="new.txt", content="x")
    work = tool_line("task", description="write", prompt=inner, subagent_type="general")
    await here.prompts.send_and_wait(session.id, work, agent="plan")
    assert not (project.path / "new.txt").exists()
    assert not [event for event in heard.events if isinstance(event, PermissionAsked)]


async def test_a_subtask_is_done_before_the_agent_goes_on(here: Client) -> None:
    session = await here.sessions.create()
    subtask = SubtaskInput(prompt="say from below", description="Look below", agent="general")
    await here.prompts.send_and_wait(session.id, [subtask])
    messages = (await here.messages.list(session.id)).messages
    assert [message.info.role for message in messages] == ["user", "assistant", "user", "assistant"]
    assert isinstance(messages[0].parts[0], SubtaskPart)
    (call,) = await fetch_tool_calls(here, session)
    assert (call.tool, messages[1].info.mode) == ("task", "general")
    assert "from below" in call.state.output
