"""The theme of the whole app: where it comes from, and what the terminal changes."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.pilot import Pilot

from octui.config.options import Options
from octui.config.paths import get_config_folder, get_state_folder
from octui.config.preferences import PreferencesStore
from octui.config.settings.settings import Settings
from octui.config.themes import theme_file
from octui.ui.app import OctuiApp
from octui.ui.input.terminal_parser import TerminalParser
from octui.ui.pickers.picker import FilterInput
from octui.ui.theming.picker import ThemePicker
from tests.server.embedded import EmbeddedServer
from tests.support.drawn_cells import iterate_drawn_text, read_screen
from tests.support.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("COLORFGBG", raising=False)
    return tmp_path


def write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@asynccontextmanager
async def run_app(
    embedded: EmbeddedServer, home: Path, theme: str | None = None
) -> AsyncIterator[tuple[OctuiApp, Pilot[int]]]:
    """octui in a folder, with settings of its own."""
    options = Options(directory=home, server=embedded.url, theme=theme)
    app = OctuiApp(options, PreferencesStore.load_preferences(), Settings.load_settings())
    async with app.run_test(size=(100, 30)) as pilot:
        yield app, pilot


async def hear_terminal(app: OctuiApp, pilot: Pilot[int], sent: str) -> None:
    for event in TerminalParser().feed(sent):
        app.post_message(event)
    await pilot.pause()


def read_notices(app: OctuiApp) -> list[str]:
    return [notice.message for notice in app.context.notice_board.notices]


async def test_the_theme_is_that_of_the_strongest_place_that_names_one(embedded: EmbeddedServer, home: Path) -> None:
    write_file(get_state_folder() / "state.json", '{"theme": "dracula"}')
    async with run_app(embedded, home) as (app, _):
        assert app.theme == "dracula"
    write_file(get_config_folder() / "octui.toml", 'theme = "nord"')
    async with run_app(embedded, home) as (app, _):
        assert app.theme == "nord"
    async with run_app(embedded, home, theme="zenburn") as (app, _):
        assert app.theme == "zenburn"


async def test_dark_and_light_are_modes_of_the_theme_in_use(embedded: EmbeddedServer, home: Path) -> None:
    for mode in ("light", "dark"):
        async with run_app(embedded, home, theme=mode) as (app, _):
            assert app.theme == f"octui-{mode}"
            assert not any("no theme" in notice for notice in read_notices(app))


async def test_a_theme_that_is_none_is_refused_with_the_reason_and_octui_starts(
    embedded: EmbeddedServer, home: Path
) -> None:
    broken = home / "xdg" / "opencode" / "themes" / "mine.json"
    write_file(broken, '{"theme": {}}')
    async with run_app(embedded, home, theme="mine") as (app, _):
        assert app.theme == "octui-dark"
        reason = f"{broken} is not used as a theme: “theme” has no primary and no text and no background."
        assert reason in read_notices(app)
    async with run_app(embedded, home, theme="gruvbax") as (app, _):
        assert "There is no theme “gruvbax”. Did you mean “gruvbox”?" in read_notices(app)


async def test_starting_parses_the_stylesheets_once_and_at_most_the_theme_in_use(
    embedded: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    reparse, parse = Stylesheet.reparse, theme_file.parse_theme_file

    def note_reparse(sheet: Stylesheet) -> None:
        done.append("styles")
        reparse(sheet)

    def note_theme(content: bytes) -> theme_file.ThemeFile:
        done.append("theme")
        return parse(content)

    monkeypatch.setattr(Stylesheet, "reparse", note_reparse)
    monkeypatch.setattr(theme_file, "parse_theme_file", note_theme)
    async with run_app(embedded, home):
        assert done == []
    async with run_app(embedded, home, theme="kanagawa") as (app, _):
        assert done == ["theme"]
        assert app.theme == "kanagawa"


async def test_dark_and_light_follow_the_terminal_until_they_are_locked(embedded: EmbeddedServer, home: Path) -> None:
    async with run_app(embedded, home, theme="gruvbox") as (app, pilot):
        assert (app.theme, app.current_theme.dark) == ("gruvbox", True)
        await hear_terminal(app, pilot, "\x1b[?997;2n")
        assert (app.theme, app.current_theme.dark) == ("gruvbox (light)", False)
        await hear_terminal(app, pilot, "\x1b]11;rgb:1010/1010/1010\x1b\\")
        assert app.theme == "gruvbox"
        app.action_command("theme.switch_mode")
        assert app.theme == "gruvbox (light)"
        await hear_terminal(app, pilot, "\x1b[?997;1n\x1b]11;rgb:00/00/00\x07")
        assert app.theme == "gruvbox (light)"
        app.action_command("theme.mode.lock")
        assert app.theme == "gruvbox"
        settings_file = get_config_folder() / "octui.toml"
        await wait_until(
            pilot, lambda: settings_file.exists() and tomllib.loads(settings_file.read_text()) == {"theme_mode": "auto"}
        )


async def test_the_system_theme_takes_the_colours_that_the_terminal_reports(
    embedded: EmbeddedServer, home: Path
) -> None:
    async with run_app(embedded, home, theme="system") as (app, pilot):
        assert app.theme == "ansi-dark"
        palette = "".join(f"\x1b]4;{number};rgb:{number:02x}/80/{number:02x}\x1b\\" for number in range(16))
        await hear_terminal(app, pilot, f"\x1b]10;rgb:dddd/dddd/dddd\x1b\\\x1b]11;rgb:1111/2222/3333\x1b\\{palette}")
        await wait_until(pilot, lambda: app.theme == "system")
        assert app.current_theme.background == "#112233"


async def test_a_theme_is_previewed_chosen_and_saved_with_the_comments_of_the_file(
    embedded: EmbeddedServer, home: Path
) -> None:
    path = get_config_folder() / "octui.toml"
    write_file(path, "# mine\ntheme = 'nord' # cold\n")
    write_file(home / ".opencode" / "themes" / "broken.json", "{")
    async with run_app(embedded, home) as (app, pilot):
        app.action_command("theme.switch")
        await wait_until(pilot, lambda: isinstance(app.screen, ThemePicker) and bool(app.screen.query(FilterInput)))
        assert any("broken.json is not used as a theme: it is not JSON" in notice for notice in read_notices(app))
        await pilot.press(*"zenburn")
        await wait_until(pilot, lambda: app.theme == "zenburn")
        await pilot.press("escape")
        await wait_until(pilot, lambda: app.theme == "nord")
        app.action_command("theme.switch")
        await wait_until(pilot, lambda: isinstance(app.screen, ThemePicker) and bool(app.screen.query(FilterInput)))
        await pilot.press(*"zenburn", "enter")
        await wait_until(pilot, lambda: "zenburn" in path.read_text())
        assert app.theme == "zenburn"
        assert path.read_text() == '# mine\ntheme = "zenburn" # cold\n'


async def test_the_theme_of_tui_json_is_used_where_octui_has_none_of_its_own(
    embedded: EmbeddedServer, home: Path
) -> None:
    write_file(home / "tui.json", '{\n  // mine\n  "theme": "everforest"\n}')
    write_file(home / ".opencode" / "tui.json", '{\n  "theme": 7\n}')
    async with run_app(embedded, home) as (app, _):
        assert app.theme == "everforest"
        assert f"{home / '.opencode' / 'tui.json'}, line 2: theme is not a name." in read_notices(app)
    write_file(get_config_folder() / "octui.toml", 'theme = "nord"')
    async with run_app(embedded, home) as (app, _):
        assert app.theme == "nord"


async def test_without_colours_nothing_drawn_has_a_hue_and_states_keep_their_words(
    embedded: EmbeddedServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with run_app(embedded, home) as (app, pilot):
        await wait_until(pilot, lambda: "live" in read_screen(app))
        drawn = list(iterate_drawn_text(app))
        assert len(drawn) > 5
        assert [text for text in drawn if text.foreground.hsl.s > 0.01 or text.background.hsl.s > 0.01] == []


async def test_the_terminals_own_cursor_follows_the_focus(embedded: EmbeddedServer, home: Path) -> None:
    async with run_app(embedded, home) as (app, pilot):
        await wait_until(pilot, lambda: "live" in read_screen(app))
        composer = app.context.composer
        assert composer is not None
        await pilot.press(*"abc")
        await wait_until(pilot, lambda: app.cursor_position.y in composer.region.line_range)
        in_prompt = app.cursor_position
        await pilot.press("d")
        await wait_until(pilot, lambda: app.cursor_position.x == in_prompt.x + 1)
        app.action_command("theme.switch")
        await wait_until(pilot, lambda: isinstance(app.screen, ThemePicker) and bool(app.screen.query(FilterInput)))
        await wait_until(pilot, lambda: app.cursor_position.y == app.screen.query_one(FilterInput).region.y)
