"""After an error that nothing caught: what is shown and published of it, and how one goes on."""

import asyncio
import re
from pathlib import Path

import pytest
from textual.theme import Theme
from textual.widgets import Static

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.platform import clipboard
from octui.ui.app import OctuiApp
from octui.ui.crash.aftermath import Crash, describe_crash, make_restart_options, offer_restart
from octui.ui.crash.app import CrashApp
from octui.ui.crash.report import make_crash_report
from octui.ui.exit_summary import format_exit_summary
from octui.ui.input.terminal_driver import TerminalDriver
from octui.ui.theming.built_in_themes import THEMES
from octui.wire.sessions import Session

SECRET = "hunter2"
OPTIONS = Options(directory=Path("/shop"), prompt="hello", continue_=True, fork=True, warnings=("old",))


class Ended:
    """The context of an app that ended."""

    options = OPTIONS
    session_id = "ses_1"
    session = Session(id="ses_1", title="Totals")
    server_label = "opencode 1.18.33 · 127.0.0.1:4096"


def make_error() -> Exception:
    typed = SECRET
    try:
        try:
            format_exit_summary(None, typed, "", is_here=typed)  # type: ignore[arg-type]
            Path(typed).relative_to("/else")
        except ValueError as error:
            raise KeyError(typed) from error
    except KeyError as error:
        return error
    raise AssertionError


def test_a_report_names_the_place_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(Path(__file__).parents[1]))
    report = make_crash_report(make_error(), "opencode 1.18.33")
    text = report.format_report()
    assert re.fullmatch(r"KeyError in test_crash\.py, line \d+, in make_error", report.sentence)
    assert text.startswith(f"# octui crashed: {report.sentence}\n")
    assert "- **Server**: opencode 1.18.33\n" in text
    assert "ValueError" in report.stack
    assert SECRET not in text
    assert str(Path.home()) not in text


def test_the_place_is_octuis_own_line_even_when_a_library_raised() -> None:
    with pytest.raises(AttributeError) as raised:
        describe_crash(KeyError(), object())  # type: ignore[arg-type]
    report = make_crash_report(raised.value)
    assert report.place.startswith("ui/crash/aftermath.py, line ")
    assert report.place.endswith(", in describe_crash")


def test_octui_goes_on_with_the_session_and_sends_nothing_again() -> None:
    crash = describe_crash(make_error(), Ended())
    again = crash.restart_options
    assert (again.session, again.prompt, again.continue_, again.fork, again.warnings) == (
        "ses_1",
        None,
        False,
        False,
        (),
    )
    assert dict(crash.report.facts)["Server"] == "opencode 1.18.33"
    assert make_restart_options(Options(directory=Path("/shop"), session="ses_2"), "").session == "ses_2"


def test_without_a_screen_a_sentence_is_left_and_the_way_back(capsys: pytest.CaptureFixture[str]) -> None:
    crash = Crash(make_crash_report(make_error()), "  Continue  octui -s ses_1\n", OPTIONS)
    assert offer_restart(crash, THEMES[0], lambda _: True) is None
    printed = capsys.readouterr()
    assert printed.err.startswith("octui crashed: KeyError in test_crash.py, line ")
    assert "octui -s ses_1" in printed.out


@pytest.mark.parametrize(("size", "theme"), [((80, 24), THEMES[0]), ((30, 10), THEMES[1])])
async def test_the_screen_says_what_happened_and_takes_no_key_meant_for_something_else(
    size: tuple[int, int], theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clipboard, "find_clipboard_tool", lambda: None)
    monkeypatch.delenv("TMUX", raising=False)
    now = [0.0]
    report = make_crash_report(make_error())
    app = CrashApp(report, theme, clock=lambda: now[0])
    async with app.run_test(size=size) as pilot:
        drawn = asyncio.Event()
        app.call_after_refresh(drawn.set)
        await drawn.wait()
        await pilot.press("r")
        assert app.is_running
        now[0] = 1.0
        await pilot.press("c")
        await app.workers.wait_for_complete()
        await pilot.pause()
        notice = app.query_one("#crash-notice", Static)
        assert "the report" in str(notice.content)
        assert app.clipboard == report.format_report()
        hints = app.query_one("#crash-hints", Static)
        assert hints.region.bottom == size[1]
        await pilot.press("r")
    assert app.return_value is True


class LeavingApp(OctuiApp):
    """Told to exit just before its first screen is there."""

    def on_mount(self) -> None:
        self.exit(130)


def test_bytes_that_are_no_text_do_not_end_the_screen_that_says_what_happened() -> None:
    assert CrashApp(make_crash_report(make_error(), "")).get_driver_class() is TerminalDriver


async def test_a_start_that_is_broken_off_is_no_crash(tmp_path: Path) -> None:
    app = LeavingApp(Options(directory=tmp_path, server="http://127.0.0.1:1"), PreferencesStore.load_preferences())
    assert await app.run_async(headless=True) == 130
    assert app.crash is None
