"""Completing a path folder by folder, against files on disk."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from octui.ui.composer.path_completion import Continuations, complete_path, make_listing
from octui.ui.composer.widget import Composer
from octui.ui.messages import Attachment, SendPrompt
from octui.wire.workspace.files import FileNode
from tests.support.call_count import count_calls
from tests.support.drawn_cells import read_screen
from tests.ui.composer.test_composer import ComposerApp, type_text

ODD_NAMES = ["my dir", "a#b", "q?", "50%25 off", "per%41cent", "a@b", "it's", 'say "hi"', "日本", "@types", "v:2", "#3"]


class FilesApp(ComposerApp):
    """Answers as a server does, from a folder on disk; `hold_answers` keeps the answers back."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root
        self.held: list[Composer.FilesWanted] | None = None

    def hold_answers(self) -> None:
        self.held = []

    def release_answers(self) -> None:
        held, self.held = self.held or [], None
        for message in held:
            self.answer_query(message)

    def answer_query(self, message: Composer.FilesWanted) -> None:
        if self.held is not None:
            self.held.append(message)
            return
        listing = None
        if message.folder is not None and (self.root / message.folder).is_dir():
            nodes = [
                FileNode(entry.name, type="directory" if entry.is_dir() else "file", ignored=entry.name == "dist")
                for entry in (self.root / message.folder).iterdir()
            ]
            listing = make_listing(message.folder, nodes)
        names = [str(path.relative_to(self.root)) for path in self.root.rglob("*")]
        found = [name for name in sorted(names) if message.query in name and not message.query.endswith("/")]
        message.composer.offer_files(message.query, found, listing)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in (
        "src/api/routes.py",
        "src/api/users.py",
        "src/app.py",
        "src/.env",
        "setup.py",
        "dist/x.js",
        "s p/t u.md",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


async def press_tab(pilot: Pilot[None], times: int = 1) -> None:
    for _ in range(times):
        await pilot.press("tab")
        await pilot.pause()


async def test_tab_goes_on_in_the_folder_until_a_file_is_named(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        texts = []
        await type_text(pilot, "@src/")
        for _ in range(3):
            await press_tab(pilot)
            texts.append(app.composer.text)
        # All entries begin with `ap`; no further, so the first is taken; its entries have nothing in common.
        assert texts == ["@src/ap", "@src/api/", "@src/api/routes.py "]
        assert app.heard == []


async def test_the_entries_of_a_folder_are_listed_below_it_and_enter_mentions_the_folder(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        await type_text(pilot, "@src/")
        await pilot.pause()
        shown = read_screen(app)
        assert shown.index("src/api/") < shown.index("src/app.py") < shown.index("src/.env")
        await pilot.press("enter", "enter")
        assert app.posted == [SendPrompt("@src/", (Attachment("file", "src/", 0, 5),), composer=app.composer)]


async def test_a_row_chosen_with_the_arrows_is_what_tab_takes(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        await type_text(pilot, "@src/")
        await pilot.pause()
        await pilot.press("down", "down")
        await press_tab(pilot)
        assert app.composer.text == "@src/app.py "


async def test_an_answer_while_choosing_leaves_the_highlight_where_it_is(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        await type_text(pilot, "@src/")
        await pilot.pause()
        await pilot.press("down", "down")
        app.answer_query(Composer.FilesWanted(app.composer, "src/", "src/"))
        await press_tab(pilot)
        assert app.composer.text == "@src/app.py "


async def test_tab_before_the_server_has_answered_waits_for_it(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        app.hold_answers()
        await type_text(pilot, "@src/api/u")
        await press_tab(pilot)
        assert app.composer.text == "@src/api/u" and app.heard == []
        app.release_answers()
        await pilot.pause()
        assert app.composer.text == "@src/api/users.py "


async def test_a_tab_that_waits_is_forgotten_when_something_else_is_typed(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        app.hold_answers()
        await type_text(pilot, "@src/api/u")
        await press_tab(pilot)
        await type_text(pilot, " x")
        app.release_answers()
        await pilot.pause()
        assert app.composer.text == "@src/api/u x"


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_a_folder_of_any_name_is_completed_and_attached(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "in it.txt").touch()
    app = FilesApp(tmp_path)
    async with app.run_test() as pilot:
        await type_text(pilot, f"@{name[0]}")
        await pilot.pause()
        await press_tab(pilot, 2)
        path = f"{name}/in it.txt"
        assert app.composer.text == f"@{path} "
        await type_text(pilot, "ok")
        await pilot.press("enter")
        attached = (Attachment("file", path, 0, len(path) + 1),)
        assert app.posted == [SendPrompt(f"@{path} ok", attached, composer=app.composer)]


async def test_a_name_with_spaces_is_still_completed_behind_its_space(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        await type_text(pilot, "see @s")
        await pilot.pause()
        await type_text(pilot, " p")
        await press_tab(pilot)
        assert app.composer.text == "see @s p/"
        await type_text(pilot, "t u")
        await press_tab(pilot)
        assert app.composer.text == "see @s p/t u.md "


async def test_words_behind_a_mention_complete_nothing(root: Path) -> None:
    app = FilesApp(root)
    async with app.run_test() as pilot:
        await type_text(pilot, "@setup.py please look")
        await pilot.pause()
        assert not app.composer.is_completing
        await pilot.press("enter")
        assert [type(message) for message in app.posted] == [SendPrompt]


@pytest.mark.parametrize(
    ("query", "names", "completed"),
    [
        ("src/a", ["src/app.py", "src/api.py"], ("src/ap", False)),
        ("src/ap", ["src/app.py", "src/api.py"], ("src/app.py", True)),
        ("src/", ["src/.env", "src/main.py"], ("src/main.py", True)),
        ("src/.", ["src/.env", "src/.editorconfig"], ("src/.e", False)),
        ("app", ["app", "app.py"], ("app", True)),
        ("ap", ["app", "app.py"], ("app", False)),
        ("SRC", ["src/"], ("src/", True)),
        ("日", ["日本/"], ("日本/", True)),
    ],
)
def test_tab_goes_as_far_as_all_names_agree(query: str, names: list[str], completed: tuple[str, bool]) -> None:
    assert complete_path(query, names, names[0]) == completed


async def test_a_name_with_a_line_break_is_attached(tmp_path: Path) -> None:
    (tmp_path / "two\nlines.txt").touch()
    app = FilesApp(tmp_path)
    async with app.run_test() as pilot:
        await type_text(pilot, "@tw")
        await pilot.pause()
        await press_tab(pilot)
        await pilot.press("enter")
        (sent,) = app.posted
        assert isinstance(sent, SendPrompt)
        assert [each.name for each in sent.attachments] == ["two\nlines.txt"]


@pytest.mark.parametrize(
    "name, obstacle",
    [("lat\ufffdin.txt", "its name is not UTF-8"), ("bad\x1b[m.txt", "its name has control characters")],
)
async def test_a_name_that_cannot_be_sent_is_listed_with_its_reason_and_not_accepted(
    tmp_path: Path, name: str, obstacle: str
) -> None:
    (tmp_path / name).touch()
    app = FilesApp(tmp_path)
    async with app.run_test() as pilot:
        await type_text(pilot, f"@{name[:3]}")
        await pilot.pause()
        assert f"cannot be attached: {obstacle}" in read_screen(app)
        await pilot.press("enter", "tab")
        assert app.composer.text == f"@{name[:3]}"
        assert not app.heard and not app.posted


def test_only_the_folders_own_entries_continue_a_path() -> None:
    listing = make_listing("src/", [FileNode("Lib", type="directory"), FileNode("lib.py"), FileNode("bad\x1b[m")])
    assert listing.paths == ("src/Lib/", "src/lib.py")
    assert Continuations(listing).find_paths("src/l") == ("src/lib.py",)
    assert Continuations(listing).find_paths("src/LI") == ("src/Lib/", "src/lib.py")
    assert Continuations(listing).find_paths("l") == ()


def test_a_longer_path_looks_only_at_what_the_shorter_one_left() -> None:
    nodes = [FileNode(f"file{number:05}.txt") for number in range(5_000)]
    found = Continuations(make_listing("", nodes))
    assert len(found.find_paths("file0001")) == 10
    assert count_calls(lambda: found.find_paths("file00012")) < 100
    assert count_calls(lambda: found.find_paths("file00012")) < 10, "nothing is looked at twice"
    assert found.find_paths("file00012") == ("file00012.txt",)
    assert len(found.find_paths("file")) == 5_000
    assert found.find_paths("FILE00013") == ("file00013.txt",)
