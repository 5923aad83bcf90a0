"""The viewer, the browser and the search, by keyboard, on the embedded server."""

from collections.abc import Callable, Iterator

import pytest
from textual.pilot import Pilot

from octui.render.blocks import ToolBlock
from octui.ui.app import OctuiApp
from octui.ui.files.browser_screen import FileBrowser
from octui.ui.files.file_screen import FileScreen
from octui.ui.files.input_bar import LineBar
from octui.ui.files.line_range import parse_line_range
from tests.support.drawn_cells import list_screen_rows
from tests.support.real_opencode import EMBEDDED, Project, RealServer
from tests.support.waiting import wait_until
from tests.ui.files.opened_app import open_octui

pytestmark = pytest.mark.slow

HOSTILE = 'x = "\x1b[31m\u202eevil"\n\ty = "日本語"\n' + "long " * 100 + "end\n"


@pytest.fixture
def server(shared_servers: Callable[[str], RealServer]) -> Iterator[RealServer]:
    yield shared_servers(EMBEDDED)


def is_drawn(app: OctuiApp, width: int, hints: int) -> Callable[[], bool]:
    def is_done() -> bool:
        rows = list_screen_rows(app)
        return max(map(len, rows)) <= width and rows[-1].count(" · ") >= hints

    return is_done


async def open_viewer(app: OctuiApp, pilot: Pilot[int], path: str, line: int | None = None) -> FileScreen:
    app.controllers.files.open_file(path, line)
    await wait_until(pilot, lambda: isinstance(app.screen, FileScreen) and app.screen.loaded is not None)
    screen = app.screen
    assert isinstance(screen, FileScreen)
    await pilot.pause()
    return screen


async def test_a_file_is_read_searched_wrapped_and_quoted_at_any_width(server: RealServer, project: Project) -> None:
    (project.path / "odd.py").write_text(HOSTILE)
    (project.path / "many.txt").write_text(
        "".join(f"row {n} {'Needle' if n % 100 == 0 else ''}\n" for n in range(1000))
    )
    async with open_octui(server, project) as (app, pilot):
        viewer = await open_viewer(app, pilot, "odd.py")
        for width, hints in ((140, 9), (80, 5), (60, 4)):
            await pilot.resize_terminal(width, 24)
            await wait_until(pilot, is_drawn(app, width, hints))
            rows = list_screen_rows(app)
            assert rows[0].startswith(" odd.py  python · 3 lines") and rows[0].endswith("1/3")
            assert rows[1] == '▌  1  x = "␛[31m\\u{202e}evil"'
            assert rows[2] == '   2      y = "日本語"'
            assert rows[3].startswith("   3  long long") and rows[3].endswith("›")
            assert rows[-1].startswith(" / search · v select") and rows[-1].endswith("esc close")
        # Sideways, and wrapped.
        await pilot.press("dollar_sign")
        assert list_screen_rows(app)[3].endswith("end")
        await pilot.press("0", "w")
        assert list_screen_rows(app)[4].startswith("   ↪  ")
        assert any(row.endswith("end") for row in list_screen_rows(app))
        await pilot.press("escape")

        # What can be done with what is shown is what is hinted at.
        await open_viewer(app, pilot, "missing.py")
        assert "missing.py does not exist" in "\n".join(list_screen_rows(app))
        assert list_screen_rows(app)[-1].strip() == "r reload · t folder · c copy path · esc close"
        await pilot.press("escape")

        viewer = await open_viewer(app, pilot, "many.txt")
        await pilot.press("slash", *"needle")
        await wait_until(pilot, lambda: viewer.view.cursor_line == 0 and "1 of 10" in list_screen_rows(app)[-1])
        await pilot.press("enter", "n")
        await wait_until(pilot, lambda: viewer.view.cursor_line == 100)
        await pilot.press("N", "N")
        await wait_until(pilot, lambda: viewer.view.cursor_line == 900)
        assert list_screen_rows(app)[-1].startswith(" 10 of 10  n/N next")
        await pilot.press("colon", *"500-502")
        await wait_until(pilot, lambda: viewer.view.selected_lines == (499, 501))
        await pilot.press("enter")
        assert not viewer.query_one(LineBar).is_asking
        # A search that is cancelled goes back to where it began.
        await pilot.press("slash", *"Needle", "escape")
        await wait_until(pilot, lambda: viewer.view.cursor_line in (499, 501))
        await pilot.press("colon", *"7", "enter", "V", "down", "p")
        composer = app.context.composer
        assert composer is not None
        await wait_until(pilot, lambda: composer.text == "many.txt#L7-L8\n```\nrow 6 \nrow 7 \n```\n")


async def test_a_folder_of_many_entries_is_listed_filtered_and_remembered(
    server: RealServer, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.path / "big").mkdir()
    for number in range(3_000):
        (project.path / "big" / f"entry_{number:04}.txt").touch()
    (project.path / ".gitignore").write_text("big/\n")
    async with open_octui(server, project) as (app, pilot):
        await pilot.press("ctrl+x", "f")
        await wait_until(pilot, lambda: isinstance(app.screen, FileBrowser) and bool(app.screen.folders.rows))
        browser = app.screen
        assert isinstance(browser, FileBrowser)
        await wait_until(pilot, lambda: browser.selected_path == "big/")
        await pilot.press("right")
        await wait_until(pilot, lambda: len(browser.folders.rows) > 3_000)
        await pilot.press("end", "home", "right")
        assert browser.selected_path == "big/entry_0000.txt"
        await pilot.press(*"ent2999")
        await wait_until(pilot, lambda: browser.selected_path == "big/entry_2999.txt")
        await pilot.press("escape", "down")
        place = browser.selected_path
        await pilot.press("escape")
        await wait_until(pilot, lambda: not isinstance(app.screen, FileBrowser))
        await pilot.press("ctrl+x", "f")
        await wait_until(pilot, lambda: isinstance(app.screen, FileBrowser) and app.screen.selected_path == place)
        # What git ignores can be hidden, and only what changed shown.
        reopened = app.screen
        assert isinstance(reopened, FileBrowser)
        await pilot.press("ctrl+g")
        await wait_until(pilot, lambda: len(reopened.folders.rows) < 10)
        await wait_until(pilot, lambda: reopened.folders.marks.get(".gitignore") == "A")
        await pilot.press("ctrl+t")
        await wait_until(pilot, lambda: reopened.selected_path == ".gitignore")
        assert list_screen_rows(app)[3].partition("│")[0].split() == ["›", ".gitignore", "A"]
        await pilot.press("tab")
        composer = app.context.composer
        assert composer is not None
        await wait_until(pilot, lambda: composer.text == "@.gitignore ")
        # In the transcript, a key opens the file that a tool read.
        chat = app.controllers.sessions.open_chat("")
        await wait_until(pilot, lambda: chat.is_mounted)
        chat.send_prompt(f'tool read {{"filePath": "{project.directory}/README.md"}}')
        await wait_until(pilot, lambda: any("Done." in row for row in list_screen_rows(app)))
        chat.transcript.focus()
        for _ in range(6):
            await pilot.press("up")
            if isinstance(chat.transcript._cursor.block, ToolBlock):
                break
        await pilot.press("f")
        await wait_until(pilot, lambda: isinstance(app.screen, FileScreen) and app.screen.loaded is not None)
        assert isinstance(app.screen, FileScreen) and app.screen.path == "README.md"
        # `$EDITOR` gets files of this machine; in a test, no terminal can be lent.
        monkeypatch.setenv("VISUAL", "true")
        await pilot.press("e")
        board = app.context.notice_board
        await wait_until(pilot, lambda: any("an editor cannot run" in notice.message for notice in board.notices))


async def test_what_the_server_answers_after_a_screen_was_left_is_for_no_one(
    server: RealServer, project: Project
) -> None:
    async with open_octui(server, project) as (app, pilot):
        viewer = await open_viewer(app, pilot, "README.md")
        loaded = viewer.loaded
        assert loaded is not None
        await pilot.press("escape", "ctrl+x", "f")
        await wait_until(pilot, lambda: isinstance(app.screen, FileBrowser) and bool(app.screen.folders.rows))
        browser = app.screen
        assert isinstance(browser, FileBrowser)
        await pilot.press(*"read", "escape", "escape")
        await wait_until(pilot, lambda: app.screen is not browser)
        # What was asked for before it was left is answered one after the other, while Textual removes it and after.
        for _ in range(3):
            browser.show_found("", (), 0)
            browser.show_walk(browser.folders)
            browser.show_folders(browser.folders)
            viewer.show_file(loaded)
            await pilot.pause()
        assert not [notice.message for notice in app.context.notice_board.notices]


async def test_a_filter_says_nothing_about_folders_that_were_not_read(server: RealServer, project: Project) -> None:
    async with open_octui(server, project) as (app, pilot):
        await pilot.press("ctrl+x", "f")
        await wait_until(pilot, lambda: isinstance(app.screen, FileBrowser) and bool(app.screen.folders.rows))
        browser = app.screen
        assert isinstance(browser, FileBrowser)
        await pilot.press(*"nosuchname")
        await wait_until(pilot, lambda: "Nothing matches “nosuchname”." in "\n".join(list_screen_rows(app)))
        del browser.folders.children[""]
        assert browser._describe_problem() == "Reading …"
        browser.folders.fail_folder("", "The project cannot be listed: no answer.")
        assert browser._describe_problem() == "The project cannot be listed: no answer."


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("12", (12, None)),
        ("3-9", (3, 9)),
        ("L3-L9", (3, 9)),
        ("3, 9", (3, 9)),
        ("0", (1, None)),
        ("x", None),
        ("", None),
    ],
)
def test_lines_are_typed_in_every_common_way(typed: str, lines: tuple[int, int | None] | None) -> None:
    assert parse_line_range(typed) == lines
