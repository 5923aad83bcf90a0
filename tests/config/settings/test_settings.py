import tomllib
from pathlib import Path

import pytest

from octui.config.settings import registry
from octui.config.settings.file_template import render_settings_template
from octui.config.settings.registry import REDUCED_MOTION, SETTINGS, THEME, THEME_MODE
from octui.config.settings.setting import Setting, format_value
from octui.config.settings.settings import Settings, SettingsFileError
from octui.config.settings.toml_text import find_key_line, replace_value
from tests.support.call_count import count_calls


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config" / "octui.toml"


def load(path: Path, text: str = "", environment: dict[str, str] | None = None) -> Settings:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return Settings.load_settings(path, environment or {})


def test_without_a_file_every_option_has_its_default(path: Path) -> None:
    settings = Settings.load_settings(path, {})
    assert settings.problems == ()
    assert {one.name: (settings.get_value(one), settings.get_source(one)) for one in SETTINGS} == {
        one.name: (one.default, "default") for one in SETTINGS
    }


def test_the_strongest_place_that_sets_an_option_wins(path: Path) -> None:
    settings = load(path, 'theme = "nord"\nreduced_motion = true\n', {"OCTUI_REDUCED_MOTION": "off"})
    settings.import_values({"theme": "dracula", "theme_mode": "light"}, "tui.json")
    assert (settings.get_value(THEME), settings.get_source(THEME)) == ("nord", str(path))
    assert (settings.get_value(THEME_MODE), settings.get_source(THEME_MODE)) == ("light", "tui.json")
    assert (settings.get_value(REDUCED_MOTION), settings.get_source(REDUCED_MOTION)) == (False, "OCTUI_REDUCED_MOTION")
    settings.set_from_command_line({"theme": "zenburn"})
    assert (settings.get_value(THEME), settings.get_source(THEME)) == ("zenburn", "command line")
    assert settings.is_fixed(THEME)
    assert not settings.is_fixed(THEME_MODE)


def test_a_wrong_value_is_refused_with_its_line_and_what_is_allowed_and_the_rest_works(path: Path) -> None:
    settings = load(path, '# mine\ntheme = "nord"\n\ntheme_mode = "dim"\nreduced_motion = 1\nthem = "x"\nx.y = [1]\n')
    assert settings.get_value(THEME) == "nord"
    assert settings.get_value(THEME_MODE) == "auto"
    assert settings.get_value(REDUCED_MOTION) is False
    assert settings.problems == (
        f'{path}, line 4: theme_mode is "dim"; allowed: "auto", "dark", "light".',
        f"{path}, line 5: reduced_motion is 1; allowed: true or false.",
        f"{path}, line 6: there is no setting them. Did you mean theme?",
        f"{path}, line 7: there is no setting x.y.",
    )


@pytest.mark.parametrize("text", ["theme = nord", "[theme", 'theme = "a"\ntheme = "b"', "\x00", '"' * 7, "[" * 5000])
def test_a_file_that_is_no_toml_is_reported_and_never_changed(path: Path, text: str) -> None:
    settings = load(path, text)
    assert len(settings.problems) == 1
    assert settings.problems[0].startswith(f"{path} is not TOML: ")
    with pytest.raises(SettingsFileError):
        settings.change_value(THEME, "nord")
        settings.write_changes()
    assert path.read_text() == text


def test_a_wrong_variable_is_reported_with_what_is_allowed(path: Path) -> None:
    settings = Settings.load_settings(path, {"OCTUI_THEME_MODE": "dim", "OCTUI_REDUCED_MOTION": "maybe"})
    assert settings.problems == (
        'The variable OCTUI_THEME_MODE is "dim"; allowed: "auto", "dark", "light".',
        'The variable OCTUI_REDUCED_MOTION is "maybe"; allowed: true or false.',
    )


def test_the_first_change_writes_a_file_that_explains_every_option(path: Path) -> None:
    settings = Settings.load_settings(path, {})
    settings.change_value(THEME_MODE, "light")
    settings.write_changes()
    text = path.read_text()
    assert tomllib.loads(text) == {"theme_mode": "light"}
    assert '# theme_mode = "auto"\ntheme_mode = "light"\n' in text
    for setting in SETTINGS:
        assert f"\n# {setting.name} = {format_value(setting.default)}\n" in text
        assert f"\n# Allowed: {setting.allowed}.\n" in text
    settings.change_value(THEME_MODE, None)
    settings.write_changes()
    assert path.read_text() == render_settings_template(SETTINGS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("theme='nord'  # my own\n# end", 'theme="x"  # my own\n# end'),
        ("# a\n\n[other]\nkey = 1", '# a\ntheme = "x"\n\n[other]\nkey = 1'),
        ('"theme" = "a # b" # c', '"theme" = "x" # c'),
        ('other = """\ntheme = 1\n"""\ntheme = "old"', 'other = """\ntheme = 1\n"""\ntheme = "x"'),
    ],
)
def test_a_change_leaves_everything_else_as_it_was_written(path: Path, before: str, after: str) -> None:
    assert replace_value(before, "theme", '"x"') == after


def test_an_option_in_a_table_is_changed_there() -> None:
    text = "[attention] # when\n  mode = 'off' # quiet\n[b]\nc = 1"
    assert find_key_line(text, "attention.mode") == 2
    assert replace_value(text, "attention.mode", '"always"') == text.replace("'off'", '"always"')
    assert replace_value(text, "b.d", "2") == text.replace("[b]\n", "[b]\nd = 2\n")
    assert replace_value(text, "e.f", "3") == f"e.f = 3\n{text}"


def test_a_value_that_octui_cannot_rewrite_is_left_alone(path: Path) -> None:
    settings = load(path, 'theme = """\nnord"""\n')
    with pytest.raises(SettingsFileError, match="cannot change"):
        settings.change_value(THEME, "gruvbox")
        settings.write_changes()
    assert path.read_text() == 'theme = """\nnord"""\n'


def test_a_change_is_in_force_at_once_and_those_who_listen_hear_of_it(path: Path) -> None:
    settings = load(path, 'theme = "nord"\n')
    settings.set_from_command_line({"theme": "zenburn"})
    heard: list[str] = []
    settings.call_on_change(heard.append)
    settings.change_value(THEME, "gruvbox")
    assert (settings.get_value(THEME), heard) == ("gruvbox", ["theme"])
    settings.change_value(THEME, None)
    assert settings.get_value(THEME) == THEME.default


def test_the_latest_of_several_changes_is_saved_together_with_those_of_other_options(path: Path) -> None:
    settings = load(path, 'theme = "nord"\n')
    settings.change_value(THEME, "gruvbox")
    settings.change_value(REDUCED_MOTION, True)
    settings.change_value(THEME, "zenburn")
    settings.write_changes()
    assert path.read_text() == 'theme = "zenburn"\nreduced_motion = true\n'
    path.write_text("")
    settings.write_changes()
    assert path.read_text() == ""


@pytest.mark.parametrize(
    ("value", "mistake"),
    [
        (3, ""),
        (2.5, ""),
        (11, "speed is 11; allowed: a number from 1 to 10."),
        (float("nan"), "speed is nan; allowed: a number from 1 to 10."),
        (float("inf"), "speed is inf; allowed: a number from 1 to 10."),
        (True, "speed is true; allowed: a number from 1 to 10."),
        ("x" * 999, f'speed is "{"x" * 79}…; allowed: a number from 1 to 10.'),
    ],
)
def test_numbers_have_limits(value: object, mistake: str) -> None:
    setting = Setting(name="speed", group="Scrolling", default=3.0, summary="How far.", least=1, most=10)
    assert setting.find_mistake(value) == mistake


def test_the_registry_is_whole() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    constants = [value for value in vars(registry).values() if isinstance(value, Setting)]
    assert {setting.name for setting in constants} == {setting.name for setting in SETTINGS}
    for setting in SETTINGS:
        assert setting.find_mistake(setting.default) == ""
        assert setting.summary.endswith(".")
        assert "\n" not in setting.summary
        assert setting.parse_text(str(setting.default)) == setting.default


def test_after_many_mistakes_the_others_are_counted(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("octui.config.settings.settings.MAX_MISTAKES", 2)

    def count_load(names: int) -> int:
        text = "".join(f"nothing_{number} = 1\n" for number in range(names)) + 'theme = "nord"\n'
        load(path, text)
        return count_calls(lambda: Settings.load_settings(path, {}))

    count_load(1)
    assert count_load(100) < count_load(50) + 50 * 100
    settings = Settings.load_settings(path, {})
    assert settings.get_value(THEME) == "nord"
    assert [problem.removeprefix(str(path)) for problem in settings.problems] == [
        ", line 1: there is no setting nothing_0.",
        ", line 2: there is no setting nothing_1.",
        ": 48 more values cannot be used.",
    ]


def test_a_file_of_megabytes_is_named_and_not_read(path: Path) -> None:
    settings = load(path, 'theme = "nord"\n' + "# words\n" * 200_000)
    assert settings.problems == (f"{path} is too large for settings; octui uses default settings.",)
    assert settings.get_source(THEME) == "default"
