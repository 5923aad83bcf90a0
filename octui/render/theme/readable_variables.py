"""A theme's CSS variables with every text colour readable on every background of the theme.

Textual derives secondary text by fading the foreground, which on low-contrast themes (Solarized, Nord) ends far below
what WCAG asks of text. Only the lightness moves, and only as far as it must, so that a theme keeps its character.
"""

from collections.abc import Mapping
from typing import Final

from textual.color import BLACK, WHITE, Color

from octui.render.theme.contrast import compute_contrast, ensure_contrast, flatten_alpha, parse_theme_colour
from octui.render.theme.text_levels import MARK_CONTRAST, TEXT_CONTRAST, derive_text_levels

_GROUNDS: Final = ("background", "surface", "panel")
_MUTED: Final = ("text-muted", "foreground-muted")
_DISABLED: Final = ("text-disabled", "foreground-disabled")
_COLOURED: Final = ("primary", "secondary", "accent", "success", "warning", "error")
_ON_GROUND: Final = (
    ("block-cursor-foreground", "block-cursor-background"),
    ("block-cursor-blurred-foreground", "block-cursor-blurred-background"),
    ("input-cursor-foreground", "input-cursor-background"),
    ("input-selection-foreground", "input-selection-background"),
    ("button-color-foreground", "primary"),
)


def ensure_readable_variables(variables: Mapping[str, str], dark: bool) -> dict[str, str]:
    """The variables of `App.get_css_variables()`; unchanged where the terminal's own colours are used."""
    result = dict(variables)
    page = parse_theme_colour(variables, "background")
    foreground = parse_theme_colour(variables, "foreground")
    if page is None or foreground is None or page.ansi is not None or foreground.ansi is not None:
        return result
    grounds = [flatten_alpha(parse_theme_colour(variables, name) or page, page) for name in _GROUNDS]
    levels = derive_text_levels(flatten_alpha(foreground, page), page, grounds, dark)

    def set_readable(name: str, fallback: Color, ratio: float) -> None:
        own = parse_theme_colour(variables, name)
        colour = fallback if own is None or own.a < 1 else own
        result[name] = ensure_contrast(colour, grounds, ratio, dark).hex

    result["foreground"] = levels.text.hex
    if parse_theme_colour(variables, "text") is not None:
        result["text"] = levels.text.hex
    for name in _MUTED:
        set_readable(name, levels.muted, TEXT_CONTRAST)
    for name in _DISABLED:
        set_readable(name, levels.faint, MARK_CONTRAST)
    for role in _COLOURED:
        set_readable(f"text-{role}", parse_theme_colour(variables, role) or levels.text, TEXT_CONTRAST)
    for ink, ground in _ON_GROUND:
        _set_readable_on(result, ink, ground, page)
    return result


def _set_readable_on(variables: dict[str, str], ink: str, ground: str, page: Color) -> None:
    """Text on a coloured block: its own colour if it can be read there, else black or white."""
    behind, own = parse_theme_colour(variables, ground), parse_theme_colour(variables, ink)
    if behind is None:
        return
    behind = flatten_alpha(behind, page)
    if own is None or compute_contrast(flatten_alpha(own, behind), behind) < TEXT_CONTRAST:
        variables[ink] = max(BLACK, WHITE, key=lambda extreme: compute_contrast(extreme, behind)).hex
