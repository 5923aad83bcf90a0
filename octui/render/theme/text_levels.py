"""The three levels of text: what is read first, what is read second, and what only has to be noticed."""

from collections.abc import Sequence
from typing import Final

from textual.color import Color

from octui.lazy_dataclasses import dataclass
from octui.render.theme.contrast import compute_contrast, ensure_contrast, mix_colours

TEXT_CONTRAST: Final = 4.5
"""WCAG AA for text."""

MARK_CONTRAST: Final = 3.0
"""WCAG AA for marks, and for what is shown as disabled."""

_STEP: Final = 1.3
"""How much more contrast text has than secondary text; less, and the two look the same."""


@dataclass(frozen=True, slots=True)
class TextLevels:
    text: Color
    muted: Color
    faint: Color


def derive_text_levels(foreground: Color, page: Color, grounds: Sequence[Color], dark: bool) -> TextLevels:
    """Secondary text is as faint as may be read on every ground; text gives way upwards where that leaves no step."""
    text = ensure_contrast(foreground, grounds, TEXT_CONTRAST, dark)
    muted = ensure_contrast(mix_colours(page, text, 0.62), grounds, TEXT_CONTRAST, dark)
    text = ensure_contrast(text, [page], compute_contrast(muted, page) * _STEP, dark)
    return TextLevels(text, muted, ensure_contrast(mix_colours(page, text, 0.4), grounds, MARK_CONTRAST, dark))
