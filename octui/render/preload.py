"""Loads what draws Markdown and code before the first answer needs it, which would stall the keys of that moment."""

from typing import Final

from octui.render.code.lexers import load_lexers
from octui.render.markdown.grammar import load_grammar
from octui.render.text.cell_width import measure_width
from octui.render.text.sanitize import escape_unseen

LANGUAGES: Final = ("bash", "json", "python", "javascript", "typescript", "tsx", "diff", "yaml", "toml")
"""Those that answers have most often and that take little memory; others are loaded with their first code."""

_EMOJIS: Final = 20 * "\U0001f469\u200d"
"""The first text with more than a few emojis in one needs some expressions, which take a while to compile."""


def preload_drawing() -> None:
    """To be called in a thread, before the first answer is drawn."""
    load_grammar()
    load_lexers(LANGUAGES)
    # The widths of characters, and the expressions for what hides in text.
    measure_width(_EMOJIS)
    escape_unseen(_EMOJIS)
