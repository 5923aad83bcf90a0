import pytest

from octui.client import Client, Rejected, Unsupported
from octui.wire.events import ProjectUpdated, WorktreeReady
from tests.support.real_opencode import Project, make_project
from tests.support.stream_recorder import record_stream

pytestmark = pytest.mark.real

PATCH = "\n".join(
    [
        "diff --git a/README.md b/README.md",
        "--- a/README.md",
        "+++ b/README.md",
        "@@ -1,3 +1,3 @@",
        " # Shop",
        " ",
        "-A small shop.",
        "+A large shop.",
        "",
    ]
)


async def test_projects_are_listed_and_the_current_one_is_the_directorys(client: Client, project: Project) -> None:
    current = await client.projects.get_current()
    assert current.worktree == project.directory
    assert current.vcs == "git"
    assert current.id in {listed.id for listed in await client.projects.list()}


@pytest.mark.usefixtures("project")
async def test_a_project_is_renamed_and_everyone_hears_of_it(client: Client) -> None:
    current = await client.projects.get_current()
    async with record_stream(client) as heard:
        renamed = await client.projects.update(current.id, name="Shop", icon_color="red", start_command="make")
        assert renamed.name == "Shop"
        updated = await heard.wait_for_event(ProjectUpdated, lambda event: event.project.name == "Shop")
    assert updated.project.icon is not None
    assert updated.project.icon.color == "red"
    assert updated.project.commands == {"start": "make"}


async def test_a_projects_directories_are_listed_where_the_server_can(client: Client, project: Project) -> None:
    current = await client.projects.get_current()
    if (await client.server.get_capabilities()).project_directories:
        listed = await client.projects.list_directories(current.id)
        assert project.directory in [place.directory for place in listed]
    else:
        with pytest.raises(Unsupported):
            await client.projects.list_directories(current.id)


async def test_a_directory_becomes_a_repository_where_the_server_can(client: Client, project: Project) -> None:
    bare = project.path.parent / "bare"
    bare.mkdir()
    if (await client.server.get_capabilities()).init_git:
        await client.projects.init_git(directory=str(bare))
        assert (bare / ".git").exists()
    else:
        with pytest.raises(Unsupported):
            await client.projects.init_git(directory=str(bare))


async def test_the_branch_and_what_differs_from_it_are_told(client: Client, project: Project) -> None:
    assert (await client.vcs.get_branch()).branch == "main"
    (project.path / "README.md").write_text("# Shop\n\nA large shop.\n")
    (project.path / "new.txt").write_text("new\n")
    (project.path / "src" / "checkout.py").unlink()
    changed = {file.file: file.status for file in await client.vcs.get_status()}
    assert changed == {"README.md": "modified", "new.txt": "added", "src/checkout.py": "deleted"}


async def test_changes_come_as_patches_where_the_server_can(client: Client, project: Project) -> None:
    (project.path / "README.md").write_text("# Shop\n\nA large shop.\n")
    if (await client.server.get_capabilities()).vcs_diff:
        (change,) = await client.vcs.get_diff("git", context=1)
        assert (change.file, change.additions, change.deletions) == ("README.md", 1, 1)
        assert "+A large shop." in (change.patch or "")
        assert "+A large shop." in await client.vcs.get_patch()
    else:
        with pytest.raises(Unsupported):
            await client.vcs.get_diff()
        with pytest.raises(Unsupported):
            await client.vcs.get_patch()


async def test_a_patch_is_applied_or_rejected_where_the_server_can(client: Client, project: Project) -> None:
    if (await client.server.get_capabilities()).vcs_apply:
        assert await client.vcs.apply_patch(PATCH)
        assert "A large shop." in (project.path / "README.md").read_text()
        with pytest.raises(Rejected):
            await client.vcs.apply_patch(PATCH)
    else:
        with pytest.raises(Unsupported):
            await client.vcs.apply_patch(PATCH)


@pytest.mark.usefixtures("project")
async def test_a_worktree_is_made_reset_and_removed(client: Client) -> None:
    assert await client.worktrees.list() == ()
    async with record_stream(client.events.subscribe(lambda _: True)) as heard:
        made = await client.worktrees.create(name="feature")
        assert made.branch == "opencode/feature"
        ready = await heard.wait_for_event(WorktreeReady)
        assert (ready.name, ready.branch) == ("feature", "opencode/feature")
    assert await client.worktrees.list() == (made.directory,)
    assert await client.worktrees.reset(made.directory)
    assert await client.worktrees.remove(made.directory)
    assert await client.worktrees.list() == ()


async def test_a_worktree_of_no_repository_is_rejected(client: Client, project: Project) -> None:
    bare = project.path.parent / "bare"
    bare.mkdir()
    with pytest.raises(Rejected):
        await client.worktrees.create(directory=str(bare))


async def test_two_projects_of_one_server_do_not_mix(client: Client, project: Project) -> None:
    other = make_project(project.path.parent / "other shop 100%", "http://127.0.0.1:9/v1")
    here = await client.sessions.create(title="here")
    there = await client.sessions.create(title="there", directory=other.directory)
    assert there.directory == other.directory
    assert [session.id for session in await client.sessions.list()] == [here.id]
    assert [session.id for session in await client.sessions.list(directory=other.directory + "/")] == [there.id]
