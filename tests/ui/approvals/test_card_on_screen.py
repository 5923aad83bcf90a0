"""A card and what else is on the screen: room for all it decides, and nothing over it."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static
from textual.widgets._toast import Toast

from octui.ui.app import OctuiApp
from octui.ui.approvals.button_row import ButtonRow
from octui.ui.approvals.request_card import RequestCard
from octui.ui.screens.covering import find_visible_region
from octui.ui.toasts import ROWS, Notice, shorten_notice
from tests.support.fuzzing.attached_app import open_chat, run_app
from tests.support.fuzzing.deceptive_server import QUIET, HostileServer
from tests.support.request_dock import make_bash_permission, open_dock
from tests.support.waiting import wait_until


def ask_bash(command: str) -> dict[str, Any]:
    asked = {"id": "per_1", "sessionID": QUIET, "permission": "bash", "patterns": [command], "always": ["echo *"]}
    return {**asked, "metadata": {"command": command}}


def write_script(lines: int) -> str:
    return "\n".join(f"echo line {number}" for number in range(lines))


async def focus_card(app: OctuiApp, pilot: Pilot[int]) -> RequestCard:
    chat = await open_chat(app, pilot, QUIET)
    chat.dock.focus_card()
    await wait_until(pilot, lambda: chat.dock.current_card is not None and chat.dock.current_card.is_focused)
    card = chat.dock.current_card
    assert card is not None
    await pilot.pause()
    return card


def read_buttons(card: RequestCard) -> dict[str, bool]:
    return {option.label: option.is_enabled for row in card.query(ButtonRow) for option in row.options}


def read_screen(app: OctuiApp) -> str:
    rows = app.screen._compositor.render_strips(app.size)
    return "\n".join("".join(segment.text for segment in row) for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(60, 16), (40, 10)])
async def test_a_card_that_does_not_fit_takes_the_screen_and_is_read_to_its_end(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async with run_app(tmp_path, HostileServer(tmp_path, ask_bash(write_script(30)))) as (app, pilot):
        await pilot.resize_terminal(*size)
        card = await focus_card(app, pilot)
        chat = app.screen
        await wait_until(pilot, lambda: chat.has_class("-request-only"))
        await pilot.pause()
        assert card.is_whole
        assert not app.screen.query_one("#prompt-frame").display
        # Four rows at most are the title, the note of what is hidden, and the buttons.
        assert card.view.body.size.height >= size[1] - 6
        assert "to allow" in read_screen(app)
        enabled = {label for label, is_enabled in read_buttons(card).items() if is_enabled}
        assert enabled and all(label.startswith("Reject") for label in enabled)
        card.view.body.scroll_by_command("request.last")
        await wait_until(pilot, lambda: all(read_buttons(card).values()))
        # What was read at one size says nothing about what is in sight at another.
        card.view.body.scroll_by_command("request.first")
        await pilot.resize_terminal(size[0], size[1] - 3)
        await wait_until(pilot, lambda: not all(read_buttons(card).values()))
        card.post_message(RequestCard.Deferred())
        await wait_until(pilot, lambda: not chat.has_class("-request-only"))
        assert app.screen.query_one("#composer").has_focus_within


@pytest.mark.slow
async def test_no_toast_covers_a_card_and_none_is_lost(tmp_path: Path) -> None:
    async with run_app(tmp_path, HostileServer(tmp_path, ask_bash(write_script(9)))) as (app, pilot):
        for size in ((140, 42), (80, 24), (60, 20)):
            await pilot.resize_terminal(*size)
            card = await focus_card(app, pilot)
            app.notify("a long story " * 100, severity="error")
            app.notify("and another")
            await pilot.pause()
            shown = [find_visible_region(toast) for toast in app.screen.query(Toast)]
            assert all(region.height <= ROWS and not region.overlaps(card.region) for region in shown), size
            app.clear_notifications()
        await pilot.resize_terminal(60, 16)
        await pilot.pause()
        app.notify("there is no room for this")
        await pilot.pause()
        assert "there is no room for this" not in read_screen(app)
        card.post_message(RequestCard.Deferred())
        await pilot.resize_terminal(140, 42)
        await wait_until(pilot, lambda: "there is no room for this" in read_screen(app))
        app.action_command("notifications.show")
        await wait_until(pilot, lambda: read_screen(app).count("a long story") > 20)


async def test_a_card_takes_no_key_while_something_covers_a_part_of_it() -> None:
    async with open_dock() as dock:
        await dock.add_requests(make_bash_permission("ls"))
        await dock.focus_card()
        cover = Static("over it")
        cover.styles.dock, cover.styles.width, cover.styles.height = "right", 3, 30
        cover.styles.layer = "_toastrack"
        await dock.app.screen.mount(cover)
        await dock.pilot.pause()
        assert cover.region.overlaps(dock.app.card.region)
        await dock.press_keys("enter")
        assert not dock.app.decided
        await cover.remove()
        await dock.press_keys("right", "left", "enter")
        assert len(dock.app.decided) == 1


@pytest.mark.parametrize("title", ["", "A title"])
@pytest.mark.parametrize("screen_width", [140, 60, 20])
@pytest.mark.parametrize("message", ["short", "one two three " * 30, "x" * 500, "\n" * 25 + "end", "漢字" * 200])
def test_a_toast_takes_three_rows_and_says_where_the_rest_is(title: str, screen_width: int, message: str) -> None:
    shown_title, shown = shorten_notice(Notice.from_untrusted(message, title, "error"), screen_width)
    rows = [*([shown_title] if shown_title else []), *shown.split("\n")]
    assert len(rows) <= ROWS
    assert shown == message or "/notifications"[: screen_width - 8] in shown
