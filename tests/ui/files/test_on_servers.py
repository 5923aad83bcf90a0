"""Files on every server, in the whole app: what keys show is what the server says."""

from collections.abc import Callable

import pytest

from octui.client import Client
from octui.ui.app import OctuiApp
from octui.ui.files.browser_screen import FileBrowser
from octui.ui.files.file_screen import FileScreen
from octui.ui.files.preview import FilePreview
from octui.ui.files.search.screen import FileSearchScreen
from octui.ui.pickers.picker import FilterInput
from tests.support.drawn_cells import list_screen_rows
from tests.support.real_opencode import EMBEDDED, NEWEST, OLDEST, Project, RealServer
from tests.support.waiting import wait_until
from tests.ui.files.opened_app import open_octui

pytestmark = [pytest.mark.real, pytest.mark.slow]


def is_shown(app: OctuiApp, text: str) -> Callable[[], bool]:
    return lambda: text in "\n".join(list_screen_rows(app))


def is_at_line(app: OctuiApp, line: int) -> bool:
    screen = app.screen
    return isinstance(screen, FileScreen) and screen.loaded is not None and screen.view.cursor_line == line - 1


@pytest.fixture(params=[NEWEST, OLDEST, EMBEDDED])
def server(request: pytest.FixtureRequest, shared_servers: Callable[[str], RealServer]) -> RealServer:
    return shared_servers(request.param)


async def test_folders_are_browsed_and_files_read_and_mentioned(server: RealServer, project: Project) -> None:
    (project.path / "src" / "checkout.py").write_text("".join(f"line_{n} = {n}\n" for n in range(1, 31)))
    (project.path / "blob.bin").write_bytes(bytes(range(256)) * 8)
    (project.path / "empty.txt").touch()
    (project.path / ".gitignore").write_text("node_modules\n")
    (project.path / "node_modules" / "left-pad").mkdir(parents=True)
    (project.path / "node_modules" / "left-pad" / "padder.js").touch()
    async with Client(server.url, directory=project.directory) as client, open_octui(server, project) as opened:
        app, pilot = opened
        await pilot.press("ctrl+x", "f")
        await wait_until(pilot, lambda: isinstance(app.screen, FileBrowser) and bool(app.screen.folders.rows))
        browser = app.screen
        assert isinstance(browser, FileBrowser)
        listed = [node.path for node in await client.files.list() if node.name != ".git"]
        assert [node.path for node, _ in browser.folders.rows] == listed
        await wait_until(pilot, lambda: browser.folders.marks.get("src/checkout.py") == "M")
        changed = {file.file: file.status for file in await client.vcs.get_status()}
        assert changed["src/checkout.py"] == "modified"
        assert (browser.folders.marks["src"], browser.folders.marks["blob.bin"]) == ("•", "A")
        # A folder is read when it is opened, and a file that the filter finds is shown.
        browser.reveal_path("src")
        await pilot.press("right")
        await wait_until(pilot, lambda: "src" in browser.folders.children)
        listed = [node.path for node in await client.files.list("src")]
        assert [node.path for node in browser.folders.children["src"]] == listed
        await pilot.press(*"chkout")
        await wait_until(pilot, lambda: browser.selected_path == "src/checkout.py")
        preview = browser.query_one(FilePreview)
        await wait_until(pilot, lambda: "line_30 = 30" in "\n".join(list_screen_rows(app)))
        assert preview.path == "src/checkout.py"
        await pilot.press("enter")
        await wait_until(pilot, lambda: isinstance(app.screen, FileScreen) and app.screen.loaded is not None)
        viewer = app.screen
        assert isinstance(viewer, FileScreen)
        assert "\n".join(viewer.view.lines.lines) == (await client.files.read("src/checkout.py")).content.rstrip("\n")
        # So is one of a folder that git ignores and that was never opened.
        await pilot.press("escape", "escape", *"padder")
        await wait_until(pilot, lambda: browser.selected_path == "node_modules/left-pad/padder.js")
        await pilot.press("escape")
        # A folder that was deleted meanwhile is not there, and then not listed.
        (project.path / "src" / "old").mkdir()
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: browser.folders.find_row("src/old") != browser.folders.find_row("src"))
        (project.path / "src" / "old").rmdir()
        browser.reveal_path("src/old/")
        await wait_until(pilot, is_shown(app, "src/old does not exist on the server."))
        await wait_until(pilot, lambda: browser.folders.find_row("src/old") == browser.folders.find_row("src"))
        # What is wrong with a path is one sentence.
        for path, problem in (
            ("nowhere.py", "nowhere.py does not exist"),
            ("empty.txt", "The file is empty."),
            ("../secret", "../secret is outside the project"),
            ("/etc/passwd", "etc/passwd is outside the project"),
        ):
            app.controllers.files.open_file(path)
            await wait_until(pilot, is_shown(app, problem))
            await pilot.press("escape")
        app.controllers.files.open_file("blob.bin")
        if server.version == OLDEST:
            await wait_until(pilot, is_shown(app, "A binary file, of which this server sends no content."))
        else:
            await wait_until(pilot, lambda: "00 01 02 03" in "\n".join(list_screen_rows(app)))
            assert "2.0 KB" in "\n".join(list_screen_rows(app))
        await pilot.press("escape")
        app.controllers.files.open_file("src")
        await wait_until(pilot, lambda: isinstance(app.screen, FileBrowser) and app.screen.selected_path == "src/")
        # Lines are selected by keyboard, and mentioned in the prompt.
        app.controllers.files.open_file(f"{project.directory}/src/checkout.py", 2)
        await wait_until(pilot, lambda: is_at_line(app, 2))
        await pilot.press("v", "j", "j", "enter")
        composer = app.context.composer
        assert composer is not None
        await wait_until(pilot, lambda: composer.text == "@src/checkout.py#L2-L4 ")
        assert isinstance(app.screen, type(app.context.home))


async def test_text_files_and_symbols_are_searched_as_you_type(server: RealServer, project: Project) -> None:
    (project.path / "notes.md").write_text("it's a Duck\n(one goose\n")
    (project.path / "many.txt").write_text("needle\n" * 300)
    (project.path / ".env").write_text("TOKEN=duck\n")
    async with Client(server.url, directory=project.directory) as client, open_octui(server, project) as opened:
        app, pilot = opened
        await pilot.press("ctrl+x", "full_stop")
        await wait_until(pilot, lambda: isinstance(app.screen, FileSearchScreen))
        search = app.screen
        assert isinstance(search, FileSearchScreen)

        async def search_for(text: str) -> None:
            search.query_one(FilterInput).value = text
            await wait_until(pilot, lambda: search.outcome.query == text and not search._is_waiting)

        await pilot.press(*"small shop")
        await wait_until(pilot, lambda: search.outcome.query == "small shop" and not search._is_waiting)
        (hit,) = search.outcome.hits
        (match,) = await client.files.search_text("small shop")
        assert (hit.path, hit.line, hit.spans) == ("README.md", match.line_number, ((2, 12),))
        # Without a capital letter, case does not matter.
        await search_for("duck")
        # OpenCode searches what it asks before reading, too.
        expected = [("notes.md", 1)] if server.version not in (NEWEST, OLDEST) else [(".env", 1), ("notes.md", 1)]
        assert sorted((each.path, each.line) for each in search.outcome.hits) == expected
        if server.version not in (NEWEST, OLDEST):
            assert search.outcome.hidden == 1
            await wait_until(pilot, is_shown(app, "1 file hidden by read rules"))
        await search_for("DUCK")
        assert search.outcome.problem == "No line matches “DUCK”."
        await search_for("(one")
        assert search.outcome.problem.startswith("“(one” is not a regular expression: missing )")
        await pilot.press("ctrl+r")
        await wait_until(pilot, lambda: bool(search.outcome.hits))
        assert [each.text for each in search.outcome.hits] == ["(one goose"]
        await pilot.press("ctrl+r")
        await search_for("needle")
        assert search.outcome.note.startswith("this server lists ")
        assert len(search.outcome.hits) == len(await client.files.search_text("needle"))
        # Files, and symbols, of which only the embedded server knows some without a language server.
        await pilot.press("tab")
        await search_for("chkout")
        await wait_until(pilot, lambda: bool(search.outcome.hits))
        assert search.outcome.hits[0].path == "src/checkout.py"
        assert "src/checkout.py" in await client.files.search("chkout", type="file")
        await pilot.press("tab")
        await search_for("total")
        known = await client.files.search_symbols("total")
        assert [each.text for each in search.outcome.hits] == [symbol.name for symbol in known]
        if server.version not in (NEWEST, OLDEST):
            await wait_until(pilot, lambda: "def total(items" in "\n".join(list_screen_rows(app)))
            await pilot.press("enter")
            await wait_until(pilot, lambda: isinstance(app.screen, FileScreen) and app.screen.loaded is not None)
            await pilot.press("escape")
        else:
            assert search.outcome.problem.startswith("No symbols: no language server runs")
        # Enter opens the file at the line; the search is there again afterwards.
        await pilot.press("tab")
        await search_for("goose")
        await wait_until(pilot, lambda: bool(search.outcome.hits))
        await pilot.press("enter")
        await wait_until(pilot, lambda: is_at_line(app, 2))
        await pilot.press("escape", "escape")
        await pilot.press("ctrl+x", "full_stop")
        await wait_until(pilot, lambda: isinstance(app.screen, FileSearchScreen) and app.screen is not search)
        await wait_until(pilot, lambda: isinstance(app.screen, FileSearchScreen) and bool(app.screen.outcome.hits))
