"""OpenCode's `tui.json` and its variables: what of them becomes a setting of octui."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from textual.app import App, ComposeResult
from textual.css.scalar import Scalar

from octui.config.options import Options
from octui.config.preferences import PreferencesStore
from octui.config.settings.registry import (
    ATTENTION_BELL,
    ATTENTION_MODE,
    DIFF_STYLE,
    MOUSE,
    PROMPT_CURSOR,
    SCROLL_SPEED,
)
from octui.ui.app import OctuiApp
from octui.ui.composer.widget import Composer
from octui.ui.settings.tui_options import read_tui_options
from octui.ui.transcript_display.transcript_options import read_display
from octui.ui.tui_files import TuiFile


def make_file(values: Mapping[str, Any], *, is_project: bool = False) -> TuiFile:
    return TuiFile(Path("/c/tui.json"), values, msgspec.json.format(msgspec.json.encode(values)).decode(), is_project)


def test_each_option_becomes_its_setting() -> None:
    options = read_tui_options(
        make_file(
            {
                "theme": "nord",
                "mouse": False,
                "scroll_speed": 0.4,
                "scroll_acceleration": {"enabled": True},
                "diff_style": "stacked",
                "prompt": {"max_height": 9, "max_width": "auto"},
                "attention": {"enabled": True, "notifications": False, "sound": False},
            }
        )
    )
    assert not options.mistakes
    assert options.values == {
        "theme": "nord",
        "mouse": False,
        "scroll_speed": 1,
        "diff_style": "stacked",
        "prompt_rows": 9,
        "prompt_columns": 0,
        "attention.mode": "unfocused",
        "attention.route": "off",
        "attention.bell": False,
    }


def test_a_wrong_value_is_named_with_its_line_and_the_rest_counts() -> None:
    prompt = {"max_height": True, "max_width": 0}
    file = make_file({"mouse": "yes", "diff_style": "unified", "prompt": prompt, "scroll_speed": 5})
    options = read_tui_options(file)
    assert options.values == {"scroll_speed": 5}
    assert options.mistakes == (
        "/c/tui.json, line 2: mouse is not true or false.",
        "/c/tui.json, line 3: diff_style is not auto or stacked.",
        "/c/tui.json, line 5: prompt.max_height is not a whole number above 0.",
        "/c/tui.json, line 6: prompt.max_width is not a whole number above 0 or auto.",
    )


def test_a_projects_file_cannot_silence_what_calls_a_person() -> None:
    options = read_tui_options(make_file({"attention": {"enabled": False}, "mouse": False}, is_project=True))
    assert options.values == {"mouse": False}


@pytest.mark.parametrize(
    ("written", "cursor"),
    [
        ({}, "blinking block"),
        ({"style": "line"}, "blinking line"),
        ({"style": "underline", "blinking": False}, "underline"),
        ({"style": "default", "blinking": False}, "terminal"),
        ({"style": "beam"}, None),
        ({"blinking": 1}, None),
        ("line", None),
    ],
)
def test_the_cursor_is_the_one_of_the_official_client(written: object, cursor: str | None) -> None:
    options = read_tui_options(make_file({"cursor": written}))
    assert options.values == ({"prompt_cursor": cursor} if cursor else {})
    assert len(options.mistakes) == (cursor is None)
    assert cursor is None or cursor in PROMPT_CURSOR.choices


def test_an_app_starts_with_what_the_files_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mine.json"
    file.write_text('{"mouse": false, "scroll_speed": 7, "diff_style": "stacked", "prompt": {"max_height": 2}}')
    monkeypatch.setenv("OPENCODE_TUI_CONFIG", str(file))
    app = OctuiApp(Options(directory=tmp_path, server="http://127.0.0.1:9"), PreferencesStore.load_preferences())
    settings = app.context.settings
    assert not settings.get_value(MOUSE)
    assert settings.get_source(SCROLL_SPEED) == str(file)
    assert settings.get_value(DIFF_STYLE) == "stacked"
    assert read_display(settings).stacks_diffs
    assert (settings.get_value(ATTENTION_MODE), settings.get_value(ATTENTION_BELL)) == ("unfocused", True)
    assert app.scroll_sensitivity_y == 7
    assert app.controllers.prompts.most_prompt_rows == 2
    monkeypatch.setenv("OPENCODE_TUI_CONFIG", "")
    monkeypatch.setenv("OPENCODE_DISABLE_MOUSE", "1")
    again = OctuiApp(Options(directory=tmp_path), PreferencesStore.load_preferences()).context.settings
    assert not again.get_value(MOUSE)
    assert again.get_value(SCROLL_SPEED) == 3


async def test_the_prompt_grows_to_as_many_rows_as_are_wanted_and_to_half_a_low_screen() -> None:
    composer = Composer()
    composer.most_rows = lambda: 9
    host = Host(composer)
    async with host.run_test(size=(60, 30)) as pilot:
        area = composer.query_one("#prompt")
        assert area.styles.max_height == Scalar.parse("9")
        await pilot.resize_terminal(60, 12)
        await pilot.pause()
        assert area.styles.max_height == Scalar.parse("6")


class Host(App[None]):
    """Only a prompt."""

    def __init__(self, composer: Composer) -> None:
        super().__init__()
        self._composer = composer

    def compose(self) -> ComposeResult:
        yield self._composer
