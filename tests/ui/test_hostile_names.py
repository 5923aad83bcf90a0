"""Every screen and dialog, with names and texts that try to deceive wherever a server can put one."""

from pathlib import Path
from typing import Final

import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from octui.ui.app import OctuiApp
from tests.support.fuzzing.attached_app import open_chat, run_app
from tests.support.fuzzing.deceptive_server import QUIET, SESSION, UNSAFE, write_hostile_text
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow

SIZES: Final = ((140, 42), (80, 24), (60, 20))

DIALOGS: Final = (
    *("session.list", "session.rename", "session.fork", "session.timeline", "session.share", "session.delete"),
    *("model.list", "variant.list", "agent.list", "provider.connect", "server.connect", "command.palette.show"),
)
"""Commands that open something to choose from, to read or to confirm."""


def check_cells(app: OctuiApp, what: str) -> None:
    """Nothing on the screen controls the terminal, is invisible, reorders its row, or makes it longer."""
    for strip in app.screen._compositor.render_strips(app.size):
        text = "".join(segment.text for segment in strip)
        assert UNSAFE.search(text) is None, f"{what} at {app.size}: {text!r}"
        assert cell_len(text) == app.size.width, f"{what} at {app.size}: {text!r}"


async def check_sizes(app: OctuiApp, pilot: Pilot[int], what: str) -> None:
    for size in (SIZES[-1], SIZES[0]):
        await pilot.resize_terminal(*size)
        await pilot.pause()
        check_cells(app, what)


async def test_the_overview_draws_nothing_that_deceives(tmp_path: Path) -> None:
    async with run_app(tmp_path) as (app, pilot):
        await pilot.press("down", "down")
        await check_sizes(app, pilot, "the overview")
        await pilot.press("ctrl+r")
        await pilot.pause()
        await check_sizes(app, pilot, "renaming")


async def test_the_transcript_draws_nothing_that_deceives(tmp_path: Path) -> None:
    async with run_app(tmp_path) as (app, pilot):
        chat = await open_chat(app, pilot, SESSION)
        chat.toggle_all_details()
        for size in SIZES:
            await pilot.resize_terminal(*size)
            chat.transcript.action_first()
            for _ in range(8):
                await pilot.pause()
                check_cells(app, "the transcript")
                chat.transcript.action_page_down()
            chat.transcript.action_last()
            await pilot.pause()
            check_cells(app, "the end of the transcript")


async def test_the_cards_draw_nothing_that_deceives(tmp_path: Path) -> None:
    async with run_app(tmp_path) as (app, pilot):
        chat = await open_chat(app, pilot, QUIET)
        assert chat.dock.request_count == 8
        for _ in range(chat.dock.request_count):
            chat.dock.show_next_request()
            await pilot.pause()
            card = chat.dock.current_card
            assert card is not None
            assert card.view.is_doubtful
            check_cells(app, f"the card of {card.request_id}")
            card.view.body.scroll_by_command("request.last")
            await pilot.pause()
            await check_sizes(app, pilot, f"the end of the card of {card.request_id}")


async def test_the_composer_and_toasts_draw_nothing_that_deceives(tmp_path: Path) -> None:
    async with run_app(tmp_path) as (app, pilot):
        chat = await open_chat(app, pilot, QUIET)
        for text in ("/", "@x", write_hostile_text()):
            chat.composer.replace_text(text)
            await pilot.pause(0.1)
            await check_sizes(app, pilot, f"the prompt {text}")
        chat.composer.replace_text("")
        for severity in ("information", "warning", "error"):
            app.notify(write_hostile_text(), title=write_hostile_text(), severity=severity)
        await pilot.pause()
        await check_sizes(app, pilot, "the toasts")


async def test_no_dialog_draws_what_deceives(tmp_path: Path) -> None:
    async with run_app(tmp_path) as (app, pilot):
        chat = await open_chat(app, pilot, QUIET)
        for command in DIALOGS:
            app.action_command(command)
            await wait_until(pilot, lambda: app.screen is not chat)
            await pilot.pause()
            await check_sizes(app, pilot, command)
            app.pop_screen()
            await wait_until(pilot, lambda: app.screen is chat)
