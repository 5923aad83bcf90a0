import os
from base64 import b64decode
from pathlib import Path

import pytest

from octui.server.files.directory_listing import list_directory
from octui.server.files.file_content import MAX_FILE_BYTES, load_file_content
from octui.server.files.path_containment import FileAccessError, FileMissing, OutsideDirectory, resolve_inside
from octui.wire.workspace.files import FileContent
from tests.server.workspace_client import Workspace

PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000049454e44ae426082")


def load(shop: Path, path: str) -> FileContent:
    return load_file_content(resolve_inside(str(shop), path).real, path)


def test_folders_come_first_and_what_git_leaves_out_is_marked(shop: Path) -> None:
    (shop / "build").mkdir()
    (shop / "a.log").touch()
    (shop / "kept.log").touch()
    listed = [(node.path, node.type, node.ignored) for node in list_directory(str(shop), ".")]
    assert listed == [
        (".git/", "directory", False),
        ("build/", "directory", True),
        ("src/", "directory", False),
        (".gitignore", "file", False),
        ("a.log", "file", True),
        ("kept.log", "file", False),
        ("README.md", "file", False),
    ]


def test_a_folder_below_is_listed_by_its_path_from_the_directory(shop: Path) -> None:
    (node,) = list_directory(str(shop), "src/")
    assert (node.name, node.path, node.absolute) == ("checkout.py", "src/checkout.py", str(shop / "src/checkout.py"))
    assert list_directory(str(shop), str(shop / "src")) == [node]
    assert len(list_directory(str(shop), "")) == len(list_directory(str(shop), "."))


def test_rules_of_folders_below_win_over_those_above(shop: Path) -> None:
    (shop / "src" / ".gitignore").write_text("!a.log\n/only.txt\n")
    (shop / "src" / "deep").mkdir()
    for name in ("a.log", "b.log", "only.txt", "deep/only.txt"):
        (shop / "src" / name).touch()
    ignored = {
        node.path for folder in ("src", "src/deep") for node in list_directory(str(shop), folder) if node.ignored
    }
    assert ignored == {"src/b.log", "src/only.txt"}


@pytest.mark.parametrize("path", ["..", "../outside.txt", "/etc/passwd", "src/../../outside.txt", "link", "folder/x"])
def test_nothing_outside_of_the_directory_is_read_or_listed(shop: Path, path: str) -> None:
    (shop.parent / "outside.txt").write_text("secret")
    (shop / "link").symlink_to(shop.parent / "outside.txt")
    (shop / "folder").symlink_to(shop.parent)
    with pytest.raises(OutsideDirectory):
        load(shop, path)
    with pytest.raises(OutsideDirectory):
        list_directory(str(shop), path)


def test_a_link_that_stays_inside_is_followed(shop: Path) -> None:
    (shop / "link").symlink_to("README.md")
    assert load(shop, "link").content.startswith("# Shop")


def test_a_text_is_whole_and_bytes_are_bytes(shop: Path) -> None:
    assert load(shop, "README.md").content == "# Shop\n\nA small shop.\n"
    (shop / "dot.png").write_bytes(PNG)
    dot = load(shop, "dot.png")
    assert (dot.type, dot.encoding, dot.mime_type, b64decode(dot.content)) == ("binary", "base64", "image/png", PNG)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"", ""),
        ("grüße 😀".encode(), "grüße 😀"),
        ("grüße".encode("latin-1"), "grüße"),
        ("\ufeffwords".encode(), "words"),
        ("words".encode("utf-16"), "words"),
        (b"\x1b[1mbold", "\x1b[1mbold"),
    ],
)
def test_texts_of_all_encodings_are_shown(shop: Path, raw: bytes, shown: str) -> None:
    (shop / "words").write_bytes(raw)
    assert (load(shop, "words").type, load(shop, "words").content) == (
        "text",
        shown,
    )


def test_what_is_no_file_is_refused_at_once(shop: Path) -> None:
    os.mkfifo(shop / "pipe")
    with (shop / "huge").open("wb") as huge:
        huge.truncate(MAX_FILE_BYTES + 1)
    for path, why in [("pipe", "not a regular file"), ("huge", "too large to show"), ("src", "is a folder")]:
        with pytest.raises(FileAccessError, match=why):
            load(shop, path)
    for path in ("nowhere", "README.md/x", "a\0b", "x" * 5000):
        with pytest.raises(FileAccessError):
            load(shop, path)
    with pytest.raises(FileMissing):
        list_directory(str(shop), "nowhere")


async def test_the_routes_answer_with_what_went_wrong(workspace: Workspace) -> None:
    assert [node["name"] for node in await workspace.get("/file", path="src")] == ["checkout.py"]
    missing = await workspace.ask("GET", "/file/content", path="nowhere.txt")
    assert (missing.status_code, missing.json()["data"]["message"]) == (404, "No such file: nowhere.txt.")
    assert (await workspace.ask("GET", "/file/content", path="../../secret")).status_code == 403
    assert (await workspace.ask("GET", "/file", path="README.md")).status_code == 400
    assert (await workspace.ask("GET", "/file")).status_code == 400


async def test_the_status_is_gits(workspace: Workspace) -> None:
    (workspace.directory / "new.txt").write_text("one\ntwo\n")
    assert await workspace.get("/file/status") == [{"path": "new.txt", "added": 2, "removed": 0, "status": "added"}]


def test_a_link_that_takes_the_place_of_a_file_that_was_checked_is_not_followed(shop: Path, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("canary")
    checked = resolve_inside(str(shop), "README.md").real
    checked.unlink()
    checked.symlink_to(tmp_path / "key")
    with pytest.raises(FileAccessError, match="cannot be read"):
        load_file_content(checked, "README.md")
