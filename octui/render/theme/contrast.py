"""Colour arithmetic: parsing a theme's values, mixing them, and keeping text readable on its background."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.color import BLACK, WHITE, Color, ColorParseError


def parse_theme_colour(variables: Mapping[str, str], *names: str) -> Color | None:
    """The first of `names` with a plain colour; `auto`, `initial` and invalid values count as absent."""
    for name in names:
        value = variables.get(name, "").strip()
        if not value or value.startswith("auto"):
            continue
        head, _, share = value.partition(" ")
        try:
            colour = Color.parse(head)
            if share:
                colour = colour.multiply_alpha(float(share.strip().removesuffix("%")) / 100)
        except (ColorParseError, ValueError):
            continue
        if colour.ansi is not None or colour.a > 0:
            return colour
    return None


def mix_colours(base: Color, over: Color, share: float) -> Color:
    """`share` of `over` laid on `base`, opaque."""
    return base.blend(over, share, alpha=1.0)


def flatten_alpha(colour: Color, behind: Color) -> Color:
    """What a half-transparent colour looks like on an opaque one."""
    return colour if colour.a >= 1 else mix_colours(behind, colour.with_alpha(1.0), colour.a)


def compute_luminance(colour: Color) -> float:
    def to_linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)

    red, green, blue = colour.normalized
    return 0.2126 * to_linear(red) + 0.7152 * to_linear(green) + 0.0722 * to_linear(blue)


def is_dark_colour(colour: Color) -> bool:
    """Whether white can be read on it better than black."""
    return compute_luminance(colour) < 0.179


def can_carry_text(ground: Color, dark: bool) -> bool:
    """Whether the lightest (on a light theme: the darkest) ink can be read there with something to spare."""
    return compute_contrast(WHITE if dark else BLACK, ground) >= 5.0


def mix_ground(page: Color, tint: Color, share: float, dark: bool) -> Color:
    """`share` of a tint laid on the page, or as much of it as leaves a ground for text."""
    for weaker in (share, share * 0.7, share * 0.4, share * 0.2):
        if can_carry_text(ground := mix_colours(page, tint, weaker), dark):
            return ground
    return page


def compute_contrast(one: Color, other: Color) -> float:
    """The WCAG ratio, 1 (the same) to 21 (black on white)."""
    light, dark = sorted((compute_luminance(one), compute_luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ensure_contrast(colour: Color, behind: Iterable[Color], ratio: float, dark: bool) -> Color:
    """`colour`, made lighter (darker on a light theme) only as far as `ratio` requires on every background."""
    backgrounds = list(behind)
    for step in range(26):
        moved = colour.lighten(step * 0.03) if dark else colour.darken(step * 0.03)
        if all(compute_contrast(moved, background) >= ratio for background in backgrounds):
            return moved
    return WHITE if dark else BLACK


def pick_distinct(candidates: Iterable[Color], taken: Iterable[Color]) -> Color:
    """The first candidate that is clearly different from all colours already used, or else the most different one."""
    others = list(taken)
    ranked = [(min(_colour_distance(candidate, other) for other in others), candidate) for candidate in candidates]
    return next((colour for far, colour in ranked if far > 90), max(ranked, key=lambda pair: pair[0])[1])


def _colour_distance(one: Color, other: Color) -> float:
    # The "redmean" approximation: cheap, and close enough to perception.
    mean = (one.r + other.r) / 2
    red, green, blue = one.r - other.r, one.g - other.g, one.b - other.b
    return float(((2 + mean / 256) * red**2 + 4 * green**2 + (2 + (255 - mean) / 256) * blue**2) ** 0.5)
