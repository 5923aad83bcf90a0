from pathlib import Path

from textual._callback import invoke
from textual.app import App

from octui.config.paths import get_styles_folder
from octui.ui.theming.catalog import ThemeCatalog, ThemeEntry
from octui.ui.theming.picker import ThemePicker, build_theme_rows
from tests.support.waiting import wait_until

ENTRIES = [
    ThemeEntry("one", "octui", "dark and light", "#ff0000"),
    ThemeEntry("two", "octui", "dark", "#00ff00"),
    ThemeEntry("mine", "From files", "light", "#0000ff", Path("/home/me/.config/opencode/themes/mine.json")),
]


class Stage(App[None]):
    CSS_PATH = [get_styles_folder() / "pickers.tcss"]

    def __init__(self, preview_seconds: float) -> None:
        super().__init__()
        self.previewed: list[str] = []
        self.answers: list[str | None] = []
        rows = build_theme_rows(ENTRIES, "two", "/home/me")
        self.picker = ThemePicker(rows, "two", self.previewed.append, preview_seconds=preview_seconds)

    def on_mount(self) -> None:
        self.push_screen(self.picker, self.answers.append)


def test_a_theme_from_a_file_shows_where_it_is() -> None:
    assert [(row.id, row.detail, row.group, row.current) for row in build_theme_rows(ENTRIES, "two", "/home/me")] == [
        ("one", "dark and light", "octui", False),
        ("two", "dark", "octui", True),
        ("mine", "light · ~/.config/opencode/themes/mine.json", "From files", False),
    ]


async def test_the_theme_under_the_cursor_is_shown_and_cancelling_brings_the_old_one_back() -> None:
    app = Stage(0.001)
    async with app.run_test() as pilot:
        await pilot.press("home")
        await wait_until(pilot, lambda: app.previewed == ["one"])
        await pilot.press("end")
        await wait_until(pilot, lambda: app.previewed == ["one", "mine"])
        await pilot.press("escape")
        assert (app.previewed, app.answers) == (["one", "mine", "two"], [None])


async def test_moving_on_before_the_theme_is_drawn_skips_it() -> None:
    app = Stage(3600)
    async with app.run_test() as pilot:
        await pilot.press("home", "end", "enter")
        assert (app.previewed, app.answers) == ([], ["mine"])


async def test_a_timer_that_ran_out_before_it_was_stopped_shows_what_is_under_the_cursor_by_then() -> None:
    app = Stage(3600)
    async with app.run_test() as pilot:
        await pilot.press("home")
        await wait_until(pilot, lambda: app.picker._preview_timer is not None)
        timer = app.picker._preview_timer
        assert timer is not None
        assert timer._callback is not None
        await pilot.press("end")
        await wait_until(pilot, lambda: app.picker._preview_timer is not timer)
        await invoke(timer._callback)
        await wait_until(pilot, lambda: app.previewed == ["mine"])


async def test_a_theme_still_waiting_to_be_shown_does_not_come_after_the_picker_is_gone() -> None:
    app = Stage(0.02)
    async with app.run_test() as pilot:
        await pilot.press("home", "escape")
        for _ in range(10):
            await pilot.pause()
        assert ["two", *app.previewed][-1] == "two"


def test_every_theme_is_listed_once_and_a_file_that_is_none_is_reported(tmp_path: Path) -> None:
    folder = tmp_path / ".opencode" / "themes"
    folder.mkdir(parents=True)
    (folder / "broken.json").write_text('{"theme": {"text": "#fff", "background": 0, "primary": "sea"}}')
    (folder / "nord.json").write_text('{"theme": {"text": "#fff", "background": 0, "primary": "#0000ff"}}')
    entries, problems = ThemeCatalog(tmp_path).load_entries()
    names = [entry.name for entry in entries]
    assert len(names) == len(set(names))
    assert names[:3] == ["octui", "high-contrast", "system"]
    schemes = [entry.name for entry in entries if entry.group == "Colour schemes"]
    assert schemes == sorted(schemes)
    nord = next(entry for entry in entries if entry.name == "nord")
    assert (nord.group, nord.primary, nord.path) == ("From files", "#0000FF", folder / "nord.json")
    assert next(entry for entry in entries if entry.name == "solarized").modes == "dark and light"
    assert problems == [
        f'{folder / "broken.json"} is not used as a theme: primary refers to "sea", which is not defined.'
    ]
