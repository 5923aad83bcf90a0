import pytest
from rich.color import Color as RichColor
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES

from octui.render.theme.contrast import compute_contrast, ensure_contrast, parse_theme_colour
from octui.render.theme.palette import Palette
from octui.render.theme.unthemed_palettes import DARK, LIGHT

INKS = ["primary", "secondary", "accent", "success", "warning", "error", "link", "inline_code", "heading_3", "quote"]
SYNTAX = ["text", "keyword", "string", "number", "function", "type", "operator", "builtin", "decorator"]


def palette_of(name: str) -> Palette:
    app: App[None] = App()
    app.theme = name
    return Palette.from_theme(app.get_css_variables(), BUILTIN_THEMES[name].dark)


def ratio(style: Style, ground: Style) -> float:
    return compute_contrast(colour(style.color), colour(style.bgcolor or ground.bgcolor))


def colour(rich: RichColor | None) -> Color:
    assert rich is not None
    return Color.from_rich_color(rich)


TRUE_COLOUR = [name for name, theme in BUILTIN_THEMES.items() if not theme.ansi]
ANSI = [name for name, theme in BUILTIN_THEMES.items() if theme.ansi]


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_every_theme_is_readable_where_it_is_read(name: str) -> None:
    palette = palette_of(name)
    for ground in (palette.background, palette.surface, palette.panel, palette.code_background):
        assert ratio(palette.text, ground) >= 4.5
        assert ratio(palette.muted, ground) >= 3.5
    for ink in INKS:
        assert ratio(getattr(palette, ink), palette.background) >= 4.0, ink
    for token in SYNTAX:
        style = getattr(palette, f"syntax_{token}")
        for ground in (palette.code_background, palette.diff_added, palette.diff_removed):
            assert ratio(style, ground) >= 4.5, token
        for ground in (palette.diff_added_emphasis, palette.diff_removed_emphasis):
            assert ratio(style, ground) >= 4.5, token


@pytest.mark.parametrize("name", TRUE_COLOUR)
def test_added_removed_and_plain_lines_are_told_apart(name: str) -> None:
    palette = palette_of(name)
    grounds = [palette.diff_added, palette.diff_removed, palette.background, palette.diff_added_emphasis]
    assert len({ground.bgcolor for ground in grounds}) == len(grounds)
    assert ratio(palette.diff_added_sign, palette.diff_added) >= 3.5
    assert ratio(palette.diff_removed_sign, palette.diff_removed) >= 3.5


@pytest.mark.parametrize("name", ANSI)
def test_a_terminal_theme_paints_no_background_and_names_its_colours(name: str) -> None:
    palette = palette_of(name)
    assert palette.ansi
    for field, style in vars(palette).items():
        if isinstance(style, Style):
            assert style.bgcolor is None, field
            assert style.color is None or style.color.is_system_defined, field
    assert palette.diff_added.color != palette.diff_removed.color


def test_the_terminal_colours_of_programs_can_be_seen_on_every_theme() -> None:
    for name in TRUE_COLOUR:
        palette = palette_of(name)
        assert len(palette.terminal) == 16
        assert all(
            compute_contrast(colour(ink), colour(palette.background.bgcolor)) >= 2.3 for ink in palette.terminal
        ), name


def test_a_theme_without_any_variable_gives_the_default() -> None:
    assert Palette.from_theme({}, dark=True) == DARK
    assert Palette.from_theme({}, dark=False) == LIGHT
    assert DARK != LIGHT


def test_nonsense_in_a_theme_is_passed_over() -> None:
    odd = {
        "primary": "no colour",
        "text": "auto 87%",
        "background": "transparent",
        "surface": "",
        "error": "#ff0000 x%",
    }
    assert Palette.from_theme(odd, dark=True).primary == DARK.primary


def test_a_theme_may_set_a_style_by_its_name() -> None:
    palette = Palette.from_theme({"syntax-keyword": "#ff88ff", "syntax-string": "#222222"}, dark=True)
    assert colour(palette.syntax_keyword.color).hex == "#FF88FF"
    assert ratio(palette.syntax_string, palette.diff_removed_emphasis) >= 4.5
    assert palette.key != DARK.key


def test_equal_keys_mean_equal_looks() -> None:
    again = Palette.from_theme({}, dark=True)
    assert again.key == DARK.key
    assert hash(again) == hash(DARK)
    changed = Palette.from_theme({"primary": "#00ff00"}, dark=True)
    assert changed.key != DARK.key


def test_a_share_behind_a_colour_is_its_opacity() -> None:
    half = parse_theme_colour({"x": "#ffffff 50%"}, "x")
    assert half is not None
    assert half.a == pytest.approx(0.5)


def test_colours_that_are_readable_stay_as_they_are() -> None:
    white = Color.parse("#ffffff")
    assert ensure_contrast(white, [Color.parse("#000000")], 4.5, dark=True) == white
