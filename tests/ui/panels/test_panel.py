"""The shared panel: rows in sections, a cursor, a filter, copying, and work that can be cancelled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import on
from textual._compositor import Compositor
from textual.app import App
from textual.pilot import Pilot

from octui.config.paths import get_styles_folder
from octui.ui.help.screen import HelpScreen
from octui.ui.messages import CopyText
from octui.ui.panels.form import Answers, FormDialog, FormField
from octui.ui.panels.panel import Panel
from octui.ui.panels.panel_rows import PanelAction, PanelRow, format_as_markdown
from tests.support.drawn_cells import read_screen

ROWS = [
    PanelRow(id="a", title="Address", detail="http://127.0.0.1:4096", group="Server"),
    PanelRow(id="v", title="Version", detail="1.18.33", group="Server"),
    PanelRow(id="m", title="[bold]demo\x1b[31m", detail="failed", group="MCP", about="No such file: demo. " * 20),
]


class PanelApp(App[None]):
    CSS_PATH = [get_styles_folder() / f"{name}.tcss" for name in ("app", "pickers", "panels")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self) -> None:
        super().__init__()
        self.copied: list[str] = []
        self.acted: list[str] = []

    def make_panel(self, rows: list[PanelRow]) -> Panel:
        def act(row: PanelRow | None) -> None:
            self.acted.append(row.id if row else "")

        return Panel(
            "Status",
            lambda: rows,
            actions=[
                PanelAction(
                    "mcp.sign_in", "sign in", act, is_offered=lambda row: row is not None and row.group == "MCP"
                ),
                PanelAction("mcp.add", "add", act, find_obstacle=lambda _: "this server cannot add one"),
            ],
        )

    @on(CopyText)
    def _keep_copy(self, message: CopyText) -> None:
        self.copied.append(message.text)


@asynccontextmanager
async def show_panel(rows: list[PanelRow], size: tuple[int, int]) -> AsyncIterator[tuple[PanelApp, Panel, Pilot[None]]]:
    app = PanelApp()
    async with app.run_test(size=size) as pilot:
        panel = app.make_panel(rows)
        await app.push_screen(panel)
        await pilot.pause()
        yield app, panel, pilot


@pytest.mark.parametrize("size", [(140, 42), (80, 24), (60, 20)])
async def test_rows_are_aligned_in_sections_and_the_hints_say_what_counts_for_the_row(size: tuple[int, int]) -> None:
    async with show_panel(ROWS, size) as (app, _panel, pilot):
        shown = read_screen(app)
        assert "Status" in shown
        assert "Address  " in shown
        assert shown.index("Server") < shown.index("Version") < shown.index("MCP")
        assert "[bold]demo␛[31m" in shown
        assert "sign in" not in shown
        await pilot.press("end")
        await pilot.pause()
        shown = read_screen(app)
        assert "s sign in" in shown
        assert "No such file: demo." in shown
        assert " …" in shown
        assert all(len(line) <= size[0] for line in shown.splitlines())


async def test_a_row_is_copied_and_everything_as_markdown() -> None:
    async with show_panel(ROWS, (80, 24)) as (app, _, pilot):
        await pilot.press("j", "y", "Y")
        await pilot.pause()
        assert app.copied == ["1.18.33", format_as_markdown("Status", ROWS)]
        assert app.copied[1].startswith("# Status\n\n## Server\n\n- **Address**: http://127.0.0.1:4096\n")


async def test_an_obstacle_is_shown_and_unavailable_actions_do_nothing() -> None:
    async with show_panel(ROWS, (80, 24)) as (app, panel, pilot):
        await pilot.press("s", "a")
        await pilot.pause()
        assert app.acted == []
        assert "This server cannot add one." in read_screen(app)
        await pilot.press("end", "s")
        assert app.acted == ["m"]
        assert panel.selected_row is not None


async def test_the_filter_takes_every_letter_and_escape_ends_it_before_the_panel() -> None:
    async with show_panel(ROWS, (80, 24)) as (app, panel, pilot):
        await pilot.press("slash", *"vers", "down")
        await pilot.pause()
        assert [row.id for row in panel.listed_rows] == ["v"]
        await pilot.press("enter", "y")
        assert app.copied == ["1.18.33"]
        await pilot.press("escape")
        await pilot.pause()
        assert len(panel.listed_rows) == 3
        await pilot.press("enter")
        assert type(app.screen) is HelpScreen
        await pilot.press("escape", "escape")
        assert len(app.screen_stack) == 1


async def test_work_is_shown_and_escape_cancels_it_first() -> None:
    async with show_panel(ROWS, (80, 24)) as (app, panel, pilot):
        task = asyncio.ensure_future(asyncio.Event().wait())

        def cancel() -> None:
            task.cancel()

        panel.begin_work("Connecting demo", cancel)
        await pilot.pause()
        assert "Connecting demo… · esc cancel" in read_screen(app)
        await pilot.press("escape")
        await asyncio.wait({task})
        assert task.cancelled()
        assert app.screen is panel
        panel.end_work("Connecting demo")
        await pilot.press("escape")
        assert app.screen is not panel


async def test_the_cursor_stays_on_its_row_when_rows_come_and_go() -> None:
    rows = list(ROWS)
    async with show_panel(rows, (80, 24)) as (_, panel, pilot):
        await pilot.press("down")
        rows.insert(0, PanelRow(id="new", title="New", group="Server"))
        panel.refresh_rows()
        assert panel.selected_row is not None
        assert panel.selected_row.id == "v"
        rows.clear()
        panel.refresh_rows()
        assert panel.selected_row is None
        await pilot.press("y", "enter", "down")


async def test_a_form_says_what_is_wrong_and_returns_its_lines_trimmed() -> None:
    app = PanelApp()
    answers: list[Answers | None] = []
    form = FormDialog(
        "Add",
        [FormField("name", "Name"), FormField("command", "Command", value="x"), FormField("key", "Key")],
        find_mistake=lambda given: "" if given["name"] and given["key"] else "It needs a name and a key.",
    )
    async with app.run_test(size=(60, 20)) as pilot:
        await app.push_screen(form, answers.append)
        await pilot.press("enter")
        await pilot.pause()
        assert "It needs a name and a key." in read_screen(app)
        # What is still empty below is where the cursor goes.
        await pilot.press("d", "space", "tab", "y", "enter", "k")
        await pilot.pause()
        assert answers == []
        await pilot.press("enter")
        await pilot.pause()
        assert answers == [{"name": "d", "command": "xy", "key": "k"}]


@pytest.mark.parametrize(("size", "is_kept"), [((60, 20), False), ((140, 42), True)])
async def test_a_low_panel_keeps_no_room_for_what_is_not_said(size: tuple[int, int], is_kept: bool) -> None:
    async with show_panel(ROWS, size) as (_, panel, pilot):
        about = panel.query_one(".panel--about")
        await pilot.press("j")
        await pilot.pause()
        assert about.display is is_kept
        await pilot.press("end")
        await pilot.pause()
        assert about.display


async def test_an_empty_panel_names_no_keys_for_rows() -> None:
    async with show_panel([], (80, 24)) as (app, _, pilot):
        shown = read_screen(app)
        assert "add" in shown
        assert "close" in shown
        assert "copy" not in shown
        assert "filter" not in shown
        await pilot.press("Y")
        assert app.copied == []


async def test_moving_between_rows_of_a_kind_lays_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    laid_out = list[object]()
    reflow = Compositor.reflow

    def count(compositor: Compositor, *room: Any) -> Any:
        laid_out.append(compositor)
        return reflow(compositor, *room)

    monkeypatch.setattr(Compositor, "reflow", count)
    async with show_panel(ROWS[:2], (100, 30)) as (_, panel, pilot):
        await pilot.pause()
        laid_out.clear()
        await pilot.press("down")
        await pilot.pause()
        assert panel.selected_row == ROWS[1]
        assert not laid_out
