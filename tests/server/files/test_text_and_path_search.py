import os
import shutil
from pathlib import Path

import pytest

from octui.server.files.file_walk import list_project_files, walk_files
from octui.server.files.path_search import find_paths, rank_paths
from octui.server.files.symbol_search import find_python_symbols
from octui.server.files.text_search import InvalidPattern, search_text
from tests.server.shop_repository import git, make_shop
from tests.server.workspace_client import Workspace

STANDS_IN = Path(__file__).parents[2] / "support" / "bin"


@pytest.fixture(params=["ripgrep", "without ripgrep"])
def searcher(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways of searching; without ripgrep a stand-in takes its place."""
    found = shutil.which("rg")
    paths = [path for path in os.environ["PATH"].split(os.pathsep) if not Path(path, "rg").exists()]
    if request.param == "ripgrep":
        paths = [str(Path(found).parent if found else STANDS_IN), *paths]
    monkeypatch.setenv("PATH", os.pathsep.join(paths))
    return str(request.param)


async def test_a_line_is_found_with_its_place(shop: Path, searcher: str) -> None:
    (match,) = await search_text(str(shop), "small shop")
    assert (match.path.text, match.line_number, match.lines.text) == ("README.md", 3, "A small shop.\n")
    assert match.absolute_offset == len("# Shop\n\n")
    (hit,) = match.submatches
    assert (hit.match.text, hit.start, hit.end) == ("small shop", 2, 12)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("duck|goose", 2),
        ("it's", 1),
        ("; touch ran", 0),
        ("$(touch ran)", 0),
        ("'; touch ran; '", 0),
        ("-small", 0),
        ("--files", 0),
        (r"\bduck\b", 1),
        ("^two", 1),
        ("goose$", 1),
        ("größe", 1),
    ],
)
async def test_a_pattern_is_only_ever_a_pattern(shop: Path, searcher: str, pattern: str, found: int) -> None:
    (shop / "notes.md").write_text("it's a duck\ntwo geese, one goose\ngröße\n")
    assert len(await search_text(str(shop), pattern)) == found
    assert not (shop / "ran").exists()


async def test_what_is_no_pattern_is_refused(shop: Path, searcher: str) -> None:
    for pattern in ("(", "[", "a\0b"):
        with pytest.raises(InvalidPattern):
            await search_text(str(shop), pattern)


async def test_matches_are_limited_and_long_lines_are_cut_around_them(shop: Path, searcher: str) -> None:
    (shop / "many.txt").write_text("needle\n" * 1000)
    assert len(await search_text(str(shop), "needle")) == 200
    (shop / "many.txt").write_text("é" * 100_000 + "needle" + "é" * 100_000)
    (match,) = await search_text(str(shop), "needle")
    (hit,) = match.submatches
    assert len(match.lines.text) < 2100
    assert match.lines.text.encode()[hit.start : hit.end] == b"needle"


async def test_without_ripgrep_the_same_files_are_left_out(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    if shutil.which("rg"):
        pytest.skip("ripgrep is where git is")
    (shop / "build").mkdir()
    (shop / "build" / "out.txt").write_text("needle")
    (shop / "a.log").write_text("needle")
    (shop / "binary").write_bytes(b"\0needle")
    (shop / "latin").write_bytes("grüße needle".encode("latin-1"))
    (shop / ".hidden").write_text("needle")
    # This module would be imported instead of ours if the project's folder were on the path.
    (shop / "json.py").write_text("raise SystemExit('needle')")
    assert {match.path.text for match in await search_text(str(shop), "needle")} == {"latin", ".hidden", "json.py"}
    found = await search_text(str(shop), "NEEDLE", globs=["*.{py,txt}", "!x*"], ignore_case=True)
    assert [match.path.text for match in found] == ["json.py"]


async def test_a_pattern_that_never_ends_holds_up_nothing(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octui.server.files.text_search.SECONDS", 1.0)
    monkeypatch.setattr("octui.server.files.text_search.shutil.which", lambda *_, **__: None)
    (shop / "trap.txt").write_text("a" * 60 + "b\n")
    assert await search_text(str(shop), "(a+)+$") == []


def test_git_and_walking_find_the_same_files(shop: Path) -> None:
    (shop / "build").mkdir()
    (shop / "build" / "x").touch()
    (shop / "src" / "new file.txt").touch()
    (shop / "src" / "a.log").touch()
    make_shop(shop / "inner")
    (shop / "inner" / ".gitignore").write_text("README.md\n")
    git(shop / "inner", "rm", "--quiet", "--cached", "README.md")
    expected = {
        ".gitignore", "README.md", "src/checkout.py", "src/new file.txt", "inner/.gitignore", "inner/src/checkout.py",
    }  # fmt: skip
    assert set(list_project_files(str(shop))) == set(walk_files(shop)) == expected
    assert (
        set(list_project_files(str(shop / "src"))) == set(walk_files(shop / "src")) == {"checkout.py", "new file.txt"}
    )


def test_outside_of_a_repository_heavy_folders_are_passed_over(tmp_path: Path) -> None:
    for name in ("notes.txt", "node_modules/x.js", "project/.venv/y.py", "project/z.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert set(list_project_files(str(tmp_path))) == {"notes.txt", "project/z.py"}


def test_names_are_found_by_their_letters_best_first() -> None:
    paths = ["src/checkout.py", "docs/check.md", "check", "src/cart/help/each/key.py", "README.md"]
    assert rank_paths(paths, "check", 10) == ["check", "docs/check.md", "src/checkout.py", "src/cart/help/each/key.py"]
    assert rank_paths(paths, "src check", 10)[0] == "src/checkout.py"
    assert rank_paths(paths, "CKOT", 10) == ["src/checkout.py"]
    assert rank_paths(paths, "", 2) == ["README.md", "check"]
    assert rank_paths(paths, "[x", 10) == []
    assert rank_paths(paths, "^", 10) == []


def test_files_and_folders_are_found_and_deleted_ones_are_not(shop: Path) -> None:
    (shop / "README.md").unlink()
    assert find_paths(str(shop), "readme") == []
    assert find_paths(str(shop), "src") == ["src/", "src/checkout.py"]
    assert find_paths(str(shop), "src", folders=False) == ["src/checkout.py"]
    assert find_paths(str(shop), "src", kind="directory") == ["src/"]
    assert find_paths(str(shop), "c", kind="file", limit=1) == ["src/checkout.py"]


def test_python_definitions_are_found_without_a_language_server(shop: Path) -> None:
    (shop / "src" / "cart.py").write_text('"""def total_of_words: none"""\n\nclass Cart:\n    def total(self): ...\n')
    (shop / "src" / "broken.py").write_text("def total(:\n")
    found = {
        (symbol.name, symbol.kind, symbol.location.range.start.line)
        for symbol in find_python_symbols(str(shop), "Total")
    }
    assert found == {("total", 12, 0), ("total", 6, 3)}
    assert find_python_symbols(str(shop), "") == []


async def test_the_routes_find(workspace: Workspace) -> None:
    (match,) = await workspace.get("/find", pattern="small shop")
    assert match["lines"] == {"text": "A small shop.\n"}
    assert await workspace.get("/find/file", query="check", type="file", limit=5) == ["src/checkout.py"]
    assert await workspace.get("/find/file", query="src", dirs="false") == ["src/checkout.py"]
    assert [symbol["name"] for symbol in await workspace.get("/find/symbol", query="tot")] == ["total"]
    for route, query in [
        ("/find", {}),
        ("/find", {"pattern": "("}),
        ("/find/file", {"query": "x", "limit": "201"}),
        ("/find/file", {"query": "x", "limit": "0"}),
        ("/find/file", {"query": "x", "type": "pipe"}),
    ]:
        assert (await workspace.ask("GET", route, **query)).status_code == 400


async def test_searches_do_not_follow_links_out_of_the_project(workspace: Workspace, tmp_path: Path) -> None:
    outside = tmp_path / "outside.py"
    outside.write_text("def outside_secret() -> None: ...\n")
    (workspace.directory / "linked.py").symlink_to(outside)
    assert await workspace.get("/find", pattern="outside_secret") == []
    assert await workspace.get("/find/symbol", query="outside_secret") == []


async def test_the_routes_leave_out_what_may_not_be_read_and_count_it(workspace: Workspace, shop: Path) -> None:
    (shop / "vault").mkdir()
    (shop / "opencode.json").write_text('{"permission": {"read": {"vault/*": "deny"}}}')
    for file in (".env", "open.py", "vault/shut.py"):
        (shop / file).write_text("def canary(): ...\n")
    searched = await workspace.ask("GET", "/find", pattern="def canary")
    assert {match["path"]["text"] for match in searched.json()} == {"open.py"}
    assert searched.headers["x-octui-hidden-files"] == "2"
    named = await workspace.ask("GET", "/find/file", query="s", limit=200)
    assert not any("vault" in path for path in named.json())
    assert named.headers["x-octui-hidden-files"] == "1"
    assert ".env" in await workspace.get("/find/file", query="env")
    symbols = await workspace.get("/find/symbol", query="canary")
    assert [symbol["location"]["uri"].rpartition("/")[2] for symbol in symbols] == ["open.py"]


def test_an_index_that_names_files_behind_links_shows_none(shop: Path, tmp_path: Path) -> None:
    outside = tmp_path / "home"
    outside.mkdir()
    (outside / "id_rsa").write_text("def canary(): ...\n")
    (shop / "trap").mkdir()
    (shop / "trap" / "id_rsa").write_text("x")
    git(shop, "add", "trap")
    shutil.rmtree(shop / "trap")
    (shop / "trap").symlink_to(outside)
    assert "trap/id_rsa" in git(shop, "ls-files")
    assert "trap/id_rsa" not in set(list_project_files(str(shop)))
    assert find_python_symbols(str(shop), "canary") == []


def test_an_ignore_file_that_is_a_link_or_a_pipe_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "everything").write_text("*\n")
    (tmp_path / ".gitignore").symlink_to("everything")
    (tmp_path / "below").mkdir()
    os.mkfifo(tmp_path / "below" / ".gitignore")
    assert set(walk_files(tmp_path)) == {".gitignore", "everything", "below/.gitignore"}
