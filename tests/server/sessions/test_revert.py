from pathlib import Path

import pytest
from msgspec.structs import replace

from octui.client import Busy, Client
from octui.server.git.snapshots import SnapshotService
from octui.server.identifiers import create_ascending_id, get_time_ms
from octui.server.instance import Instance
from octui.wire.events import MessageRemoved, SessionDiff
from octui.wire.messages import MessageInfo, MessageTime
from octui.wire.parts import PatchPart, StepFinishPart, StepStartPart, TextPart
from octui.wire.sessions import Session, Status
from tests.server.conftest import Running
from tests.support.real_opencode import Project
from tests.support.stream_recorder import record_stream


@pytest.fixture
async def instance(app_server: Running, project: Project) -> Instance:
    return await app_server.server.instances.open_instance(project.directory)


@pytest.fixture
def session(app_server: Running, instance: Instance) -> Session:
    return app_server.server.sessions.create_session(instance.session_location)


async def turn(instance: Instance, session: Session, **files: str | None) -> tuple[str, str]:
    """Add a prompt and an answer that wrote these files; returns the ids of both."""
    messages = instance.messages
    snapshots = instance.get_service(SnapshotService)
    time = MessageTime(created=get_time_ms(), completed=get_time_ms())
    prompt = MessageInfo(id=create_ascending_id("msg"), session_id=session.id, role="user", time=time)
    answer = MessageInfo(id=create_ascending_id("msg"), session_id=session.id, parent_id=prompt.id, time=time)
    messages.save_message(prompt)
    messages.save_message(answer)
    before = await snapshots.take_snapshot()
    assert before is not None
    start = StepStartPart(id=create_ascending_id("prt"), session_id=session.id, message_id=answer.id, snapshot=before)
    messages.save_part(start)
    messages.save_part(replace(TextPart(id=create_ascending_id("prt"), text="I write."), **_place(start)))
    for name, content in files.items():
        file = Path(instance.directory, f"{name}.txt")
        file.unlink() if content is None else file.write_text(content)
    changed = await snapshots.find_changes_since(before)
    finish = StepFinishPart(id=create_ascending_id("prt"), reason="stop", snapshot=await snapshots.take_snapshot())
    messages.save_part(replace(finish, **_place(start)))
    patch = PatchPart(id=create_ascending_id("prt"), hash=changed.hash, files=changed.files)
    messages.save_part(replace(patch, **_place(start)))
    return prompt.id, answer.id


def _place(part: StepStartPart) -> dict[str, str]:
    return {"session_id": part.session_id, "message_id": part.message_id}


def contents(project: Project) -> dict[str, str]:
    return {file.stem: file.read_text() for file in sorted(project.path.glob("*.txt"))}


async def test_turns_are_undone_one_after_another_and_all_brought_back(
    client: Client, instance: Instance, session: Session, project: Project
) -> None:
    first, _ = await turn(instance, session, a="one\n", b="one\n")
    second, _ = await turn(instance, session, a="two\n", b=None, c="new\n")
    async with record_stream(client) as heard:
        undone = await client.sessions.revert(session.id, second)
        assert (await heard.wait_for_event(SessionDiff)).diff
    assert contents(project) == {"a": "one\n", "b": "one\n"}
    assert undone.revert is not None
    assert (undone.revert.message_id, undone.summary and undone.summary.files) == (second, 3)
    assert "+two" in (undone.revert.diff or "") or "-two" in (undone.revert.diff or "")
    await client.sessions.revert(session.id, first)
    assert contents(project) == {}
    await client.sessions.revert(session.id, second)
    assert contents(project) == {"a": "one\n", "b": "one\n"}
    assert (await client.sessions.unrevert(session.id)).revert is None
    assert contents(project) == {"a": "two\n", "c": "new\n"}
    assert len((await client.messages.list(session.id)).messages) == 4


async def test_an_answer_is_undone_with_its_prompt(
    client: Client, instance: Instance, session: Session, project: Project
) -> None:
    prompt, answer = await turn(instance, session, a="one\n")
    text = next(part for part in (await client.messages.get(session.id, answer)).parts if isinstance(part, TextPart))
    undone = await client.sessions.revert(session.id, answer, part_id=text.id)
    assert undone.revert is not None
    assert (undone.revert.message_id, undone.revert.part_id) == (prompt, None)
    assert contents(project) == {}


async def test_going_on_makes_an_undoing_final(client: Client, instance: Instance, session: Session) -> None:
    kept, _ = await turn(instance, session, a="one\n")
    second, _ = await turn(instance, session, a="two\n")
    await client.sessions.revert(session.id, second)
    async with record_stream(client) as heard:
        settled = instance.sessions.commit_revert(await client.sessions.get(session.id))
        assert settled.revert is None
        await heard.wait_for_event(MessageRemoved, lambda removed: removed.message_id == second)
    messages = (await client.messages.list(session.id)).messages
    assert messages[0].info.id == kept
    assert len(messages) == 2


async def test_what_is_not_there_undoes_nothing(client: Client, instance: Instance, session: Session) -> None:
    await turn(instance, session, a="one\n")
    assert (await client.sessions.revert(session.id, "msg_nope")).revert is None
    assert (await client.sessions.unrevert(session.id)).revert is None


async def test_nothing_is_undone_while_the_session_runs(client: Client, instance: Instance, session: Session) -> None:
    prompt, _ = await turn(instance, session, a="one\n")
    instance.statuses.set_session_status(session.id, Status(type="busy"))
    for undo in (client.sessions.revert(session.id, prompt), client.sessions.unrevert(session.id)):
        with pytest.raises(Busy, match="busy"):
            await undo


async def test_changes_are_listed_for_the_session_and_for_a_prompt_until_they_are_undone(
    client: Client, instance: Instance, session: Session
) -> None:
    first, _ = await turn(instance, session, a="one\n")
    second, _ = await turn(instance, session, b="two\n")
    assert {change.file for change in await client.sessions.get_diff(session.id)} == {"a.txt", "b.txt"}
    (change,) = await client.sessions.get_diff(session.id, message_id=first)
    assert (change.file, change.additions, change.status) == ("a.txt", 1, "added")
    assert await client.sessions.get_diff(session.id, message_id="msg_nope") == ()
    await client.sessions.revert(session.id, second)
    assert {change.file for change in await client.sessions.get_diff(session.id)} == {"a.txt"}
