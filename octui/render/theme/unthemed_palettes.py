"""The colours of text that is drawn without any theme."""

from typing import Final

from octui.render.theme.palette import Palette

DARK: Final = Palette.from_theme({}, dark=True)
LIGHT: Final = Palette.from_theme({}, dark=False)
