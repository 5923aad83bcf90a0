"""Every style the renderers use, resolved once from a theme, so that nothing is looked up while drawing."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rich.color import Color as RichColor
from rich.style import Style

from octui.render.theme.ansi_palette import build_ansi_styles
from octui.render.theme.rgb_palette import build_rgb_styles


@dataclass(frozen=True, eq=False)
class Palette:
    """Foregrounds set no background and backgrounds no foreground, so they combine: `palette.text + palette.panel`."""

    key: str
    """What caches compare: palettes with equal keys draw equally."""
    dark: bool
    ansi: bool
    """The terminal's own sixteen colours are used, and backgrounds are left alone."""

    text: Style
    muted: Style
    faint: Style
    primary: Style
    secondary: Style
    accent: Style
    success: Style
    warning: Style
    error: Style
    info: Style

    background: Style
    surface: Style
    panel: Style
    selection: Style
    border: Style
    border_active: Style
    user_bar: Style
    code_background: Style

    heading_1: Style
    heading_2: Style
    heading_3: Style
    heading_4: Style
    heading_5: Style
    heading_6: Style
    strong: Style
    emph: Style
    strike: Style
    inline_code: Style
    link: Style
    link_host: Style
    image: Style
    quote: Style
    quote_bar: Style
    rule: Style
    list_marker: Style
    task_done: Style
    table_border: Style
    table_head: Style
    code_label: Style

    diff_added: Style
    diff_removed: Style
    diff_context: Style
    diff_added_emphasis: Style
    diff_removed_emphasis: Style
    diff_added_sign: Style
    diff_removed_sign: Style
    diff_hunk: Style
    diff_gutter: Style
    diff_line_number: Style
    diff_added_line_number: Style
    diff_removed_line_number: Style

    syntax_text: Style
    syntax_keyword: Style
    syntax_string: Style
    syntax_comment: Style
    syntax_number: Style
    syntax_function: Style
    syntax_type: Style
    syntax_operator: Style
    syntax_punctuation: Style
    syntax_variable: Style
    syntax_builtin: Style
    syntax_constant: Style
    syntax_decorator: Style
    syntax_tag: Style
    syntax_attribute: Style
    syntax_error: Style

    terminal: tuple[RichColor, ...]
    """The sixteen colours programs use by number, readable on this theme."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Palette) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    @staticmethod
    def from_theme(variables: Mapping[str, str], dark: bool) -> Palette:
        """From `App.get_css_variables()`; a theme may set any style here by its name with dashes (`diff-added`)."""
        return _build_palette(tuple(variables.items()), dark)


@lru_cache(maxsize=4)
def _build_palette(variables: tuple[tuple[str, str], ...], dark: bool) -> Palette:
    # Every widget that draws text asks for it whenever its styles change, and making it takes milliseconds.
    values = dict(variables)
    grounds = (values.get("background", ""), values.get("foreground", ""))
    ansi = any(value.startswith("ansi_") for value in grounds)
    styles, terminal = build_ansi_styles(values) if ansi else build_rgb_styles(values, dark)
    drawn = "|".join(f"{name}:{style}" for name, style in styles.items())
    key = f"{dark}-{zlib.crc32(drawn.encode()):08x}"
    return Palette(key=key, dark=dark, ansi=ansi, terminal=terminal, **styles)
