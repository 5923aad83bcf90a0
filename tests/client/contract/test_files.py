import asyncio

import pytest

from octui.client import Client, ServerFailed
from tests.support.real_opencode import MIDDLE, OLDEST, Project, RealServer

pytestmark = pytest.mark.real

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000049454e44ae426082")


async def test_entries_are_listed_with_directories_first(client: Client) -> None:
    nodes = await client.files.list()
    visible = [node for node in nodes if not node.name.startswith(".")]
    assert visible[0].path == "src"
    assert [node.is_directory for node in visible] == [True, False, False]
    assert {node.path for node in visible[1:]} == {"README.md", "opencode.json"}
    assert [node.path for node in await client.files.list("src")] == ["src/checkout.py"]


async def test_a_directory_of_any_name_is_listed(client: Client, project: Project) -> None:
    names = ["my dir", "a#b", "q?", "50%25 off", "per%41cent", "a@b", "it's", 'say "hi"', "日本", "+&="]
    for name in names:
        (project.path / name).mkdir()
        (project.path / name / "in it.txt").touch()
    found = {name: [node.name for node in await client.files.list(f"{name}/")] for name in names}
    assert found == {name: ["in it.txt"] for name in names}


async def test_a_directory_that_is_not_there_is_empty_or_an_error(client: Client, server: RealServer) -> None:
    if server.version in (OLDEST, MIDDLE):
        assert await client.files.list("nowhere") == ()
    else:
        with pytest.raises(ServerFailed):
            await client.files.list("nowhere")


async def test_a_text_is_read_without_its_last_line_break(client: Client) -> None:
    content = await client.files.read("README.md")
    assert not content.is_binary
    assert content.content == "# Shop\n\nA small shop."


async def test_a_binary_file_comes_as_its_bytes(client: Client, project: Project) -> None:
    (project.path / "dot.png").write_bytes(PNG)
    content = await client.files.read("dot.png")
    assert content.is_binary
    assert content.raw == PNG
    assert content.mime_type == "image/png"


async def test_a_missing_file_is_an_empty_text(client: Client) -> None:
    assert (await client.files.read("nowhere.txt")).content == ""


async def test_nothing_outside_of_the_project_is_read(client: Client) -> None:
    with pytest.raises(ServerFailed):
        await client.files.read("../../secret")


async def test_the_older_file_status_is_empty_on_newer_servers(
    client: Client, project: Project, server: RealServer
) -> None:
    (project.path / "new.txt").write_text("new\n")
    status = await client.files.get_status()
    assert [file.path for file in status] == (["new.txt"] if server.version in (OLDEST, MIDDLE) else [])


async def test_files_are_found_by_a_piece_of_their_name(client: Client) -> None:
    async with asyncio.timeout(20):
        # 1.1.58 looks through the project in the background first.
        while not (found := await client.files.search("check", type="file", limit=5)):
            pass
    assert found == ("src/checkout.py",)
    assert [path.rstrip("/") for path in await client.files.search("src", type="directory", dirs=True)] == ["src"]


async def test_symbols_need_a_language_server(client: Client) -> None:
    assert await client.files.search_symbols("total") == ()


async def test_lines_are_found_with_their_place(client: Client) -> None:
    (match,) = await client.files.search_text("small shop")
    assert match.path.text.removeprefix("./") == "README.md"
    assert (match.line_number, match.lines.text) == (3, "A small shop.\n")
    (hit,) = match.submatches
    assert (hit.match.text, hit.start, hit.end) == ("small shop", 2, 12)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("small shop", ["A small shop."]),
        ("duck|goose", ["it's a duck", "two geese, one goose"]),
        ("it's", ["it's a duck"]),
        ("small; touch ran", []),
        ("$(touch ran)", []),
        ("small > ran", []),
        ("'; touch ran; '", []),
        ("-small", []),
        (r"\bduck\b", ["it's a duck"]),
    ],
)
async def test_a_pattern_is_only_ever_a_pattern(
    client: Client, project: Project, pattern: str, found: list[str]
) -> None:
    (project.path / "notes.md").write_text("it's a duck\ntwo geese, one goose\n")
    matches = await client.files.search_text(pattern)
    assert sorted(match.lines.text.strip() for match in matches) == sorted(found)
    assert not (project.path / "ran").exists()


async def test_a_pattern_that_is_none_fails_or_finds_nothing(client: Client, server: RealServer) -> None:
    if server.version in (OLDEST, MIDDLE):
        assert await client.files.search_text("(") == ()
    else:
        with pytest.raises(ServerFailed):
            await client.files.search_text("(")
