"""Commands that need a server, before one answers."""

from pathlib import Path

import pytest

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.ui.app import OctuiApp
from octui.ui.pickers.command_palette import CommandPalette, build_palette_rows
from tests.support.drawn_cells import list_screen_rows
from tests.support.faulty_server import never_reply, run_faulty_server

NEED_A_SERVER = {
    *(
        "opencode.status",
        "event.list",
        "file.browse",
        "file.search",
        "file.search.name",
        "file.search.symbol",
        "diff.open",
    ),
    *("mcp.list", "config.show", "project.list", "session.scope", "worktree.list", "tool.list"),
}


@pytest.mark.slow
async def test_what_needs_a_server_is_listed_with_the_reason_until_one_answers(tmp_path: Path) -> None:
    async with run_faulty_server(never_reply) as server:
        options = Options(directory=tmp_path, server=server.url, server_directory=str(tmp_path))
        app = OctuiApp(options, PreferencesStore.load_preferences())
        async with app.run_test(size=(140, 42)) as pilot:
            app.show_command_palette()
            while not isinstance(palette := app.screen, CommandPalette) or not palette.is_mounted:
                await pilot.pause(0.02)
            rows = {row.id: row for row in build_palette_rows(app.controllers)}
            assert rows.keys() >= NEED_A_SERVER
            muted = {id for id in NEED_A_SERVER if rows[id].is_muted}
            assert muted == NEED_A_SERVER
            assert {rows[id].detail for id in muted} == {"octui is not connected to a server yet"}
            await pilot.press(*"browse files")
            while not any("octui is not connected to a server yet" in row for row in list_screen_rows(app)):
                await pilot.pause(0.02)
            await pilot.press("escape")
            app.action_command("file.browse")
            board = app.context.notice_board
            assert board.notices[-1].message.endswith("is not available: octui is not connected to a server yet.")
