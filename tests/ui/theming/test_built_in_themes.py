import pytest
from textual.app import App
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from octui.render.theme.contrast import compute_contrast
from octui.render.theme.readable_variables import ensure_readable_variables
from octui.ui.theming.built_in_themes import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT, THEMES

GROUNDS = ("background", "surface", "panel")
INKS = ("text", "text-primary", "text-secondary", "text-accent", "text-success", "text-warning", "text-error")
ON_GROUND = {
    "block-cursor-foreground": "block-cursor-background",
    "block-cursor-blurred-foreground": "block-cursor-blurred-background",
    "input-cursor-foreground": "input-cursor-background",
    "input-selection-foreground": "input-selection-background",
}
BUTTONS = ("error", "warning", "success", "primary")


class Themed(App[None]):
    pass


def variables(theme: Theme) -> dict[str, str]:
    app = Themed()
    app.register_theme(theme)
    app.theme = theme.name
    return app.get_css_variables()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_read_stands_out_four_and_a_half_to_one_on_every_ground(theme: Theme) -> None:
    colours = variables(theme)
    pairs = [(ink, ground) for ink in INKS for ground in GROUNDS] + list(ON_GROUND.items())
    pairs += [("button-color-foreground", button) for button in BUTTONS]
    ratios = {pair: compute_contrast(Color.parse(colours[pair[0]]), Color.parse(colours[pair[1]])) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_read_second_stands_out_three_to_one_on_every_ground(theme: Theme) -> None:
    colours = variables(theme)
    ratios = {
        (ink, ground): compute_contrast(Color.parse(colours[ink]), Color.parse(colours[ground]))
        for ink in ("primary", "secondary", "accent", "success", "warning", "error")
        for ground in (*GROUNDS, "block-cursor-background")
    }
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 3} == {}


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_is_read_second_recedes_behind_what_is_read_first(theme: Theme) -> None:
    colours = variables(theme)
    page = Color.parse(colours["background"])
    ranked = [
        compute_contrast(Color.parse(colours[name]), page) for name in ("text", "text-muted", "text-disabled", "border")
    ]
    assert ranked == sorted(ranked, reverse=True)


def test_there_is_one_for_dark_rooms_and_one_for_daylight_and_both_in_high_contrast() -> None:
    assert {theme.name: theme.dark for theme in THEMES} == {
        DARK: True,
        LIGHT: False,
        HIGH_CONTRAST_DARK: True,
        HIGH_CONTRAST_LIGHT: False,
    }


@pytest.mark.parametrize("name", [HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT])
def test_high_contrast_is_seven_to_one_for_text_and_four_and_a_half_for_marks(name: str) -> None:
    colours = variables(next(theme for theme in THEMES if theme.name == name))
    ratios = {
        (ink, ground): compute_contrast(Color.parse(colours[ink]), Color.parse(colours[ground]))
        for ink in (*INKS, "text-muted", "border")
        for ground in GROUNDS
    }
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < (4.5 if pair[0] == "border" else 7)} == {}


def test_they_take_no_built_in_name() -> None:
    assert not {theme.name for theme in THEMES} & set(BUILTIN_THEMES)


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_every_text_colour_can_be_read_on_every_ground_of_every_theme(theme: Theme) -> None:
    colours = ensure_readable_variables(variables(theme), theme.dark)
    if theme.ansi or colours["background"].startswith("ansi"):
        assert colours == variables(theme)
        return
    names = (*(name for name in INKS if name != "text"), "text-muted", "foreground-muted", "foreground")
    pairs = [(name, ground) for name in names for ground in GROUNDS] + [("button-color-foreground", "primary")]
    ratios = {pair: compute_contrast(Color.parse(colours[pair[0]]), Color.parse(colours[pair[1]])) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}
