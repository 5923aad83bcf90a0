import asyncio
import json

import msgspec
import pytest

from octui.client import Busy, Client, NotFound, Rejected, ServerFailed, Unsupported
from octui.wire.events import CommandExecuted, SessionIdle, SessionStatus
from octui.wire.messages import Message, MessageModel
from octui.wire.parts import AgentPart, FilePart, TextPart, ToolPart
from octui.wire.prompt import AgentInput, FileInput, FromFile, Mention, PromptPart, SubtaskInput, TextInput
from octui.wire.shell_quoting import unquote_command
from tests.support.real_opencode import OLDEST, Project, RealServer
from tests.support.scripted_model import ScriptedModel
from tests.support.stream_recorder import record_stream

pytestmark = pytest.mark.real

COMMANDS_AND_OUTPUT = (
    ("echo plain", "plain"),
    ("x=5; echo $x", "5"),
    ("for i in 1 2; do echo $i; done", "1\n2"),
    ("echo '$HOME' `echo here`", "$HOME here"),
    ("echo one\necho two", "one\ntwo"),
    ("echo 'a\tb' \"quoted\" \\$x", "a\tb quoted $x"),
    ("echo 1 2 | awk '{print $2}'", "2"),
)
SECOND = MessageModel(provider_id="scripted", model_id="second")


async def test_a_prompt_is_answered_by_the_agent_and_model_it_names(client: Client, model: ScriptedModel) -> None:
    session = await client.sessions.create()
    reply = await client.prompts.send_and_wait(session.id, "say hello", agent="plan", model=SECOND)
    assert texts(reply) == ["hello"]
    assert reply.info.agent == "plan"
    assert reply.info.model_key.model_id == "second"
    assert model.models_asked("say hello") == ["second"]


async def test_a_prompt_names_its_variant(client: Client) -> None:
    session = await client.sessions.create()
    first = await client.prompts.send_and_wait(session.id, "say one", model=("scripted", "scripted"), variant="high")
    chosen = MessageModel(provider_id="scripted", model_id="scripted", variant="low")
    second = await client.prompts.send_and_wait(session.id, "say two", model=chosen)
    prompts = {message.info.id: message.info for message in (await client.messages.list(session.id)).messages}
    assert [prompts[reply.info.parent_id or ""].model_key.variant for reply in (first, second)] == ["high", "low"]


async def test_a_prompt_without_reply_comes_back_itself(client: Client, model: ScriptedModel) -> None:
    session = await client.sessions.create()
    prompt = await client.prompts.send_and_wait(
        session.id, "say nothing", no_reply=True, system="Be terse.", tools={"bash": False}
    )
    assert prompt.info.role == "user"
    assert prompt.info.system == "Be terse."
    assert model.models_asked("say nothing") == []


async def test_a_prompt_carries_files_agents_and_subtasks(client: Client, project: Project) -> None:
    session = await client.sessions.create()
    mention = Mention(value="@README.md", start=0, end=10)
    parts: list[PromptPart] = [
        TextInput(text="@README.md and @general"),
        FileInput(
            mime="text/plain",
            url=f"file://{project.path}/README.md",
            filename="README.md",
            source=FromFile(path="README.md", text=mention),
        ),
        AgentInput(name="general", source=Mention(value="@general", start=15, end=23)),
    ]
    prompt = await client.prompts.send_and_wait(session.id, parts, no_reply=True)
    (file,) = [part for part in prompt.parts if isinstance(part, FilePart)]
    assert file.source is not None
    assert file.source.path == "README.md"
    assert "A small shop." in str(prompt.parts)
    assert any(isinstance(part, AgentPart) and part.name == "general" for part in prompt.parts)
    subtask = SubtaskInput(prompt="say from below", description="Look below", agent="general")
    await client.prompts.send_and_wait(session.id, [subtask])
    (child,) = await client.sessions.list_children(session.id)
    assert child.parent_id == session.id


async def test_a_prompt_sent_without_waiting_is_answered_by_events(client: Client) -> None:
    session = await client.sessions.create()
    async with record_stream(client) as heard:
        await client.prompts.send(session.id, [{"type": "text", "text": "say later"}], agent="build", model=SECOND)
        await heard.wait_for_event(SessionIdle, lambda idle: idle.session_id == session.id)
    assert texts((await client.messages.list(session.id)).messages[-1]) == ["later"]


async def test_an_unknown_model_is_an_error_and_not_an_empty_success(client: Client) -> None:
    session = await client.sessions.create()
    with pytest.raises(ServerFailed):
        await client.prompts.send_and_wait(session.id, "say x", model=("no", "such"))


async def test_a_prompt_to_an_unknown_session_is_an_error(client: Client, server: RealServer) -> None:
    await client.server.get_paths()
    with pytest.raises(ServerFailed if server.version == OLDEST else NotFound):
        await client.prompts.send_and_wait("ses_nope", "say x")


async def test_a_misshapen_prompt_is_rejected_with_the_servers_words(client: Client) -> None:
    session = await client.sessions.create()
    with pytest.raises(Rejected, match="parts") as rejected:
        await client.prompts.send_and_wait(session.id, [{"type": "bogus", "secret": "hunter2"}])
    assert rejected.value.status == 400
    assert "hunter2" not in str(rejected.value)


async def test_pages_lead_from_the_end_to_the_beginning_and_miss_nothing(client: Client) -> None:
    session = await client.sessions.create()
    for number in range(7):
        await client.prompts.send_and_wait(session.id, f"prompt {number}", no_reply=True)
    pages = []
    page = await client.messages.list(session.id, limit=3)
    pages.append(page)
    while page.next_cursor is not None:
        page = await client.messages.list(session.id, limit=3, before=page.next_cursor)
        pages.append(page)
    assert [[texts(message)[0] for message in page.messages] for page in pages] == [
        ["prompt 4", "prompt 5", "prompt 6"],
        ["prompt 1", "prompt 2", "prompt 3"],
        ["prompt 0"],
    ]


async def test_a_last_page_that_is_full_leads_nowhere(client: Client) -> None:
    session = await client.sessions.create()
    for number in range(4):
        await client.prompts.send_and_wait(session.id, f"prompt {number}", no_reply=True)
    page = await client.messages.list(session.id, limit=2)
    assert page.next_cursor is not None
    last = await client.messages.list(session.id, limit=2, before=page.next_cursor)
    assert [texts(message)[0] for message in last.messages] == ["prompt 0", "prompt 1"]
    if last.next_cursor is not None:
        beyond = await client.messages.list(session.id, limit=2, before=last.next_cursor)
        assert beyond.messages == ()
        assert beyond.next_cursor is None


async def test_messages_that_arrive_between_two_pages_do_not_repeat_any(client: Client) -> None:
    session = await client.sessions.create()
    for number in range(4):
        await client.prompts.send_and_wait(session.id, f"prompt {number}", no_reply=True)
    newest = await client.messages.list(session.id, limit=2)
    for number in range(4, 8):
        await client.prompts.send_and_wait(session.id, f"prompt {number}", no_reply=True)
    older = await client.messages.list(session.id, limit=2, before=newest.next_cursor)
    assert [texts(message)[0] for message in older.messages] == ["prompt 0", "prompt 1"]


async def test_a_rest_without_a_limit_is_everything_before_the_cursor(client: Client) -> None:
    session = await client.sessions.create()
    for number in range(5):
        await client.prompts.send_and_wait(session.id, f"prompt {number}", no_reply=True)
    newest = await client.messages.list(session.id, limit=2)
    rest = await client.messages.list(session.id, before=newest.next_cursor)
    assert [texts(message)[0] for message in rest.messages][:3] == ["prompt 0", "prompt 1", "prompt 2"]
    assert rest.next_cursor is None


async def test_one_message_is_read_edited_and_loses_a_part(client: Client) -> None:
    session = await client.sessions.create()
    prompt = await client.prompts.send_and_wait(session.id, "first words", no_reply=True)
    (part,) = prompt.parts
    assert isinstance(part, TextPart)
    changed = await client.messages.update_part(msgspec.structs.replace(part, text="other words"))
    assert isinstance(changed, TextPart)
    assert texts(await client.messages.get(session.id, prompt.info.id)) == ["other words"]
    assert await client.messages.delete_part(session.id, prompt.info.id, part.id)
    assert (await client.messages.get(session.id, prompt.info.id)).parts == ()


async def test_a_message_is_deleted_where_the_server_can(client: Client) -> None:
    session = await client.sessions.create()
    prompt = await client.prompts.send_and_wait(session.id, "to be deleted", no_reply=True)
    if (await client.server.get_capabilities()).delete_message:
        assert await client.messages.delete(session.id, prompt.info.id)
        assert (await client.messages.list(session.id)).messages == ()
    else:
        with pytest.raises(Unsupported, match=r"has no DELETE /session/"):
            await client.messages.delete(session.id, prompt.info.id)


async def test_a_command_runs_with_its_arguments(client: Client, project: Project) -> None:
    folder = project.path / ".opencode" / "command"
    folder.mkdir(parents=True)
    (folder / "greet.md").write_text("---\ndescription: greets\n---\nsay hello $ARGUMENTS\n")
    session = await client.sessions.create()
    async with record_stream(client) as heard:
        reply = await client.prompts.run_command(session.id, "greet", "Bob", model=SECOND, agent="build")
        executed = await heard.wait_for_event(CommandExecuted)
    assert texts(reply) == ["hello Bob"]
    assert reply.info.model_key.model_id == "second"
    assert (executed.name, executed.arguments) == ("greet", "Bob")


async def test_an_unknown_command_is_an_error(client: Client) -> None:
    session = await client.sessions.create()
    with pytest.raises(ServerFailed):
        await client.prompts.run_command(session.id, "nope")


async def test_a_shell_command_runs_as_it_was_typed(client: Client) -> None:
    session = await client.sessions.create()
    for command, printed in COMMANDS_AND_OUTPUT:
        reply = await client.prompts.run_shell(session.id, command, agent="build")
        (call,) = [part for part in reply.parts if isinstance(part, ToolPart)]
        assert call.state.output.strip() == printed
        assert unquote_command(call.state.input["command"]) == command


async def test_a_shell_command_waits_for_nobody_while_the_session_runs(client: Client) -> None:
    session = await client.sessions.create()
    async with record_stream(client) as heard:
        await client.prompts.send(session.id, "hold never")
        await heard.wait_for_event(SessionStatus, lambda changed: changed.status.type == "busy")
        with pytest.raises(Busy, match="busy") as busy:
            await client.prompts.run_shell(session.id, "echo x", agent="build")
        assert "\n" not in str(busy.value)
        await client.sessions.abort(session.id)


async def test_many_calls_at_once_share_one_look_at_the_servers_health(client: Client) -> None:
    sessions = await asyncio.gather(*(client.sessions.create() for _ in range(8)))
    assert len({session.id for session in sessions}) == 8


def texts(message: Message) -> list[str]:
    visible = [part for part in message.parts if isinstance(part, TextPart) and not part.synthetic]
    return [part.text.strip() for part in visible]


async def test_messages_are_given_as_the_server_wrote_them(client: Client) -> None:
    session = await client.sessions.create()
    prompt = await client.prompts.send_and_wait(session.id, "hello", no_reply=True)
    (written,) = await client.messages.fetch_json_history(session.id)
    assert (written["info"]["id"], written["parts"][0]["text"]) == (prompt.info.id, "hello")
    assert json.loads(await client.messages.get_json(session.id, prompt.info.id)) == written
