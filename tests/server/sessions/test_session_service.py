import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from octui.client import Client, NotFound, Rejected, ServerFailed
from octui.server.server import Server
from octui.wire.events import SessionCreated, SessionDeleted, SessionUpdated
from octui.wire.sessions import Rule
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project, make_project
from tests.support.stream_recorder import record_stream

BASH_DENIED = (Rule(permission="bash", pattern="*", action="deny"),)


async def test_a_session_is_made_found_renamed_and_deleted(here: Client, project: Project) -> None:
    async with record_stream(here) as heard:
        made = await here.sessions.create(title="First", permission=BASH_DENIED)
        assert (made.title, made.directory, made.permission) == ("First", project.directory, BASH_DENIED)
        assert (await here.sessions.get(made.id)).id == made.id
        assert (await here.sessions.rename(made.id, "Second")).title == "Second"
        assert [listed.title for listed in await here.sessions.list()] == ["Second"]
        assert await here.sessions.delete(made.id)
        assert (await heard.wait_for_event(SessionCreated)).info.id == made.id
        assert (await heard.wait_for_event(SessionUpdated)).info.title == "Second"
        assert (await heard.wait_for_event(SessionDeleted)).info.id == made.id
    assert await here.sessions.list() == ()
    with pytest.raises(NotFound, match=made.id):
        await here.sessions.get(made.id)


async def test_sessions_are_listed_latest_change_first_and_can_be_narrowed_down(here: Client) -> None:
    older = await here.sessions.create(title="An apple")
    newer = await here.sessions.create(title="A PÉAR")
    child = await here.sessions.create(title="A child", parent_id=newer.id)
    assert [session.id for session in await here.sessions.list()] == [child.id, newer.id, older.id]
    assert {session.id for session in await here.sessions.list(roots=True)} == {newer.id, older.id}
    assert [session.id for session in await here.sessions.list(search="péar")] == [newer.id]
    assert len(await here.sessions.list(limit=1)) == 1
    assert {session.id for session in await here.sessions.list(start=int(newer.time.created))} >= {newer.id, child.id}
    assert [session.id for session in await here.sessions.list_children(newer.id)] == [child.id]


async def test_deleting_a_session_deletes_what_is_below_it(here: Client) -> None:
    top = await here.sessions.create()
    child = await here.sessions.create(parent_id=top.id)
    await here.sessions.create(parent_id=child.id)
    assert await here.sessions.delete(top.id)
    assert await here.sessions.list() == ()


async def test_a_session_remembers_its_agent_model_and_metadata(here: Client) -> None:
    made = await here.sessions.create(agent="plan", model=("scripted", "second"), metadata={"by": "octui"})
    found = await here.sessions.get(made.id)
    assert found.model is not None
    assert (found.agent, found.model.id, found.metadata) == ("plan", "second", {"by": "octui"})


async def test_an_archived_session_says_so_and_stays_where_it_was(here: Client) -> None:
    made = await here.sessions.create()
    archived = await here.sessions.update(made.id, archived=1_700_000_000_000)
    assert archived.time.archived == 1_700_000_000_000
    assert archived.time.updated == made.time.updated


@pytest.mark.parametrize("archived", ["-0.5", "-1e3", "1e300"])
async def test_a_session_is_not_archived_at_a_time_that_cannot_be(
    here: Client, embedded: EmbeddedServer, archived: str
) -> None:
    made = await here.sessions.create(title="Kept")
    body = f'{{"time": {{"archived": {archived}}}}}'
    async with httpx.AsyncClient() as http:
        refused = await http.patch(f"{embedded.url}/session/{made.id}", content=body)
    assert refused.status_code == 400
    assert (await here.sessions.get(made.id)).time.archived is None


async def test_a_session_with_a_damaged_row_is_opened_with_what_can_be_read(
    here: Client, embedded: EmbeddedServer
) -> None:
    made = await here.sessions.create(title="Damaged")
    (database,) = embedded.home.rglob("octui.db")
    with closing(sqlite3.connect(database)) as connection, connection:
        changed = "UPDATE session SET data = json_set(data, '$.time.archived', -5, '$.cost', 'much') WHERE id = ?"
        assert connection.execute(changed, (made.id,)).rowcount == 1
    found = await here.sessions.get(made.id)
    assert (found.title, found.time.archived, found.time.created) == ("Damaged", None, made.time.created)
    assert (await here.sessions.rename(made.id, "Mended")).title == "Mended"


async def test_two_projects_of_one_server_do_not_mix(here: Client, project: Project) -> None:
    other = make_project(project.path.parent / "other shop 100%", "http://127.0.0.1:9/v1")
    ours = await here.sessions.create(title="here")
    there = await here.sessions.create(title="there", directory=other.directory)
    assert there.directory == other.directory
    assert [session.id for session in await here.sessions.list()] == [ours.id]
    assert [session.id for session in await here.sessions.list(directory=other.directory + "/")] == [there.id]


async def test_a_session_below_the_top_belongs_to_the_same_project(here: Client, project: Project) -> None:
    made = await here.sessions.create(directory=f"{project.directory}/src")
    assert made.path == "src"
    assert await here.sessions.list() == ()
    assert (await here.projects.get_current()).id == made.project_id


async def test_sessions_from_before_the_first_commit_belong_to_the_repository_afterwards(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    bare = tmp_path / "new"
    async with Client(embedded.url, directory=str(bare)) as client:
        bare.mkdir()
        early = await client.sessions.create(title="early")
        assert early.project_id == "global"
        bare.rename(tmp_path / "aside")
        committed = make_project(bare, "http://127.0.0.1:9/v1")
        await client.server.dispose_instance()
        assert (await client.projects.get_current()).worktree == committed.directory
        assert (await client.sessions.get(early.id)).project_id == (await client.projects.get_current()).id


async def test_sharing_is_refused_with_a_sentence(here: Client) -> None:
    session = await here.sessions.create()
    with pytest.raises(ServerFailed, match="not supported by"):
        await here.sessions.share(session.id)
    assert (await here.sessions.unshare(session.id)).share is None


async def test_a_session_below_one_that_is_not_there_is_refused(here: Client) -> None:
    with pytest.raises(NotFound):
        await here.sessions.create(parent_id="ses_nope")
    with pytest.raises(Rejected):
        await here.sessions.create(parent_id="nope")


async def test_deleting_a_session_of_an_earlier_server_is_announced(tmp_path: Path) -> None:
    first = Server(tmp_path, str(tmp_path))
    instance = await first.instances.open_instance(str(tmp_path))
    session = first.sessions.create_session(instance.session_location)
    await first.shut_down()
    second = Server(tmp_path, str(tmp_path))
    heard = second.bus.open_subscription(str(tmp_path))
    second.sessions.delete_session(session.id)
    heard.finish_stream()
    assert b"session.deleted" in (await heard.read_chunk() or b"")
    await second.shut_down()
