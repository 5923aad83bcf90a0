from octui.client.errors import ServerFailed
from octui.ui.files.folders import walk
from octui.ui.files.folders.tree import FolderTree
from octui.ui.files.folders.walk import walk_folders
from octui.ui.files.path_filter import filter_folders
from octui.wire.workspace.files import FileNode


def make_node(path: str, kind: str = "file", *, ignored: bool = True) -> FileNode:
    return FileNode(name=path.rpartition("/")[2], path=path, type=kind, ignored=ignored)


async def test_the_filter_finds_files_in_ignored_folders_that_were_never_opened() -> None:
    tree = FolderTree()
    tree.add_folder("", [make_node("node_modules", "directory"), make_node("src", "directory", ignored=False)])
    listed = {
        "node_modules": [make_node("node_modules/pad", "directory"), make_node("node_modules/.git", "directory")],
        "node_modules/pad": [make_node("node_modules/pad/padder.js")],
    }

    async def read(path: str) -> list[FileNode]:
        if path == "src":
            raise ServerFailed("no", method="GET", path="/file", status=500)
        return listed[path]

    shown: list[int | None] = []
    await walk_folders(tree, read, lambda: shown.append(tree.unwalked))
    assert shown == [0]
    found = filter_folders("padder", tree.list_known(), (), {}, False)
    assert found.paths == ("node_modules/pad/padder.js",)
    assert found.paths[0] in found.ignored
    # The tree shows, as before, only what a person opened.
    assert set(tree.children) == {""}
    tree.forget_walk()
    assert filter_folders("padder", tree.list_known(), (), {}, False).paths == ()


async def test_a_walk_reads_the_folders_near_the_top_and_says_how_many_it_left_out() -> None:
    tree = FolderTree()
    tree.add_folder("", [make_node(f"d{number}", "directory") for number in range(walk.MAX_WALKED)])

    async def read(path: str) -> list[FileNode]:
        return [make_node(f"{path}/below", "directory")]

    await walk_folders(tree, read, lambda: None)
    assert all(path.startswith("d") and "/" not in path for path in tree.walked)
    assert tree.unwalked == walk.MAX_WALKED == len(tree.walked)
