"""The palette for true-colour themes: every foreground is checked against its background and adjusted if needed."""

from __future__ import annotations

from collections.abc import Mapping

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color

from octui.render.theme.contrast import (
    can_carry_text,
    compute_contrast,
    ensure_contrast,
    flatten_alpha,
    mix_colours,
    mix_ground,
    parse_theme_colour,
    pick_distinct,
)
from octui.render.theme.text_levels import MARK_CONTRAST, TEXT_CONTRAST, derive_text_levels

_BARE: dict[str, dict[str, str]] = {
    "dark": {
        "background": "#14161b",
        "foreground": "#d8dae0",
        "primary": "#7aa2f7",
        "secondary": "#7dcfd8",
        "accent": "#c49cf0",
        "success": "#86c98a",
        "warning": "#e2b56b",
        "error": "#ec7b83",
    },
    "light": {
        "background": "#fafaf8",
        "foreground": "#2b2d33",
        "primary": "#2f5fc4",
        "secondary": "#157a86",
        "accent": "#8a3fb3",
        "success": "#2c7a36",
        "warning": "#96620a",
        "error": "#bf2f3d",
    },
}
_WEAKEST_EMPHASIS = 0.22
"""How much of green or red is behind the changed words of a line, at least; the line itself has less."""

_DECORATION_CONTRAST = 1.4
_HUES = ("#f07178", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2")


class _ThemeShades:
    """The colours of one theme, made opaque, and the backgrounds that text may meet."""

    def __init__(self, variables: Mapping[str, str], dark: bool) -> None:
        self.variables = variables
        self.dark = dark
        self.bare = _BARE["dark" if dark else "light"]
        black_or_white = Color.parse("#000000" if dark else "#ffffff")
        self.background = flatten_alpha(self.find_colour("background"), black_or_white)
        self.foreground = ensure_contrast(
            flatten_alpha(self.find_colour("foreground"), self.background), [self.background], TEXT_CONTRAST, dark
        )
        self.surface = self.choose_background("surface", 0.05)
        self.panel = self.choose_background("panel", 0.09)
        self.code = self.choose_background("code-background", 0.055)
        success, error = self.find_opaque_colour("success"), self.find_opaque_colour("error")
        self.added = self.choose_background("diff-added", 0.14, success)
        self.removed = self.choose_background("diff-removed", 0.14, error)
        self.papers = [self.background, self.surface, self.panel, self.code]
        self.diffs = [self.added, self.removed]
        self.weakest_emphasis = [
            mix_ground(self.background, tint, _WEAKEST_EMPHASIS, dark) for tint in (success, error)
        ]
        self.code_grounds = [self.background, self.code, *self.diffs, *self.weakest_emphasis]

    def find_colour(self, name: str) -> Color:
        return parse_theme_colour(self.variables, name) or Color.parse(self.bare[name])

    def find_opaque_colour(self, name: str) -> Color:
        return flatten_alpha(self.find_colour(name), self.background)

    def choose_background(self, name: str, share: float, tint: Color | None = None) -> Color:
        """A background: the theme's own unless text would be unreadable on it, else a tint of the page.

        Every ink can be made readable on grounds that are all dark, or all light.
        """
        own = parse_theme_colour(self.variables, name)
        if own is not None:
            own = flatten_alpha(own, self.background)
            if can_carry_text(own, self.dark) and compute_contrast(self.foreground, own) >= MARK_CONTRAST:
                return own
        return mix_ground(self.background, tint or self.foreground, share, self.dark)

    def choose_foreground(self, name: str, on: list[Color] | None = None) -> Color:
        """A coloured foreground that can be read on these backgrounds, by default on every one that text may meet."""
        return ensure_contrast(self.find_opaque_colour(name), on or self.papers, TEXT_CONTRAST, self.dark)


def build_rgb_styles(variables: Mapping[str, str], dark: bool) -> tuple[dict[str, Style], tuple[RichColor, ...]]:
    """Every style of a palette by its field name, and the sixteen terminal colours."""
    shades = _ThemeShades(variables, dark)
    styles = _role_styles(shades) | _markdown_styles(shades) | _diff_styles(shades) | _syntax_styles(shades)
    for name, style in styles.items():
        own = parse_theme_colour(variables, name.replace("_", "-"))
        if own is not None and style.color is not None and name not in _ROLES:
            grounds = _list_grounds(name, style, shades)
            ratio = _DECORATION_CONTRAST if name in _DECORATIONS else TEXT_CONTRAST
            ink = ensure_contrast(flatten_alpha(own, shades.background), grounds, ratio, dark)
            styles[name] = style + Style(color=ink.rich_color)
    inks = [Color.from_rich_color(styles[name].color) for name in styles if name.startswith("syntax_")]
    for name, tint in (("diff_added_emphasis", "success"), ("diff_removed_emphasis", "error")):
        styles[name] = _background_style(_choose_emphasis(shades, shades.find_opaque_colour(tint), inks))
    return styles, _terminal_colours(shades)


def _list_grounds(name: str, style: Style, shades: _ThemeShades) -> list[Color]:
    """What is behind text of this style."""
    if style.bgcolor is not None:
        return [Color.from_rich_color(style.bgcolor)]
    if name.startswith("syntax_"):
        return shades.code_grounds
    return [*shades.papers, *shades.diffs] if name.startswith("diff_") else shades.papers


def _choose_emphasis(shades: _ThemeShades, tint: Color, inks: list[Color]) -> Color:
    """The strongest tint of the page on which all code can be read."""
    for share in (0.34, 0.31, 0.28, 0.25):
        ground = mix_colours(shades.background, tint, share)
        if all(compute_contrast(ink, ground) >= TEXT_CONTRAST for ink in inks):
            return ground
    return mix_ground(shades.background, tint, _WEAKEST_EMPHASIS, shades.dark)


_DECORATIONS = frozenset({"rule", "table_border", "diff_gutter"})
"""Lines between things, which say nothing."""

_ROLES = frozenset({"text", "muted", "primary", "secondary", "accent", "success", "warning", "error", "border"})


def _role_styles(shades: _ThemeShades) -> dict[str, Style]:
    papers, dark = shades.papers, shades.dark
    levels = derive_text_levels(shades.foreground, shades.background, papers, dark)
    border = ensure_contrast(
        mix_colours(shades.background, levels.text, 0.24), [shades.background], _DECORATION_CONTRAST, dark
    )
    styles = {
        name: _foreground_style(shades.choose_foreground(name))
        for name in ("primary", "secondary", "accent", "success", "warning", "error")
    }
    return styles | {
        "text": _foreground_style(levels.text),
        "muted": _foreground_style(levels.muted),
        "faint": _foreground_style(levels.faint),
        "info": styles["primary"],
        "background": _background_style(shades.background),
        "surface": _background_style(shades.surface),
        "panel": _background_style(shades.panel),
        "selection": _background_style(mix_colours(shades.background, shades.find_opaque_colour("primary"), 0.28)),
        "border": _foreground_style(border),
        "border_active": styles["primary"],
        "user_bar": styles["primary"],
        "code_background": _background_style(shades.code),
    }


def _markdown_styles(shades: _ThemeShades) -> dict[str, Style]:
    roles = _role_styles(shades)
    bold, text, muted, border = Style(bold=True), roles["text"], roles["muted"], roles["border"]
    return {
        "heading_1": roles["primary"] + bold,
        "heading_2": roles["primary"] + bold,
        "heading_3": roles["accent"] + bold,
        "heading_4": text + bold,
        "heading_5": muted + bold,
        "heading_6": muted + Style(italic=True),
        "strong": bold,
        "emph": Style(italic=True),
        "strike": muted + Style(strike=True),
        "inline_code": _foreground_style(shades.choose_foreground("secondary")) + _background_style(shades.code),
        "link": roles["primary"] + Style(underline=True),
        "link_host": muted,
        "image": roles["secondary"] + Style(italic=True),
        "quote": _foreground_style(
            ensure_contrast(
                mix_colours(shades.background, shades.foreground, 0.78), shades.papers, TEXT_CONTRAST, shades.dark
            )
        ),
        "quote_bar": _foreground_style(
            ensure_contrast(
                mix_colours(shades.background, shades.find_opaque_colour("primary"), 0.6),
                shades.papers,
                MARK_CONTRAST,
                shades.dark,
            )
        ),
        "rule": border,
        "list_marker": _foreground_style(shades.choose_foreground("primary")),
        "task_done": roles["success"],
        "table_border": border,
        "table_head": roles["text"] + bold,
        "code_label": _code_label_style(shades),
    }


def _code_label_style(shades: _ThemeShades) -> Style:
    """Secondary text on a band of its own, a little lighter (darker) than the code below it."""
    band = mix_ground(shades.code, shades.foreground, 0.055, shades.dark)
    ink = ensure_contrast(mix_colours(band, shades.foreground, 0.62), [band], TEXT_CONTRAST, shades.dark)
    return _foreground_style(ink) + _background_style(band)


def _diff_styles(shades: _ThemeShades) -> dict[str, Style]:
    added, removed = shades.added, shades.removed
    return {
        "diff_added": _background_style(added),
        "diff_removed": _background_style(removed),
        "diff_context": Style(),
        "diff_added_emphasis": _background_style(shades.weakest_emphasis[0]),
        "diff_removed_emphasis": _background_style(shades.weakest_emphasis[1]),
        "diff_added_sign": _foreground_style(shades.choose_foreground("success", on=[added])),
        "diff_removed_sign": _foreground_style(shades.choose_foreground("error", on=[removed])),
        "diff_hunk": _foreground_style(shades.choose_foreground("secondary")),
        "diff_gutter": _foreground_style(mix_colours(shades.background, shades.foreground, 0.24)),
        "diff_line_number": _role_styles(shades)["muted"],
        "diff_added_line_number": _line_number_style(shades, "success", added),
        "diff_removed_line_number": _line_number_style(shades, "error", removed),
    }


def _line_number_style(shades: _ThemeShades, role: str, line: Color) -> Style:
    """On a ground between that of its line and the page."""
    ground = mix_colours(shades.background, line, 0.6)
    return _foreground_style(shades.choose_foreground(role, on=[ground, line])) + _background_style(ground)


def _syntax_styles(shades: _ThemeShades) -> dict[str, Style]:
    grounds = shades.code_grounds

    def make_readable(colour: Color) -> Color:
        return ensure_contrast(colour, grounds, TEXT_CONTRAST, shades.dark)

    spare = [make_readable(Color.parse(hue)) for hue in (_HUES[4], _HUES[5], _HUES[3], _HUES[2])]
    primary, secondary, accent = (
        make_readable(shades.find_opaque_colour(name)) for name in ("primary", "secondary", "accent")
    )
    text = make_readable(shades.foreground)
    string = make_readable(shades.find_opaque_colour("success"))
    keyword = pick_distinct([primary, accent, *spare], [string, text])
    number = pick_distinct([make_readable(shades.find_opaque_colour("warning")), *spare], [string, keyword, text])
    function = pick_distinct([secondary, accent, *spare], [keyword, string, number, text])
    kind = pick_distinct([accent, *spare], [keyword, string, number, function, text])
    comment = ensure_contrast(
        mix_colours(shades.background, shades.foreground, 0.55), grounds, TEXT_CONTRAST, shades.dark
    )
    quiet = make_readable(mix_colours(shades.background, shades.foreground, 0.8))
    inks = {
        "text": text,
        "keyword": keyword,
        "string": string,
        "number": number,
        "function": function,
        "type": kind,
        "operator": quiet,
        "punctuation": quiet,
        "variable": text,
        "builtin": kind,
        "constant": number,
        "decorator": kind,
        "tag": keyword,
        "attribute": function,
        "error": make_readable(shades.find_opaque_colour("error")),
    }
    styles = {f"syntax_{name}": _foreground_style(colour) for name, colour in inks.items()}
    styles["syntax_comment"] = _foreground_style(comment) + Style(italic=True)
    return styles


def _terminal_colours(shades: _ThemeShades) -> tuple[RichColor, ...]:
    black, white = (
        mix_colours(shades.background, shades.foreground, 0.3),
        mix_colours(shades.background, shades.foreground, 0.85),
    )
    hues = [
        shades.find_opaque_colour("error"),
        shades.find_opaque_colour("success"),
        shades.find_opaque_colour("warning"),
        *map(Color.parse, _HUES[3:]),
    ]
    plain = [black, *hues, white] if shades.dark else [shades.foreground, *hues, black]
    bright = [
        mix_colours(shades.background, shades.foreground, 0.5),
        *(mix_colours(hue, shades.foreground, 0.2) for hue in hues),
        shades.foreground,
    ]
    return tuple(
        ensure_contrast(colour, [shades.background], MARK_CONTRAST, shades.dark).rich_color
        for colour in (*plain, *bright)
    )


def _foreground_style(colour: Color) -> Style:
    return Style(color=colour.rich_color)


def _background_style(colour: Color) -> Style:
    return Style(bgcolor=colour.rich_color)
