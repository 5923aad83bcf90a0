import pytest

from octui.ui.composer.mention_lookup import MAX_LISTED_FOLDERS, MentionLookup
from octui.ui.composer.path_completion import FolderListing

TREE = {
    "": ("src/", "a#b/", "my dir/", "q?", "per%41cent/", "f.py", "two words.md", "a@b.txt"),
    "src/": ("src/app.py", "src/my file.txt"),
    "a#b/": ("a#b/in it.txt",),
    "my dir/": ("my dir/sub dir/",),
    "my dir/sub dir/": ("my dir/sub dir/deep.txt",),
    "per%41cent/": ("per%41cent/x",),
}


class Folders:
    def __init__(self) -> None:
        self.listed: list[str] = []

    async def list_folder(self, folder: str) -> FolderListing | None:
        self.listed.append(folder)
        return FolderListing(folder, TREE[folder]) if folder in TREE else None


@pytest.mark.parametrize(
    ("text", "name", "lines"),
    [
        ("see @f.py:2-3, please", "f.py", (2, 3)),
        ("see @f.py#L2-L3", "f.py", (2, 3)),
        ("is @q? right", "q?", None),
        ("is @q?", "q?", None),
        ("in @a#b/in it.txt", "a#b/in it.txt", None),
        ("in @a#b", "a#b/", None),
        ("in @src", "src/", None),
        ("in @src/ too", "src/", None),
        ("@two words.md#4", "two words.md", (4, 4)),
        ("@my dir/sub dir/deep.txt it is", "my dir/sub dir/deep.txt", None),
        ("@src/my file.txt", "src/my file.txt", None),
        ("@per%41cent/x", "per%41cent/x", None),
        ("@a@b.txt", "a@b.txt", None),
        ("`@src/app.py`", "src/app.py", None),
    ],
)
async def test_a_file_of_any_name_is_found_as_it_is_written(
    text: str, name: str, lines: tuple[int, int] | None
) -> None:
    found = await MentionLookup(Folders().list_folder).find_mentions(text, ())
    assert [(each.name, each.lines) for each in found.attachments] == [(name, lines)]
    assert found.missing == ()


async def test_what_is_not_there_is_missing_and_the_rest_is_attached() -> None:
    text = "@missing.txt @f.py @src/none @property @types/node me@src.py"
    found = await MentionLookup(Folders().list_folder).find_mentions(text, ())
    assert [each.name for each in found.attachments] == ["f.py"]
    assert found.missing == ("missing.txt", "src/none")


async def test_a_link_that_no_folder_lists_is_a_file_if_it_can_be_read() -> None:
    read: list[str] = []

    async def is_readable(path: str) -> bool:
        read.append(path)
        return path == "link.md"

    lookup = MentionLookup(Folders().list_folder, is_readable)
    found = await lookup.find_mentions("@link.md:2-3 @f.py @nk.md @property @link.md", ())
    assert [(each.name, each.lines) for each in found.attachments] == [
        ("link.md", (2, 3)),
        ("f.py", None),
        ("link.md", None),
    ]
    assert found.missing == ("nk.md",)
    assert read == ["link.md", "nk.md"]


async def test_each_folder_is_listed_once_and_only_so_many() -> None:
    folders = Folders()
    await MentionLookup(folders.list_folder).find_mentions("@src/a.py @src/b.py @src/app.py", ())
    assert sorted(folders.listed) == ["", "src/"]
    folders = Folders()
    await MentionLookup(folders.list_folder).find_mentions(" ".join(f"@d{n}/x.py" for n in range(500)), ())
    assert len(folders.listed) == MAX_LISTED_FOLDERS
