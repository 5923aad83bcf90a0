"""Before a server says what it has: the overview has the shape that it will keep, and nothing is said to be missing."""

import asyncio
from pathlib import Path

import pytest
from textual.screen import Screen
from textual.widgets import Static

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.config.settings.settings import Settings
from octui.ui.app import OctuiApp
from octui.ui.pickers.picker import Picker
from octui.ui.sessions.screen import SessionsScreen
from tests.support.faulty_server import Request, run_faulty_server

STAMP = "2026-11-23T18:43:51.749Z"


async def _never_answer(_: Request, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


@pytest.mark.parametrize("had_sessions", [False, True])
async def test_the_prompt_is_in_the_middle_unless_there_were_sessions_the_last_time(
    tmp_path: Path, had_sessions: bool
) -> None:
    preferences = PreferencesStore(tmp_path / "state.json")
    async with run_faulty_server(_never_answer) as server:
        options = Options(directory=tmp_path, server=server.url, server_directory="/srv/shop")
        if had_sessions:
            preferences.set_session_titles(f"{server.url} /srv/shop", ("Add a price", f"New session - {STAMP}"))
        app = OctuiApp(options, preferences, Settings())
        async with app.run_test(size=(80, 24)) as pilot:
            while not isinstance(screen := app.screen, SessionsScreen) or not screen.is_mounted:
                await pilot.pause(0.02)
            await pilot.pause()
            assert screen.has_class("-first") is not had_sessions
            assert screen.query_one("#session-list").is_on_screen is had_sessions
            shown = "\n".join(strip.text for strip in screen._compositor.render_strips(app.size))
            assert ("Add a price" in shown) is had_sessions
            assert ("New session" in shown) is had_sessions
            assert STAMP not in shown
            assert "Try" not in shown
            assert "/srv/shop" in shown
            await pilot.press("down")
            assert screen.session_list.cursor_row is None
            assert screen.composer.text == ""


async def test_a_held_prompt_still_waits_after_another_screen_was_in_front(tmp_path: Path) -> None:
    async with run_faulty_server(_never_answer) as server:
        options = Options(directory=tmp_path, server=server.url, server_directory="/srv/shop")
        app = OctuiApp(options, PreferencesStore(tmp_path / "state.json"), Settings())
        async with app.run_test(size=(80, 24)) as pilot:
            while not isinstance(screen := app.screen, SessionsScreen) or not screen.is_mounted:
                await pilot.pause(0.02)
            composer = screen.composer
            composer.replace_text("say hello")
            composer.submit_prompt()
            while composer.sent_prompt is None or not composer.sent_prompt.is_held:
                await pilot.pause(0.02)
            await app.push_screen(Screen[None]())
            app.pop_screen()
            await pilot.pause()
            assert composer.screen.is_current
            assert composer.sent_prompt is not None
            assert composer.format_note() == "waiting to be sent…"


async def test_nothing_is_said_to_be_missing_before_the_server_lists_it(tmp_path: Path) -> None:
    async with run_faulty_server(_never_answer) as server:
        options = Options(directory=tmp_path, server=server.url, server_directory="/srv/shop")
        app = OctuiApp(options, PreferencesStore(tmp_path / "state.json"), Settings())
        async with app.run_test(size=(80, 24)) as pilot:
            while not isinstance(screen := app.screen, SessionsScreen) or not screen.is_mounted:
                await pilot.pause(0.02)
            for command, noun in (("session.list", "sessions"), ("permission.inbox", "requests")):
                app.action_command(command)
                while not isinstance(picker := app.screen, Picker) or not picker.is_mounted:
                    await pilot.pause(0.02)
                await pilot.pause()
                shown = "\n".join(strip.text for strip in picker._compositor.render_strips(app.size))
                assert f"The server has not listed its {noun} yet." in shown
                picker.dismiss(None)
                await pilot.pause()
            for text, doubt in (
                ("/deploy", "The server has not listed its commands yet, and /deploy may be one of them."),
                ("/timeline", "/timeline is not available here."),
            ):
                screen.composer.replace_text(text)
                await pilot.press("enter")
                assert doubt in str(screen.composer.query_one("#refusal", Static).render())
            assert app.controllers.recall.find_skill_obstacle() == "the server has not listed its commands yet"
