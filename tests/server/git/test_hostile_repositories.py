"""Nothing that a repository names is run, whatever octui asks git."""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

import octui
from octui.doctor.environment import check_directory
from octui.server.files.file_walk import list_project_files
from octui.server.git.git_command import GitError, run_git_blocking
from octui.server.git.git_process import run_git
from octui.server.git.snapshots import SnapshotService
from octui.server.git.working_tree import find_changed_files
from tests.server.git.hostile_repositories import HOSTILE, HostileRepository, clean_with_filter
from tests.server.shop_repository import git
from tests.server.workspace_client import Workspace

pytestmark = pytest.mark.slow

QUERIES: tuple[tuple[str, dict[str, object]], ...] = (
    ("/file/status", {}),
    ("/file", {"path": "."}),
    ("/file/content", {"path": "README.md"}),
    ("/find", {"pattern": "shop"}),
    ("/find/file", {"query": "read"}),
    ("/find/symbol", {"query": "total"}),
    ("/vcs", {}),
    ("/vcs/status", {}),
    ("/vcs/diff", {"mode": "git"}),
    ("/vcs/diff", {"mode": "branch"}),
    ("/vcs/diff/raw", {}),
    ("/project/current", {}),
)


@pytest.fixture
def hostile(tmp_path: Path) -> HostileRepository:
    return HostileRepository(tmp_path / "hostile")


@pytest.mark.parametrize("make", HOSTILE, ids=lambda make: make.__name__)
async def test_a_hostile_repository_runs_nothing(
    make: Callable[[HostileRepository], None], hostile: HostileRepository, workspace: Workspace
) -> None:
    make(hostile)
    hostile.change_files()
    hostile.canary.unlink(missing_ok=True)
    opened = Workspace(workspace.server, workspace.http, hostile.path)
    for route, query in QUERIES:
        assert (await opened.ask("GET", route, **query)).status_code == 200, route
    snapshots = (await opened.instance()).get_service(SnapshotService)
    first = await snapshots.take_snapshot()
    assert first is not None
    (hostile.path / "README.md").write_text("# Another\n")
    assert (await snapshots.find_changes_since(first)).files == (str(hostile.path / "README.md"),)
    await snapshots.restore_snapshot(first)
    assert (hostile.path / "README.md").read_text() == "# Shop\n\nA large shop.\n"
    added = await opened.ask("POST", "/experimental/worktree", {"name": "spare"})
    if added.status_code == 200:
        spare = {"directory": added.json()["directory"]}
        await opened.ask("POST", "/experimental/worktree/reset", spare)
        await opened.ask("DELETE", "/experimental/worktree", spare)
    check_directory(hostile.path)
    assert not hostile.canary.exists(), hostile.canary.read_text()


async def test_the_programs_do_run_under_a_careless_git(hostile: HostileRepository) -> None:
    clean_with_filter(hostile)
    hostile.change_files()
    git(hostile.path, "diff")
    assert hostile.canary.exists()


async def test_a_status_never_writes_the_index(hostile: HostileRepository, workspace: Workspace) -> None:
    os.utime(hostile.path / "README.md", (1, 1))
    index = hostile.path / ".git" / "index"
    before = (index.read_bytes(), index.stat().st_mtime_ns)
    opened = Workspace(workspace.server, workspace.http, hostile.path)
    for route in ("/file/status", "/vcs/status", "/vcs/diff/raw"):
        await opened.ask("GET", route)
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


async def test_a_repository_cannot_claim_another_folder_as_its_files(
    hostile: HostileRepository, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    (secrets / "id_rsa").write_text("secret")
    hostile.configure(("core.worktree", str(secrets)))
    hostile.change_files()
    assert [file.file for file in await find_changed_files(str(hostile.path))] == ["README.md", "new.txt"]
    assert "id_rsa" not in set(list_project_files(str(hostile.path)))


async def test_a_bare_repository_inside_a_project_is_not_used(hostile: HostileRepository) -> None:
    bare = hostile.path / "fixture"
    git(hostile.path, "init", "--quiet", "--bare", str(bare))
    git(bare, "config", "core.bare", "false")
    git(bare, "config", "core.worktree", "..")
    git(bare, "config", "core.fsmonitor", str(hostile.program))
    with pytest.raises(GitError):
        await run_git(str(bare), "diff", "--stat")
    assert not hostile.canary.exists()


async def test_the_users_own_filter_still_runs(
    hostile: HostileRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    settings.write_text('[filter "upper"]\n\tclean = tr a-z A-Z\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    (hostile.path / ".gitattributes").write_text("*.md filter=upper\n")
    hostile.configure(("filter.upper.clean", str(hostile.program)))
    hashed = await run_git(str(hostile.path), "hash-object", "--path=README.md", "--stdin", stdin=b"shop\n")
    assert hashed == await run_git(str(hostile.path), "hash-object", "--no-filters", "--stdin", stdin=b"SHOP\n")
    assert not hostile.canary.exists()


def test_variables_of_the_environment_steer_nothing(
    hostile: HostileRepository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (hostile.path / "git").write_text(hostile.program.read_text())
    (hostile.path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", str(hostile.program))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "core.fsmonitor")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", str(hostile.program))
    hostile.change_files()
    assert b"A large shop" in run_git_blocking(str(hostile.path), "diff", "--no-ext-diff")
    assert not hostile.canary.exists()


async def test_the_cached_id_is_neither_followed_nor_waited_for(
    hostile: HostileRepository, workspace: Workspace, tmp_path: Path
) -> None:
    cache, target = hostile.path / ".git" / "opencode", tmp_path / "profile"
    target.write_text("export PATH\n")
    cache.symlink_to(target)
    commit = git(hostile.path, "rev-parse", "HEAD").strip()
    assert (await workspace.server.projects.locate_project(str(hostile.path))).project.id == commit
    assert target.read_text() == "export PATH\n"
    cache.unlink()
    os.mkfifo(cache)
    assert (await workspace.server.projects.locate_project(str(hostile.path))).project.id == commit
    assert stat.S_ISFIFO(cache.lstat().st_mode)


def test_every_git_process_starts_in_one_place() -> None:
    package = Path(octui.__file__).parent
    starts = re.compile(r"""(?:(?<!Literal)\[|(?:exec|run|Popen)\()\s*["']git["']""")
    assert [str(file) for file in package.rglob("*.py") if starts.search(file.read_text())] == []
