from pathlib import Path

import pytest

from octui.client import Client, NotFound, Rejected, ServerFailed
from octui.wire.events import SessionCreated, SessionDeleted, SessionUpdated
from octui.wire.sessions import Rule
from tests.server.embedded import EmbeddedServer
from tests.support.real_opencode import Project, make_project
from tests.support.stream_recorder import record_stream

BASH_DENIED = (Rule(permission="bash", pattern="*", action="deny"),)


async def test_a_session_is_made_found_renamed_and_deleted(here: Client, project: Project) -> None:
    async with record_stream(here) as heard:
        made = await here.create_session(title="First", permission=BASH_DENIED)
        assert (made.title, made.directory, made.permission) == ("First", project.directory, BASH_DENIED)
        assert (await here.session(made.id)).id == made.id
        assert (await here.rename_session(made.id, "Second")).title == "Second"
        assert [listed.title for listed in await here.sessions()] == ["Second"]
        assert await here.delete_session(made.id)
        assert (await heard.wait_for_event(SessionCreated)).info.id == made.id
        assert (await heard.wait_for_event(SessionUpdated)).info.title == "Second"
        assert (await heard.wait_for_event(SessionDeleted)).info.id == made.id
    assert await here.sessions() == ()
    with pytest.raises(NotFound, match=made.id):
        await here.session(made.id)


async def test_sessions_are_listed_latest_change_first_and_can_be_narrowed_down(here: Client) -> None:
    older = await here.create_session(title="An apple")
    newer = await here.create_session(title="A PÉAR")
    child = await here.create_session(title="A child", parent_id=newer.id)
    assert [session.id for session in await here.sessions()] == [child.id, newer.id, older.id]
    assert {session.id for session in await here.sessions(roots=True)} == {newer.id, older.id}
    assert [session.id for session in await here.sessions(search="péar")] == [newer.id]
    assert len(await here.sessions(limit=1)) == 1
    assert {session.id for session in await here.sessions(start=int(newer.time.created))} >= {newer.id, child.id}
    assert [session.id for session in await here.children(newer.id)] == [child.id]


async def test_deleting_a_session_deletes_what_is_below_it(here: Client) -> None:
    top = await here.create_session()
    child = await here.create_session(parent_id=top.id)
    await here.create_session(parent_id=child.id)
    assert await here.delete_session(top.id)
    assert await here.sessions() == ()


async def test_a_session_remembers_its_agent_model_and_metadata(here: Client) -> None:
    made = await here.create_session(agent="plan", model=("scripted", "second"), metadata={"by": "octui"})
    found = await here.session(made.id)
    assert found.model is not None
    assert (found.agent, found.model.id, found.metadata) == ("plan", "second", {"by": "octui"})


async def test_an_archived_session_says_so_and_stays_where_it_was(here: Client) -> None:
    made = await here.create_session()
    archived = await here.update_session(made.id, archived=1_700_000_000_000)
    assert archived.time.archived == 1_700_000_000_000
    assert archived.time.updated == made.time.updated


async def test_two_projects_of_one_server_do_not_mix(here: Client, project: Project) -> None:
    other = make_project(project.path.parent / "other shop 100%", "http://127.0.0.1:9/v1")
    ours = await here.create_session(title="here")
    there = await here.create_session(title="there", directory=other.directory)
    assert there.directory == other.directory
    assert [session.id for session in await here.sessions()] == [ours.id]
    assert [session.id for session in await here.sessions(directory=other.directory + "/")] == [there.id]


async def test_a_session_below_the_top_belongs_to_the_same_project(here: Client, project: Project) -> None:
    made = await here.create_session(directory=f"{project.directory}/src")
    assert made.path == "src"
    assert await here.sessions() == ()
    assert (await here.current_project()).id == made.project_id


async def test_sessions_from_before_the_first_commit_belong_to_the_repository_afterwards(
    embedded: EmbeddedServer, tmp_path: Path
) -> None:
    bare = tmp_path / "new"
    async with Client(embedded.url, directory=str(bare)) as client:
        bare.mkdir()
        early = await client.create_session(title="early")
        assert early.project_id == "global"
        bare.rename(tmp_path / "aside")
        committed = make_project(bare, "http://127.0.0.1:9/v1")
        await client.dispose()
        assert (await client.current_project()).worktree == committed.directory
        assert (await client.session(early.id)).project_id == (await client.current_project()).id


async def test_sharing_is_refused_with_a_sentence(here: Client) -> None:
    session = await here.create_session()
    with pytest.raises(ServerFailed, match="not offered here"):
        await here.share(session.id)
    assert (await here.unshare(session.id)).share is None


async def test_a_session_below_one_that_is_not_there_is_refused(here: Client) -> None:
    with pytest.raises(NotFound):
        await here.create_session(parent_id="ses_nope")
    with pytest.raises(Rejected):
        await here.create_session(parent_id="nope")
