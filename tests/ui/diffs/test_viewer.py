"""The diff viewer on a real repository, by keyboard: what it shows, and where the keys go."""

import asyncio
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from textual.pilot import Pilot

from octui.config.reviewed_marks import ReviewedMarks
from octui.render.diff.document_rows import RowKind
from octui.ui.app import OctuiApp
from octui.ui.diffs import header
from octui.ui.diffs.loading import DiffSource
from octui.ui.diffs.viewer_screen import DiffScreen
from octui.ui.pickers.confirm_dialog import ConfirmDialog
from tests.server.embedded import EmbeddedServer
from tests.support.drawn_cells import list_screen_rows
from tests.support.fault_proxy import Exchange, run_fault_proxy
from tests.ui.diffs.diff_app import git, open_viewer, run_app, wait_for_diff, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url(embedded: EmbeddedServer) -> str:
    return embedded.url


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Three changed files: one with two hunks, a new one and a deleted one."""
    folder = tmp_path / "shop"
    (folder / "src" / "shop").mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    code = [f"def part_{number}() -> int:\n    return {number}\n\n" for number in range(30)]
    (folder / "src" / "shop" / "parts.py").write_text("".join(code))
    (folder / "old.md").write_text("old\n")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=Begin")
    code[2] = "def part_2() -> int:\n    return 2000\n\n"
    code[20] = "def part_20(extra: int) -> int:\n    return 20 + extra\n\n"
    (folder / "src" / "shop" / "parts.py").write_text("".join(code))
    (folder / "old.md").unlink()
    (folder / "src" / "new.py").write_text("print('\x1b[31mhello')\n")
    return folder


async def test_the_keys_reach_every_hunk_file_and_source(url: str, repository: Path) -> None:
    async with run_app(url, repository) as (app, pilot):
        viewer = await open_viewer(app, pilot)
        view = viewer.patch_view
        shown = "\n".join(list_screen_rows(app))
        assert "main since its last commit" in shown and "3 files  +4  -4" in shown
        assert "D old.md" in shown and "A new.py" in shown and "M parts.py" in shown
        assert "print('␛[31mhello')" in shown
        assert "unchanged lines" in shown and "part_10" not in shown

        def cursor_line() -> str:
            lines = view.list_pointed_lines()
            return lines[0].sign + lines[0].text if lines else ""

        hunks = []
        for _ in range(5):
            await pilot.press("right_square_bracket")
            hunks.append(cursor_line())
        assert hunks[:3] == ["-old", "+print('\x1b[31mhello')", "-    return 2"]
        assert hunks[3] == hunks[4] == "-def part_20() -> int:"
        await pilot.press("left_square_bracket")
        assert cursor_line() == "-    return 2"
        await pilot.press("p")
        assert view.current_file is not None and view.current_file.path == "src/new.py"
        await pilot.press("n", "n")
        assert view.current_file.path == "src/shop/parts.py"

        await pilot.press("v")
        await wait_for_diff(viewer, pilot)
        assert view.is_split
        pairs = [row for row in view.document.rows if row.kind is RowKind.LINE and row.old >= 0 and row.new >= 0]
        file = view.current_file
        assert ("-", "+") in {(file.lines[row.old].sign, file.lines[row.new].sign) for row in pairs if row.file == 2}
        await pilot.press("v", "w")
        await wait_for_diff(viewer, pilot)
        assert not view.is_split
        assert any(line.text == "def part_10() -> int:" for line in view.document.files[2].lines)

        await pilot.press("d")
        await wait_for_diff(viewer, pilot)
        assert viewer.loaded.source is DiffSource.BRANCH
        await pilot.press("d")
        await wait_for_diff(viewer, pilot)
        assert "There is no session yet." in "\n".join(list_screen_rows(app))
        await pilot.press("D", "D", "s")
        await wait_for_diff(viewer, pilot)
        assert len(view.document.file_rows) == 1
        await pilot.press("escape")
        assert app.screen is not viewer


async def test_a_mark_is_kept_for_the_content_and_the_tree_takes_the_keyboard(url: str, repository: Path) -> None:
    async with run_app(url, repository, size=(80, 24)) as (app, pilot):
        viewer = await open_viewer(app, pilot)
        assert not viewer.file_tree.display
        await pilot.press("tab")
        await wait_until(app, pilot, lambda: viewer.file_tree.has_focus and not viewer.patch_view.display)
        await pilot.press("end", "enter")
        await wait_until(app, pilot, lambda: viewer.patch_view.has_focus)
        assert viewer.patch_view.current_file is not None and viewer.patch_view.current_file.path == "src/shop/parts.py"
        await pilot.press("m")
        await wait_until(app, pilot, lambda: "✓ 1/3" in list_screen_rows(app)[0])
        # A thread still writes when the header is drawn: the end of a program waits for it, the next app does not.
        await wait_until(app, pilot, lambda: bool(ReviewedMarks().load_marks()))
    (repository / "old.md").write_text("newer\n")
    async with run_app(url, repository, size=(60, 20)) as (app, pilot):
        viewer = await open_viewer(app, pilot)
        await wait_until(app, pilot, lambda: "✓ 1/3" in list_screen_rows(app)[0])
        code = (repository / "src" / "shop" / "parts.py").read_text()
        (repository / "src" / "shop" / "parts.py").write_text(code.replace("2000", "2001"))
        await pilot.press("R")
        await wait_until(app, pilot, lambda: "✓" not in list_screen_rows(app)[0])
        for row in list_screen_rows(app):
            assert len(row) <= 60


async def test_a_server_that_reads_for_long_can_be_left_and_untracked_files_left_out(
    url: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(header, "LONG_WORK", 0)
    port = urlsplit(url).port
    assert port is not None

    async def keep_waiting(_: Exchange) -> None:
        await asyncio.Event().wait()

    async with (
        run_fault_proxy(port, {"GET /vcs/diff": keep_waiting}) as proxy,
        run_app(proxy.url, repository) as (app, pilot),
    ):
        app.controllers.diffs.show_diff()
        offer = re.compile(r"◌ reading, \d+ s · u leaves untracked files out")
        for width in (60, 140):
            await pilot.resize_terminal(width, 20)
            await wait_until(app, pilot, lambda: offer.search(list_screen_rows(app)[0]) is not None)
        await pilot.press("escape")
        await wait_until(app, pilot, lambda: not isinstance(app.screen, DiffScreen))
        app.controllers.diffs.show_diff()
        await wait_until(app, pilot, lambda: "◌ reading" in "\n".join(list_screen_rows(app)))
        await pilot.press("u")
        await wait_until(app, pilot, lambda: "2 files  +3  -4" in "\n".join(list_screen_rows(app)))
        said = " 1 untracked file is left out: read with git in the server's shell."
        await wait_until(app, pilot, lambda: list_screen_rows(app)[1] == said)


async def test_comments_become_one_prompt_to_edit(url: str, repository: Path) -> None:
    async with run_app(url, repository) as (app, pilot):
        # An empty prompt is a draft too, and must not come back over the comments.
        await pilot.press("x", "backspace")
        viewer = await open_viewer(app, pilot)
        await pilot.press("n", "n", "right_square_bracket", "J", "c", *"use a constant", "enter")
        await wait_for_diff(viewer, pilot)
        assert any("use a constant" in row for row in list_screen_rows(app))
        await pilot.press("right_square_bracket", "c", *"why?", "enter")
        await wait_for_diff(viewer, pilot)
        await pilot.press("escape")
        viewer = await open_viewer(app, pilot)
        assert "✎ 2" in list_screen_rows(app)[0]
        await pilot.press("S")
        await pilot.pause()
        assert app.context.composer is not None
        text = app.context.composer.text
        assert "src/shop/parts.py:8\n```diff\n-    return 2\n+    return 2000\n```\nuse a constant" in text
        assert "src/shop/parts.py:61 (removed)\n```diff\n-def part_20() -> int:\n```\nwhy?" in text


async def test_one_hunk_is_rejected_and_a_patch_that_does_not_fit_changes_nothing(url: str, repository: Path) -> None:
    parts = repository / "src" / "shop" / "parts.py"
    async with run_app(url, repository) as (app, pilot):
        viewer = await open_viewer(app, pilot)
        await pilot.press("n", "n", "right_square_bracket", "r")
        await _confirm(app, pilot)
        while not any("was rejected by /vcs/apply" in toast.message for toast in app._notifications):
            await pilot.pause(0.02)
        await wait_for_diff(viewer, pilot)
        assert "2000" not in parts.read_text() and "20 + extra" in parts.read_text()
        changed = parts.read_text().replace("20 + extra", "20 + 3 * extra")
        parts.write_text(changed)
        await pilot.press("G", "left_square_bracket", "r")
        await _confirm(app, pilot)
        while not any("does not apply" in toast.message for toast in app._notifications):
            await pilot.pause(0.02)
        assert parts.read_text() == changed
        await pilot.press("R")
        await wait_for_diff(viewer, pilot)
        # On the heading of a file, its only hunk is meant.
        await pilot.press("g", "n", "r")
        await _confirm(app, pilot)
        while (repository / "src" / "new.py").exists():
            await pilot.pause(0.02)


async def test_a_hunk_of_a_file_that_is_not_utf_8_is_taken_back_byte_for_byte(url: str, repository: Path) -> None:
    latin, was = repository / "latin.txt", b"caf\xe9\r\n" + b"plain\n" * 20 + b"\xff\xfe r\xe9sum\xe9"
    latin.write_bytes(was)
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message=Latin")
    changed = was.replace(b"caf\xe9", b"CAF\xc9")
    latin.write_bytes(changed.replace(b"r\xe9sum", b"R\xe9sum"))
    async with run_app(url, repository) as (app, pilot):
        viewer = await open_viewer(app, pilot)
        await pilot.press("right_square_bracket", "right_square_bracket", "r")
        await _confirm(app, pilot)
        while not any("was rejected by git apply" in toast.message for toast in app._notifications):
            await pilot.pause(0.02)
        await wait_for_diff(viewer, pilot)
        assert latin.read_bytes() == changed
        await pilot.press("g", "right_square_bracket", "r")
        await _confirm(app, pilot)
        while latin.read_bytes() != was:
            await pilot.pause(0.02)


async def _confirm(app: OctuiApp, pilot: Pilot[int]) -> None:
    while not isinstance(app.screen, ConfirmDialog) or app.screen.focused is None:
        await pilot.pause(0.02)
    await pilot.press("tab", "enter")
    await pilot.pause()
