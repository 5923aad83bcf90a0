"""An OpenCode theme as one of Textual's: its tokens as CSS variables and as the styles of the renderers."""

from collections.abc import Mapping
from typing import Final

from textual.color import BLACK, WHITE, Color
from textual.theme import Theme

from octui.config.themes.theme_file import NONE
from octui.render.theme.contrast import (
    can_carry_text,
    compute_contrast,
    flatten_alpha,
    is_dark_colour,
    mix_colours,
    mix_ground,
)
from octui.ui.theming.terminal_colours import TerminalColours
from octui.ui.theming.transparent_page import PAGE_FILL, UNPAINTED

_STYLES: Final = {
    "text-muted": "textMuted",
    "foreground-muted": "textMuted",
    "text-primary": "primary",
    "text-secondary": "secondary",
    "text-accent": "accent",
    "text-success": "success",
    "text-warning": "warning",
    "text-error": "error",
    "footer-key-foreground": "primary",
    "border": "border",
    "border-blurred": "borderSubtle",
    "link-color": "markdownLink",
    "diff-added": "diffAddedBg",
    "diff-removed": "diffRemovedBg",
    "diff-added-sign": "diffAdded",
    "diff-removed-sign": "diffRemoved",
    "diff-hunk": "diffHunkHeader",
    "diff-line-number": "diffLineNumber",
    "heading-1": "markdownHeading",
    "heading-2": "markdownHeading",
    "heading-3": "markdownHeading",
    "heading-4": "markdownHeading",
    "link": "markdownLinkText",
    "inline-code": "markdownCode",
    "quote": "markdownBlockQuote",
    "rule": "markdownHorizontalRule",
    "list-marker": "markdownListItem",
    "image": "markdownImage",
    "syntax-text": "text",
    "syntax-comment": "syntaxComment",
    "syntax-keyword": "syntaxKeyword",
    "syntax-tag": "syntaxKeyword",
    "syntax-function": "syntaxFunction",
    "syntax-attribute": "syntaxFunction",
    "syntax-decorator": "syntaxFunction",
    "syntax-variable": "syntaxVariable",
    "syntax-string": "syntaxString",
    "syntax-number": "syntaxNumber",
    "syntax-constant": "syntaxNumber",
    "syntax-type": "syntaxType",
    "syntax-builtin": "syntaxType",
    "syntax-operator": "syntaxOperator",
    "syntax-punctuation": "syntaxPunctuation",
}
"""CSS variables and the styles of `render.theme.palette`, each with the token that sets it."""


_PAGE_CONTRAST: Final = 7.0
"""What black or white has on a page, so that tints of it can carry text too."""


def make_textual_theme(name: str, tokens: Mapping[str, str], terminal: TerminalColours, *, dark: bool) -> Theme:
    """From resolved tokens; `none` is the terminal's own colour, as far as it is known."""
    given = tokens["background"]
    background = _make_page(terminal.find_background(dark) if given == NONE else given)
    colours = {
        token: flatten_alpha(Color.parse(value), Color.parse(background)).hex
        for token, value in tokens.items()
        if value != NONE
    }
    text = colours.get("text") or terminal.find_foreground(dark)
    surface = _choose_ground(colours.get("backgroundPanel", background), background, text, 0.05)
    panel = _choose_ground(colours.get("backgroundElement", surface), background, text, 0.09)
    primary = colours.get("primary", text)
    variables = {css: colours[token] for css, token in _STYLES.items() if token in colours}
    return Theme(
        name=name,
        dark=is_dark_colour(Color.parse(background)),
        primary=primary,
        secondary=colours.get("secondary", primary),
        accent=colours.get("accent", primary),
        success=colours.get("success"),
        warning=colours.get("warning"),
        error=colours.get("error"),
        foreground=text,
        background=background,
        surface=surface,
        panel=panel,
        variables={
            **_derive_variables(background, surface, text, primary),
            **variables,
            PAGE_FILL: UNPAINTED if given == NONE else background,
        },
    )


def _derive_variables(background: str, surface: str, text: str, primary: str) -> dict[str, str]:
    """What OpenCode's themes have no token for."""
    page, ink, accent = Color.parse(background), Color.parse(text), Color.parse(primary)
    selection = mix_colours(Color.parse(surface), accent, 0.28).hex
    thumb, hovered = mix_colours(page, ink, 0.2).hex, mix_colours(page, ink, 0.3).hex
    return {
        "text": text,
        "block-cursor-background": selection,
        "block-cursor-foreground": text,
        "block-cursor-blurred-background": mix_colours(page, accent, 0.16).hex,
        "block-cursor-blurred-foreground": text,
        "block-hover-background": surface,
        "input-cursor-background": text,
        "input-cursor-foreground": background,
        "input-selection-background": selection,
        "input-selection-foreground": text,
        "screen-selection-background": selection,
        "scrollbar": thumb,
        "scrollbar-hover": hovered,
        "scrollbar-active": primary,
        "scrollbar-background": background,
        "scrollbar-corner-color": background,
        "button-color-foreground": background,
    }


def _choose_ground(colour: str, background: str, text: str, share: float) -> str:
    """A ground of the theme; a tint of the page where no ink could be read on both."""
    page = Color.parse(background)
    ground = Color.parse(colour)
    dark = is_dark_colour(page)
    return (ground if can_carry_text(ground, dark) else mix_ground(page, Color.parse(text), share, dark)).hex


def _make_page(colour: str) -> str:
    """The page of the theme; one of a medium grey is darkened or lightened until any ink has room on it."""
    page = flatten_alpha(Color.parse(colour), BLACK)
    dark = is_dark_colour(page)
    while compute_contrast(WHITE if dark else BLACK, page) < _PAGE_CONTRAST:
        page = mix_colours(page, BLACK if dark else WHITE, 0.1)
    return page.hex
