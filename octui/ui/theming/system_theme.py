"""The theme `system`: the terminal's own colours, as it reports them, with shades between its text and its page."""

from typing import Final

from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from octui.config.themes.theme_file import NONE
from octui.render.theme.contrast import mix_colours
from octui.ui.theming.terminal_colours import TerminalColours
from octui.ui.theming.textual_theme import make_textual_theme

SYSTEM: Final = "system"


def make_system_theme(terminal: TerminalColours, *, dark: bool) -> Theme:
    """Where the terminal does not say what its colours are, they are used by number instead."""
    if not terminal.is_complete:
        return BUILTIN_THEMES["ansi-dark" if dark else "ansi-light"]
    page, ink = Color.parse(terminal.background), Color.parse(terminal.foreground)

    def blend(share: float) -> str:
        return mix_colours(page, ink, share).hex

    red, green, yellow, blue, magenta, cyan = (terminal.palette[number] for number in range(1, 7))
    tokens = {
        "primary": blue,
        "secondary": magenta,
        "accent": cyan,
        "error": red,
        "warning": yellow,
        "success": green,
        "text": terminal.foreground,
        "textMuted": blend(0.62),
        "background": NONE,
        "backgroundPanel": blend(0.06),
        "backgroundElement": blend(0.1),
        "border": blend(0.28),
        "borderSubtle": blend(0.16),
        "diffAdded": green,
        "diffRemoved": red,
        "diffHunkHeader": cyan,
        "markdownHeading": blue,
        "markdownLinkText": blue,
        "markdownCode": green,
        "syntaxComment": blend(0.55),
        "syntaxKeyword": magenta,
        "syntaxFunction": blue,
        "syntaxVariable": terminal.foreground,
        "syntaxString": green,
        "syntaxNumber": yellow,
        "syntaxType": cyan,
        "syntaxOperator": cyan,
        "syntaxPunctuation": terminal.foreground,
    }
    return make_textual_theme(SYSTEM, tokens, terminal, dark=dark)
