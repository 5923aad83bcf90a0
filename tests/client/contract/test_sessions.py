import pytest

from octui.client import Client, NotFound, ServerFailed, Unsupported
from octui.wire.events import SessionIdle, SessionStatus
from octui.wire.messages import Message
from octui.wire.parts import StepStartPart
from octui.wire.sessions import Rule
from tests.support.real_opencode import OLDEST, Project, RealServer
from tests.support.stream_recorder import record_stream
from tests.support.waiting import ask_until

pytestmark = pytest.mark.real

BASH_DENIED = (Rule(permission="bash", pattern="*", action="deny"),)


async def test_a_session_is_made_found_renamed_and_deleted(client: Client, project: Project) -> None:
    made = await client.sessions.create(title="First", permission=BASH_DENIED)
    assert made.title == "First"
    assert made.directory == project.directory
    assert made.permission == BASH_DENIED
    assert (await client.sessions.get(made.id)).id == made.id
    written = await client.sessions.fetch_json_session(made.id)
    assert (written["id"], written["title"]) == (made.id, "First")
    assert (await client.sessions.rename(made.id, "Second")).title == "Second"
    assert [listed.title for listed in await client.sessions.list()] == ["Second"]
    assert await client.sessions.delete(made.id)
    assert await client.sessions.list() == ()
    with pytest.raises(NotFound):
        await client.sessions.get(made.id)


@pytest.mark.usefixtures("project")
async def test_sessions_are_listed_latest_change_first_and_can_be_narrowed_down(client: Client) -> None:
    older = await client.sessions.create(title="An apple")
    newer = await client.sessions.create(title="A pear")
    child = await client.sessions.create(title="A child", parent_id=newer.id)
    listed = await client.sessions.list()
    assert [session.id for session in listed] == [child.id, newer.id, older.id]
    assert {session.id for session in await client.sessions.list(roots=True)} == {newer.id, older.id}
    assert [session.id for session in await client.sessions.list(search="apple")] == [older.id]
    assert len(await client.sessions.list(limit=1)) == 1
    assert {session.id for session in await client.sessions.list(start=int(newer.time.created))} == {newer.id, child.id}
    assert [session.id for session in await client.sessions.list_children(newer.id)] == [child.id]


async def test_a_session_is_created_with_an_agent_and_a_model_where_the_server_can(client: Client) -> None:
    made = await client.sessions.create(agent="plan", model=("scripted", "second"), metadata={"by": "octui"})
    if (await client.server.get_capabilities()).session_defaults:
        assert made.agent == "plan"
        assert made.model is not None
        assert (made.model.provider_id, made.model.id) == ("scripted", "second")
        assert made.metadata == {"by": "octui"}
    else:
        assert (made.agent, made.model, made.metadata) == (None, None, None)


async def test_an_archived_session_says_so(client: Client) -> None:
    made = await client.sessions.create()
    assert (await client.sessions.update(made.id, archived=1_700_000_000_000)).time.archived == 1_700_000_000_000


async def test_a_running_session_has_a_status_until_it_is_aborted(client: Client) -> None:
    session = await client.sessions.create()
    async with record_stream(client) as heard:
        await client.prompts.send(session.id, "hold never")
        await heard.wait_for_event(SessionStatus, lambda changed: changed.status.type == "busy")
        assert (await client.sessions.list_statuses())[session.id].type == "busy"
        assert await client.sessions.abort(session.id)
        await heard.wait_for_event(SessionIdle, lambda idle: idle.session_id == session.id)
    assert session.id not in await client.sessions.list_statuses()


async def test_todos_are_those_the_agent_wrote(client: Client) -> None:
    session = await client.sessions.create()
    todos = '{"todos":[{"id":"1","content":"Buy milk","status":"pending","priority":"high"}]}'
    await client.prompts.send_and_wait(session.id, f"tool todowrite {todos}")
    (todo,) = await client.sessions.list_todos(session.id)
    assert (todo.content, todo.status, todo.priority) == ("Buy milk", "pending", "high")


async def test_a_fork_has_the_messages_before_a_prompt(client: Client) -> None:
    session = await client.sessions.create(title="Trunk")
    await client.prompts.send_and_wait(session.id, "say one")
    await client.prompts.send_and_wait(session.id, "say two")
    second_prompt = (await client.messages.list(session.id)).messages[2]
    fork = await client.sessions.fork(session.id, second_prompt.info.id)
    whole = await client.sessions.fork(session.id)
    assert fork.title.startswith("Trunk (fork")
    assert len((await client.messages.list(fork.id)).messages) == 2
    assert len((await client.messages.list(whole.id)).messages) == 4


async def test_a_session_is_summed_up(client: Client) -> None:
    session = await client.sessions.create()
    await client.prompts.send_and_wait(session.id, "say something to sum up")
    assert await client.sessions.summarize(session.id, "scripted", "scripted")
    assert any(message.info.is_summary for message in (await client.messages.list(session.id)).messages)


@pytest.mark.parametrize("prompts", [0, 1])
async def test_initialising_a_session_sends_the_servers_own_prompt(client: Client, prompts: int) -> None:
    session = await client.sessions.create()
    for _ in range(prompts):
        await client.prompts.send_and_wait(session.id, "say before")
    assert await client.sessions.init(session.id, "scripted", "scripted")
    messages = (await client.messages.list(session.id)).messages
    assert [message.info.role for message in messages] == ["user", "assistant"] * (prompts + 1)
    assert "AGENTS.md" in str(messages[-2].parts)


async def test_undone_work_is_marked_and_brought_back(client: Client, project: Project) -> None:
    session = await client.sessions.create(permission=(Rule(permission="edit", pattern="*", action="allow"),))
    await client.prompts.send_and_wait(session.id, 'tool write {"filePath": "new.txt", "content": "new"}')
    assert (project.path / "new.txt").read_text() == "new"
    prompt = (await client.messages.list(session.id)).messages[0]
    reverted = await client.sessions.revert(session.id, prompt.info.id)
    assert reverted.revert is not None
    assert reverted.revert.message_id == prompt.info.id
    assert not (project.path / "new.txt").exists()
    assert (await client.sessions.unrevert(session.id)).revert is None
    assert (project.path / "new.txt").exists()


async def test_what_a_session_changed_is_told_for_a_message_or_for_the_session(
    client: Client, server: RealServer
) -> None:
    session = await client.sessions.create(permission=(Rule(permission="edit", pattern="*", action="ask"),))
    # The servers share the project: each writes a file of its own.
    name = f"told-{server.version}.txt"
    await client.prompts.send(session.id, f'tool write {{"filePath": "{name}", "content": "new\\n"}}')
    # Servers photograph the files as a step begins, while its tools run already: one that writes at once is missed.
    messages = await ask_until(lambda: list_begun_messages(client, session.id))
    pending = await ask_until(
        client.permissions.list, lambda pending: session.id in [each.session_id for each in pending]
    )
    (asked,) = [each for each in pending if each.session_id == session.id]
    await client.permissions.reply(asked.id, "once", None)
    # They sum up what changed after they have answered.
    (change,) = await ask_until(lambda: client.sessions.get_diff(session.id, message_id=messages[0].info.id))
    assert (change.file, change.additions) == (name, 1)
    if server.version == OLDEST:
        assert (change.patch, change.before, change.after) == (None, "", "new\n")
    else:
        assert change.patch is not None
        assert "+new" in change.patch
    # A server that takes no notice of the message says of any turn that it made all changes of the session.
    await client.prompts.send_and_wait(session.id, "say nothing changes")
    later = (await client.messages.list(session.id)).messages[-2]
    named = await client.sessions.get_diff(session.id, message_id=later.info.id)
    known = await client.server.get_capabilities()
    assert (named == ()) is known.turn_diffs


async def list_begun_messages(client: Client, session_id: str) -> tuple[Message, ...]:
    """The messages of a session, once a step of an answer has begun."""
    messages = (await client.messages.list(session_id)).messages
    is_begun = any(isinstance(part, StepStartPart) for message in messages for part in message.parts)
    return messages if is_begun else ()


async def test_sharing_that_is_switched_off_fails_with_a_sentence(client: Client) -> None:
    session = await client.sessions.create()
    with pytest.raises(ServerFailed, match="The server failed"):
        await client.sessions.share(session.id)


async def test_unsharing_what_was_never_shared_is_no_success_on_older_servers(
    client: Client, server: RealServer
) -> None:
    session = await client.sessions.create()
    if server.version == OLDEST:
        with pytest.raises(NotFound):
            await client.sessions.unshare(session.id)
    else:
        assert (await client.sessions.unshare(session.id)).share is None


async def test_a_page_of_sessions_says_whether_there_are_more(client: Client) -> None:
    for number in range(3):
        await client.sessions.create(title=f"page {number}")
    everything = await client.sessions.list_page(limit=1_000, roots=True)
    assert len(everything.sessions) >= 3
    assert not everything.has_more
    found = await client.sessions.list_page(limit=1_000, search="page 1")
    assert [session.title for session in found.sessions] == ["page 1"]


async def test_sessions_of_every_project_are_listed_where_the_server_can(client: Client, project: Project) -> None:
    other = str(project.path.parent)
    here = await client.sessions.create(title="here")
    there = await client.sessions.create(title="there", directory=other)
    if (await client.server.get_capabilities()).all_sessions:
        listed = {session.id: session.directory for session in await client.sessions.list_everywhere(limit=100)}
        assert listed[here.id] == project.directory
        assert listed[there.id] == other
    else:
        with pytest.raises(Unsupported):
            await client.sessions.list_everywhere(limit=100)
