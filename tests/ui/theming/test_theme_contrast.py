"""Every pair of text and ground that a theme can make: 4.5 to 1 for text, 3 to 1 for marks, computed, not drawn."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import Theme

from octui.config.themes.theme_file import parse_theme_file
from octui.config.themes.theme_folders import list_included_themes
from octui.render.theme.contrast import compute_contrast, flatten_alpha, parse_theme_colour
from octui.render.theme.palette import Palette
from octui.render.theme.readable_variables import ensure_readable_variables
from octui.ui.theming.catalog import ThemeCatalog
from octui.ui.theming.system_theme import make_system_theme
from octui.ui.theming.terminal_colours import TerminalColours
from octui.ui.theming.textual_theme import make_textual_theme

TEXT, MARK = 4.5, 3.0
PAPERS = ("background", "surface", "panel")
CODE = ("background", "code_background", "diff_added", "diff_removed", "diff_added_emphasis", "diff_removed_emphasis")
DECORATIONS = {"border", "rule", "table_border", "diff_gutter"}
MARKS = {"faint", "quote_bar"}

ROLES = ("primary", "secondary", "accent", "success", "warning", "error")
VARIABLES = ("foreground", "text", "text-muted", "foreground-muted", *(f"text-{role}" for role in ROLES))
ON_BLOCKS = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("input-selection-foreground", "input-selection-background"),
    ("button-color-foreground", "primary"),
)


class ThemeReader(App[None]):
    """Gives the variables of a theme; it never runs."""

    def read_variables(self, theme: Theme) -> dict[str, str]:
        self.register_theme(theme)
        self.set_reactive(App.theme, theme.name)
        return ensure_readable_variables(self.get_css_variables(), theme.dark)


READER = ThemeReader()


def list_pairs(theme: Theme) -> Iterator[tuple[str, str, float, float]]:
    """Ink, ground, their contrast, and what it must be."""
    variables = READER.read_variables(theme)
    # Textual finds an "auto" colour for each ground by itself.
    inks = [ink for ink in VARIABLES if not variables[ink].startswith("auto")]
    pairs = [(ink, ground) for ink in inks for ground in PAPERS] + list(ON_BLOCKS)
    page = Color.parse(variables["background"])
    for ink, ground in pairs:
        behind = read_colour(variables, ground, page)
        yield ink, ground, compute_contrast(read_colour(variables, ink, behind), behind), TEXT
    palette = Palette.from_theme(variables, theme.dark)
    for name, style in vars(palette).items():
        if not isinstance(style, Style) or style.color is None or name in DECORATIONS:
            continue
        for ground in list_style_grounds(name):
            painted: Style = style if style.bgcolor is not None else getattr(palette, ground)
            assert painted.bgcolor is not None
            ratio = compute_contrast(Color.from_rich_color(style.color), Color.from_rich_color(painted.bgcolor))
            yield name, ground, ratio, MARK if name in MARKS else TEXT


def read_colour(variables: dict[str, str], name: str, behind: Color) -> Color:
    colour = parse_theme_colour(variables, name)
    assert colour is not None, name
    return flatten_alpha(colour, behind)


def list_style_grounds(name: str) -> tuple[str, ...]:
    if name.startswith("syntax_"):
        return CODE
    if name.startswith(("diff_added", "diff_removed")):
        return ("_".join(name.split("_")[:2]),)
    return PAPERS


def list_unreadable(theme: Theme) -> list[tuple[str, str, str, float]]:
    return [
        (theme.name, ink, ground, round(ratio, 2))
        for ink, ground, ratio, least in list_pairs(theme)
        if ratio < least - 0.005
    ]


def test_every_theme_can_be_read_on_dark_and_on_light_terminals(tmp_path: Path) -> None:
    catalog = ThemeCatalog(tmp_path)
    themes = {
        theme.name: theme
        for name in catalog.list_names()
        for dark in (True, False)
        if not (theme := catalog.load_theme(name, TerminalColours(), dark=dark)).ansi
    }
    assert len(themes) > 60
    assert [problem for theme in themes.values() for problem in list_unreadable(theme)] == []


ODD_COLOURS = ("none", "#000000", "#ffffff", "#767676", "#808080", "#0000ff", "#ffff00", "#80808080")
COLOURS = st.sampled_from(ODD_COLOURS) | st.integers(0, 255)
TOKENS = sorted(
    {token for path in list_included_themes().values() for token in json.loads(path.read_text())["theme"]}
    | {"diffAddedBg", "diffRemovedBg"}
)
BLACK = dict.fromkeys(TOKENS, "#000000")


@given(st.fixed_dictionaries(dict.fromkeys(TOKENS, COLOURS)), st.booleans())
@example(BLACK, True)
@example({**BLACK, "background": "#ffffff"}, False)
@example({**BLACK, "backgroundPanel": "#ffffff", "diffAddedBg": "#ffffff", "text": "#777777"}, True)
@example(dict.fromkeys(TOKENS, "none"), True)
@settings(max_examples=25, deadline=None)
def test_a_strangers_theme_cannot_hide_text(tokens: dict[str, str | int], dark: bool) -> None:
    file = parse_theme_file(json.dumps({"theme": tokens}).encode())
    theme = make_textual_theme("stranger", file.resolve_tokens(dark=dark), TerminalColours(), dark=dark)
    assert list_unreadable(theme) == []


@pytest.mark.parametrize("dark", [True, False])
def test_the_terminals_own_colours_are_made_readable(dark: bool) -> None:
    background, foreground = ("#002b36", "#657b83") if dark else ("#fdf6e3", "#93a1a1")
    terminal = TerminalColours(foreground, background, {number: f"#{number:x}{number:x}6666" for number in range(16)})
    theme = make_system_theme(terminal, dark=dark)
    assert (theme.name, (theme.background or "").lower(), theme.dark) == ("system", background, dark)
    assert list_unreadable(theme) == []


def test_a_terminal_that_does_not_say_its_colours_has_them_used_by_number() -> None:
    assert make_system_theme(TerminalColours(), dark=True).name == "ansi-dark"
    assert make_system_theme(TerminalColours("#ffffff", "#000000"), dark=False).name == "ansi-light"
